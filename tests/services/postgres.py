"""A throw-away PostgreSQL: a real cluster in a temporary folder, gone when the tests end.

It needs Debian's server programs and no running service. Only a unix socket is opened, so nothing else on the
machine can meet it and any number of test runs may go on side by side.
"""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

START_SECONDS = 30
PR_SET_PDEATHSIG = 1
# A crash may lose everything: nobody will miss it, and the tests run several times faster.
CARELESS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


class PostgresMissing(Exception):
    """The server programs are not installed."""


def server_programs() -> Path:
    """The folder that holds `initdb` and `postgres`, newest version first.

    Raises:
        PostgresMissing: when there is none.
    """
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresMissing("PostgreSQL's server programs are missing: apt-get install postgresql")
    return Path(on_path).resolve().parent


class Postgres:
    """One running cluster. `data` is its folder, for tests that look at the bytes on the disk."""

    def __init__(self, options: Mapping[str, str] = CARELESS) -> None:
        self._options = options
        self.programs = server_programs()
        # Short and outside any private home: socket paths are limited to 107 bytes, and the server's own user
        # has to get in.
        self.folder = Path(tempfile.mkdtemp(prefix="actions-pg-", dir="/tmp"))
        self.data = self.folder / "data"
        self.owner = _owner()
        self._server: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        if self.owner:
            shutil.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        self._make()
        self.run()

    def run(self) -> None:
        """Start the server of a cluster that has been made, and wait until it answers."""
        options = [argument for name, value in self._options.items() for argument in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen(
            [self.programs / "postgres", "-D", self.data, "-k", self.folder, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_stop_with_parent,
            **self._as_owner(),
        )
        self._wait_until_it_answers()

    def _make(self) -> None:
        subprocess.run(
            [
                self.programs / "initdb", "--pgdata", self.data, "--username", "postgres", "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_owner(),
        )  # fmt: skip

    def _as_owner(self) -> dict[str, object]:
        """The server refuses to run as root, so root starts it as the system's `postgres`."""
        cwd = {"cwd": self.folder}
        if self.owner is None:
            return cwd
        return {**cwd, "user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or (self._server and self._server.poll() is not None):
                    raise
                time.sleep(0.05)

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._server is not None
        for process in (self._server.pid, *_children_of(self._server.pid)):
            os.kill(process, number)

    def url(self, database: str) -> str:
        """The address of one database, as `DATABASE_URL` takes it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create_database(self, name: str, template: str = "template1") -> str:
        """A new database, empty unless a template is named; returns its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def halt(self) -> None:
        """Stop the server; `run` starts it again with all that it holds."""
        if self._server is not None:
            self._server.send_signal(signal.SIGCONT)
            # "Fast": open sessions are ended, which a failed test may have left behind.
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None

    def freeze(self) -> None:
        """Have every process of the server stand still: it is there and says nothing, until `thaw`."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal_all(signal.SIGCONT)

    def stop(self) -> None:
        """Stop the server and remove every trace; safe to call again."""
        atexit.unregister(self.stop)
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


def _children_of(number: int) -> list[int]:
    listed = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def _owner() -> pwd.struct_passwd | None:
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _stop_with_parent() -> None:
    """Ask Linux to stop the server even when the tests are killed outright."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
