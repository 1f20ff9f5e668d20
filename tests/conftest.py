"""What every test may ask for: settings, the application on each database, a client, a clock, a mail server."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import event

from actions import create_app, sealing
from actions.accounts.models import User
from actions.database import db
from actions.extensions import limiter
from config import Settings, from_environ
from tests.checking_client import CheckingClient
from tests.services.databases import Database, PostgresDatabase, SqliteDatabase, wait_for_no_disk
from tests.services.postgres import Postgres
from tests.services.settings import NOW, SECRETS
from tests.services.signing_in import sign_in
from tests.services.smtp_sink import SmtpSink

pytest_plugins = ["tests.services.browser", "tests.services.dns_server", "tests.services.workers"]

DATABASES = ("sqlite", "postgres")
_numbers = count(1)
# An application is made once for each different set of settings: making one takes as long as a dozen requests.
_applications: dict[Settings, Flask] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--databases sqlite` leaves PostgreSQL out."""
    parser.addoption("--databases", default=",".join(DATABASES), help="which databases to test on: sqlite,postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once on each database that it needs."""
    if "database_name" not in metafunc.fixturenames:
        return
    asked = metafunc.config.getoption("--databases").split(",")
    if metafunc.definition.get_closest_marker("sqlite_only"):
        asked = [name for name in asked if name == "sqlite"]
    metafunc.parametrize("database_name", asked, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives the browser, so that it can be left out."""
    for item in items:
        if "browser" in item.path.relative_to(item.config.rootpath).parts:
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """What is there when the tests begin stays to the end: to look through it for garbage took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL that lives as long as this run of the tests."""
    cluster = Postgres()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def database_name(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on: `sqlite` or `postgres`."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def _databases() -> Iterator[dict[str, Database]]:
    """Those made so far. A worker that is given tests of both kinds in turn makes each once and keeps it."""
    made: dict[str, Database] = {}
    yield made
    for database in made.values():
        database.close()


@pytest.fixture(scope="session")
def migrated_database(
    database_name: str,
    _databases: dict[str, Database],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Database:
    """A database brought up to date through the real migrations, once."""
    if database_name in _databases:
        return _databases[database_name]
    database: Database
    if database_name == "postgres":
        database = PostgresDatabase(request.getfixturevalue("postgres").create_database("tests"))
    else:
        database = SqliteDatabase(tmp_path_factory.mktemp("sqlite") / "actions.db")
    application = create_app(
        from_environ(
            {**SECRETS, "DATABASE_URL": database.url, "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}
        )
    )
    with application.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    database.remember()
    _databases[database_name] = database
    return database


@pytest.fixture
def empty_database_url(database_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, for tests of migrations and of set-up."""
    if database_name == "postgres":
        url: str = request.getfixturevalue("postgres").create_database(f"empty_{next(_numbers)}")
        return url
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(scope="session")
def _clock_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clock") / "now"


@pytest.fixture
def now() -> dt.datetime:
    """The instant at which every test begins."""
    return NOW


@pytest.fixture
def clock_file(_clock_path: Path, now: dt.datetime) -> Path:
    """The file that the application reads the time from."""
    _clock_path.write_text(now.isoformat(), encoding="ascii")
    return _clock_path


@pytest.fixture
def set_clock(clock_file: Path) -> Callable[[dt.datetime], None]:
    """Move the whole application to another time."""

    def move(instant: dt.datetime) -> None:
        clock_file.write_text(instant.isoformat(), encoding="ascii")

    return move


@pytest.fixture(scope="session")
def _instance_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def settings(migrated_database: Database, clock_file: Path, _instance_path: Path) -> Settings:
    """Ordinary settings. A test that needs others overrides this with `dataclasses.replace(settings, ...)`."""
    return from_environ(
        {
            **SECRETS,
            "SITE_URL": "http://localhost",
            "DATABASE_URL": migrated_database.url,
            "INSTANCE_PATH": str(_instance_path),
            "MAIL_POSTAL_ADDRESS": "1 Main Street, Springfield, IL 62701",
            "CLOCK_FILE": str(clock_file),
        }
    )


@pytest.fixture
def app(settings: Settings, migrated_database: Database) -> Iterator[Flask]:
    """The application on a database with nothing in it, with its context pushed for the test itself."""
    if settings not in _applications:
        _applications[settings] = create_app(settings)
        _spare_the_disk(_applications[settings])
        _applications[settings].testing = True
        _applications[settings].test_client_class = CheckingClient
    application = _applications[settings]
    sealing.use(sealing.Keyring(settings.data_keys))
    migrated_database.empty()
    application.extensions["actions-page-cache"].clear()
    # The limiter is one object for all applications and remembers the last one made.
    limiter.enabled = settings.rate_limits
    with application.app_context():
        if limiter.enabled:
            limiter.reset()
        yield application
        db.session.rollback()


def _spare_the_disk(application: Flask) -> None:
    """SQLite in this process writes on without waiting for the disk, which the site itself does."""
    with application.app_context():
        if db.engine.dialect.name == "sqlite":
            # After the site's own listener, which asks for the opposite.
            event.listen(db.engine, "connect", lambda connection, _entry: wait_for_no_disk(connection))


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A visitor's browser that checks every page it opens."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


@pytest.fixture(scope="session")
def _smtp_server() -> Iterator[SmtpSink]:
    sink = SmtpSink()
    yield sink
    sink.down()


@pytest.fixture
def smtp_sink(_smtp_server: SmtpSink) -> SmtpSink:
    """A real SMTP server, empty and well-behaved until told otherwise."""
    _smtp_server.reset()
    return _smtp_server


@pytest.fixture
def as_user(app: Flask) -> Callable[[User], CheckingClient]:
    """A browser in which this user is signed in."""

    def make(user: User) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        return sign_in(client, user)

    return make
