"""`flask mail work` as a process of its own, as it runs in earnest."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config import ROOT, Settings

PATIENCE_SECONDS = 40.0


def start_worker(settings: Settings, secrets: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    """Start a worker with these settings; whatever `.env` says is overridden."""
    environ = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        **secrets,
        "APP_ENV": settings.app_env,
        "SITE_URL": settings.site_url,
        "DATABASE_URL": settings.database_url.replace("postgresql+psycopg://", "postgresql://"),
        "INSTANCE_PATH": str(settings.instance),
        "MAIL_URL": ",".join(settings.mail_urls),
        "MAIL_CONNECTIONS": str(settings.mail_connections),
        "MAIL_FROM": settings.mail_from,
        "MAIL_POSTAL_ADDRESS": settings.mail_postal_address,
        "CLOCK_FILE": str(settings.clock_file or ""),
        "GEOCODERS": "offline",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "work", *options], cwd=ROOT, env=environ
    )


def stop(worker: subprocess.Popen[bytes]) -> int:
    """Ask a worker to end, and wait until it has; its exit code. One that has only just been started is given the time
    to listen: until then a signal ends it as it ends any program.
    """
    wait_until(lambda: _listens(worker.pid, signal.SIGTERM))
    worker.terminate()
    return worker.wait(timeout=20)


def _listens(pid: int, number: signal.Signals) -> bool:
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return bool(int(status["SigCgt"], 16) >> (number - 1) & 1)


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that another process does.

    Raises:
        TimeoutError: when it did not come about.
    """
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)
