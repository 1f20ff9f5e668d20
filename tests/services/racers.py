"""Processes that do their part at the same moment: the real application, each with connections of its own.

What each runs is a module that says for every line of JSON `ready`, waits for another line, does what was listed and
prints what came of it as JSON.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from actions.database import db
from config import Settings
from tests.services.live_server import ROOT, environ_without_settings
from tests.services.settings import SECRETS


class Racers:
    """Processes that are kept from test to test: each takes longer to start than a race does."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._started: dict[tuple[str, str], list[subprocess.Popen[str]]] = {}

    def race(self, settings: Settings, tasks: Sequence[Sequence[Any]], *, without: str = "") -> list[Any]:
        """Have each list of tasks done by a process of its own, all starting together; what came of each."""
        db.session.commit()
        started = self._started.setdefault((settings.database_url, without), [])
        while len(started) < len(tasks):
            started.append(self._start(settings, without))
        racers = started[: len(tasks)]
        for racer, own in zip(racers, tasks, strict=True):
            _tell(racer, json.dumps(own))
        assert [_hear(racer) for racer in racers] == ["ready"] * len(racers)
        for racer in racers:
            _tell(racer, "go")
        return [json.loads(_hear(racer)) for racer in racers]

    def close(self) -> None:
        """End them all."""
        for started in self._started.values():
            for racer in started:
                racer.communicate(timeout=30)

    def _start(self, settings: Settings, without: str) -> "subprocess.Popen[str]":
        environ = {**environ_without_settings(), **SECRETS, "DATABASE_URL": settings.database_url, "RATE_LIMITS": "off"}
        environ |= {"CLOCK_FILE": str(settings.clock_file), "INSTANCE_PATH": str(settings.instance)}
        command = [sys.executable, "-m", self._module, *([f"--without-{without}"] if without else [])]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=environ, text=True, stdin=pipe, stdout=pipe)


def _tell(racer: "subprocess.Popen[str]", line: str) -> None:
    assert racer.stdin is not None
    racer.stdin.write(line + "\n")
    racer.stdin.flush()


def _hear(racer: "subprocess.Popen[str]") -> str:
    assert racer.stdout is not None
    return racer.stdout.readline().strip()
