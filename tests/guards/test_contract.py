"""`docs/contract.md` says what is there: settings, commands and addresses."""

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

CONTRACT = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.sqlite_only


def _section(title: str) -> str:
    return CONTRACT.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def _settings_of(path: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))


def test_settings_are_the_same_in_contract_example_manual_and_code() -> None:
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", _section("Settings"), re.MULTILINE))
    assert named == _settings_of(".env.example", r"^([A-Z_]+)=")
    assert named == _settings_of("docs/operating.md", r"^\| `([A-Z_]+)` \|")
    reads = r"""(?:environ\.get\(|environ\[|_one_of\(environ, |_whole_number\(environ, |_positive\()"([A-Z_]+)\""""
    in_code = _settings_of("config.py", reads) | _settings_of("gunicorn.conf.py", reads)
    # FLASK_DEBUG is Flask's own; production refuses it.
    assert in_code - {"FLASK_DEBUG"} == named


def test_every_command_named_exists(app: Flask) -> None:
    for line in re.findall(r"^\| `flask ([^`]+)` \|", _section("Commands"), re.MULTILINE):
        words = [word for word in line.split() if re.fullmatch(r"[a-z]+", word)]
        command = app.cli
        for word in words:
            assert command.get_command(None, word) is not None, line
            command = command.get_command(None, word)


def test_every_option_named_exists(app: Flask) -> None:
    for line in re.findall(r"^\| `flask ([^`]+)` \|", _section("Commands"), re.MULTILINE):
        command = app.cli
        for word in [word for word in line.split() if re.fullmatch(r"[a-z]+", word)]:
            command = command.get_command(None, word)
        options = {option for parameter in getattr(command, "params", []) for option in parameter.opts}
        named = set(re.findall(r"(?<![\w-])--?[a-z-]+", line))
        assert named - options == set(), line


def test_every_address_named_is_served(app: Flask) -> None:
    served = {re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    named = set(re.findall(r"`(?:GET |POST )?(/[^` ]*)`", _section("Pages").split("|---|---|")[1]))
    assert named - served == {"/events/<id>"}


def test_no_page_of_the_project_reads_what_lies_outside_of_it() -> None:
    outside = "../" + "shared"
    wrong = [
        str(path.relative_to(ROOT))
        for folder in ("actions", "templates", "tests", "tools", "benchmarks", "docs")
        for path in Path(ROOT / folder).rglob("*")
        if path.suffix in (".py", ".md", ".html", ".sh", ".js", ".css")
        and outside in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert wrong == []
