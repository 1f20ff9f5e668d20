"""Development secrets: made once, kept, never made for production."""

import base64
import subprocess
import sys
from pathlib import Path

from dotenv import dotenv_values

from tests.services.live_server import ROOT, environ_without_settings


def make(file: Path, **settings: str) -> None:
    subprocess.run(
        [sys.executable, ROOT / "tools" / "make_env.py", file],
        env={**environ_without_settings(), **settings},
        check=True,
    )


def test_secrets_are_made_when_there_are_none(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    make(file)
    values = dotenv_values(file)
    assert len(values["SECRET_KEY"] or "") == 64
    assert len(base64.urlsafe_b64decode(values["DATA_KEYS"] or "")) == 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_secrets_stay_when_made_before(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    make(file)
    before = file.read_text()
    make(file)
    assert file.read_text() == before


def test_secret_takes_the_place_of_an_empty_one_and_leaves_the_rest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nSECRET_KEY=\nDATA_KEYS='kept'\nPORT=9000")
    make(file)
    lines = file.read_text().split("\n")
    assert [lines[0], lines[2], lines[3]] == ["# mine", "DATA_KEYS='kept'", "PORT=9000"]
    assert lines[1].startswith("SECRET_KEY=")
    assert len(lines[1]) == 75


def test_secret_is_not_made_when_the_environment_has_one(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    make(file, SECRET_KEY="from the environment", DATA_KEYS="from the environment")
    assert not file.exists()


def test_secrets_are_not_made_in_production(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("APP_ENV=production\n")
    make(file)
    assert file.read_text() == "APP_ENV=production\n"
