"""The database: one session, named constraints, aware UTC times, and SQLite made to behave."""

import datetime as dt
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import DateTime, Engine, Executable, MetaData, Table, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult, Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_BUSY_MS = 15_000
SECONDS_UNCHECKED = 1.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# An execution option of a connection: nothing will be written over it, so no lock is taken either.
READS_ONLY = "actions_reads_only"
# In a request's environ: an engine that is read instead of the database's (see `publishing`), and that reading failed.
# The first in a session's `info` too.
ENGINE = "actions.engine"
FAILED = "actions.database-failed"


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)

    def __repr__(self) -> str:
        # Only the key: any other column may be personal, and reprs end in logs.
        return f"<{type(self).__name__} {inspect(self).identity}>"


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware instant, stored in UTC; refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """To UTC; SQLite keeps no offset, so it is dropped there once it is known to be zero."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: it names no instant")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        instant: dt.datetime = value
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)


class RoutedSession(Session):
    """A session that reads what it or the request says, which is the database unless it is away."""

    def get_bind(self, *arguments: Any, **named: Any) -> Engine | Connection:
        """The engine that is named, or the database's."""
        engine: Engine | None = self.info.get(ENGINE)
        if engine is None and has_request_context():
            engine = request.environ.get(ENGINE)
        return super().get_bind(*arguments, **named) if engine is None else engine


db = SQLAlchemy(model_class=Model, session_options={"class_": RoutedSession})


def init_app(app: Flask) -> None:
    """Connect the application to its database."""
    db.init_app(app)
    app.before_request(_read_body)
    with app.app_context():
        prepare = _prepare_sqlite if db.engine.dialect.name == "sqlite" else _prepare_postgresql
        prepare(db.engine)


def _read_body() -> None:
    """Have the whole form before the database is asked for anything: otherwise somebody who sends it slowly, or never
    to its end, would hold SQLite's write lock, or a connection of the pool, all the while.
    """
    if request.endpoint is not None and request.method not in SAFE_METHODS:
        request.form  # noqa: B018  # reading it is what counts


def table_of(model: type[Model]) -> Table:
    """The plain table of a model, for statements that go past the session's bookkeeping."""
    return cast(Table, model.__table__)


def run(statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Run a statement over plain tables in the session's transaction.

    The session's own `execute` looks for objects to load and to refresh before and after every statement; for the few
    statements that every sign-up runs, that is a fifth of the time they take. They have no objects.
    """
    return db.session.connection().execute(statement, values)


def insert_once(model: type[Model], *key: str) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that passes over rows whose key (the named columns) is there already, on either database.

    Give the row to `execute` beside it: then the statement itself is the same each time, and made once.
    """
    return _insert_once(db.engine.dialect.name, model, key)


@cache
def _insert_once(dialect: str, model: type[Model], key: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    table = table_of(model)
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=key)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=key)


def engine_options(database_url: str) -> dict[str, Any]:
    """Pool settings: a dead or full database answers within seconds, never hangs a page.

    What goes into a statement is left out of errors and logs: it may be a name that is not sealed yet.
    """
    if database_url.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": SQLITE_BUSY_MS / 1000}}
    return {
        "hide_parameters": True,
        "pool_timeout": 5,
        "connect_args": {
            "connect_timeout": 3,
            "options": "-c timezone=utc -c idle_in_transaction_session_timeout=60000",
        },
    }


def _prepare_postgresql(engine: Engine) -> None:
    """Ask a connection that has lain idle whether it is still alive, so that a restarted database is not noticed.

    The pool's own `pool_pre_ping` asks every time: three round trips more for every request of a busy hour, when the
    connection was used a moment ago.
    """

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        if time.monotonic() - entry.info.get("used_at", 0.0) < SECONDS_UNCHECKED:
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except engine.dialect.loaded_dbapi.Error as error:
            # The pool takes this as an order to connect anew.
            raise DisconnectionError from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def settle(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver's own implicit BEGIN is switched off; `begin` below decides.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={SQLITE_BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that may write takes the write lock first: upgrading a read lock later fails at once
        # with "database is locked" instead of waiting its turn.
        reads_only = connection.get_execution_options().get(READS_ONLY, False) or (
            has_request_context() and request.method in SAFE_METHODS
        )
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
