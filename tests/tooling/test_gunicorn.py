"""The real gunicorn with the project's own settings: it refuses clearly, serves, and leaves nothing behind."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from tests.services.live_server import BIN, ROOT, LiveServer, environ_without_settings, free_port
from tests.services.settings import NOW, SECRETS


def refuse(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environ = {**environ_without_settings(), "PORT": str(free_port()), "INSTANCE_PATH": str(folder), **settings}
    return subprocess.run(
        [BIN / "gunicorn", "wsgi:app"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30
    )


@pytest.mark.sqlite_only
def test_gunicorn_ends_with_status_3_and_names_everything_when_settings_are_wrong(tmp_path: Path) -> None:
    ended = refuse(tmp_path, PORT="http", DATA_KEYS="short", GEOCODERS="atlas")
    assert ended.returncode == 3
    assert ended.stderr.count("Actions cannot start:") == 1
    assert [name for name in ("SECRET_KEY", "DATA_KEYS", "PORT", "GEOCODERS") if name not in ended.stderr] == []
    assert "Traceback" not in ended.stderr


@pytest.mark.sqlite_only
def test_gunicorn_refuses_short_secrets_without_telling_them(tmp_path: Path) -> None:
    ended = refuse(tmp_path, **SECRETS, METRICS_TOKEN="open sesame", MAIL_BOUNCES_SECRET="x" * 31)
    assert ended.returncode == 3
    assert ended.stderr == (
        "Actions cannot start:\n"
        "  - MAIL_BOUNCES_SECRET is too weak: use at least 32 random characters.\n"
        "  - METRICS_TOKEN is too weak: use at least 32 random characters.\n"
    )


@pytest.mark.parametrize("name", ["WEB_WORKERS", "WEB_THREADS"])
def test_gunicorn_refuses_when_a_number_of_its_own_is_none(tmp_path: Path, name: str) -> None:
    ended = refuse(tmp_path, **SECRETS, **{name: "many"})
    assert ended.returncode == 3
    assert ended.stderr == f"Actions cannot start:\n  - {name} is 'many'; it must be a whole number above 0.\n"


def test_gunicorn_serves_and_ends_when_told(tmp_path: Path) -> None:
    server = LiveServer(tmp_path, SECRETS, NOW)
    try:
        server.start()
        assert server.log() == f"Actions is at {server.url} (Ctrl-C stops it)\n"
    finally:
        server.stop()
    assert not _anybody_mentions(str(server.port))


def test_live_server_ignores_a_developers_own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_URL", "smtp://mail.example.org")
    server = LiveServer(tmp_path, SECRETS, NOW + dt.timedelta(days=1))
    assert server.environ["MAIL_URL"] == ""
    assert server.clock_file.read_text(encoding="ascii") == "2026-11-25T15:00:00+00:00"


def _anybody_mentions(port: str) -> bool:
    environs = Path("/proc").glob("[0-9]*/environ")
    wanted = f"PORT={port}\0".encode()
    return any(wanted in _bytes_of(file) for file in environs)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
