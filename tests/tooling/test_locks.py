"""The lock files: pinned, hashed, the same on every machine; every setting has its line in `.env.example`."""

import re
from itertools import pairwise

import pytest

from tests.services.live_server import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt"]


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+) \\$", (ROOT / name).read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address_or_path(name: str) -> None:
    assert re.findall(r"^-.*|.*://.*|.*[ =]/.*", (ROOT / name).read_text(), flags=re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_a_hash_for_every_package(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    unhashed = [line for line, after in pairwise([*lines, ""]) if "==" in line and "--hash=sha256:" not in after]
    assert unhashed == []


def test_dev_lock_pins_what_the_runtime_lock_pins() -> None:
    dev = pins("requirements-dev.txt")
    assert {name: dev.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_example_has_a_comment_before_every_setting() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    uncommented = [
        line for before, line in pairwise(["", *lines]) if re.match(r"[A-Z_]+=", line) and not before.startswith("#")
    ]
    # The two numbers of gunicorn share one comment.
    assert uncommented == ["WEB_THREADS=4"]
