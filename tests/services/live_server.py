"""The real application under the real gunicorn, with a database and a clock of its own."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_SECONDS = 30
STOP_SECONDS = 20


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environ_without_settings() -> dict[str, str]:
    """This process's environment with every setting emptied, so that a developer's own `.env` changes no test."""
    return {**os.environ, **dict.fromkeys(dotenv_values(ROOT / ".env.example"), "")}


class LiveServer:
    """`server.url` answers. `flask(...)` runs a command against the same database; `start_mail_worker()` delivers."""

    def __init__(self, folder: Path, settings: Mapping[str, str], now: dt.datetime) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.folder = folder
        self.clock_file = folder / "now"
        self.set_clock(now)
        self.environ = {
            **environ_without_settings(),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "DATABASE_URL": f"sqlite:///{folder / 'actions.db'}",
            "INSTANCE_PATH": str(folder / "instance"),
            "CLOCK_FILE": str(self.clock_file),
            "MAIL_POSTAL_ADDRESS": "1 Main Street, Springfield, IL 62701",
            "WEB_WORKERS": "1",
            **settings,
        }
        self._log = folder / "log"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def set_clock(self, instant: dt.datetime) -> None:
        """Move the server, its worker and its commands to another time."""
        self.clock_file.write_text(instant.isoformat(), encoding="ascii")

    def flask(self, *arguments: str) -> str:
        """Run a `flask` command; returns what it printed."""
        done = subprocess.run(
            [BIN / "flask", *arguments], cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"flask {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Migrate the database, serve, and wait until pages are answered."""
        self.flask("db", "upgrade")
        self._start("gunicorn", [str(BIN / "gunicorn"), "wsgi:app"])
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._running["gunicorn"].poll() is None, f"gunicorn ended: {self.log()}"
            assert time.monotonic() < deadline, f"no answer after {START_SECONDS} s: {self.log()}"
            time.sleep(0.1)

    def start_mail_worker(self) -> None:
        """Start `flask mail work`, unless it runs."""
        if "mail" not in self._running:
            self._start("mail", [str(BIN / "flask"), "mail", "work"])

    def deliver_mail(self) -> None:
        """Deliver what is due now and return when nothing is."""
        self.flask("mail", "work", "--once")

    def log(self) -> str:
        """What the programs said."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Stop every program; none may be left behind."""
        for program in self._running.values():
            program.send_signal(signal.SIGTERM)
        for program in self._running.values():
            try:
                program.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
        self._running.clear()

    def _start(self, name: str, command: list[str]) -> None:
        with self._log.open("ab") as log:
            self._running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
