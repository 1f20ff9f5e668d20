"""Several programs run as one: one signal ends all, one end ends all, nothing is left behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.live_server import ROOT

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]


def start(*programs: list[str]) -> subprocess.Popen[bytes]:
    line: list[str] = []
    for program in programs:
        line += ["--", *program]
    return subprocess.Popen([sys.executable, ROOT / "tools" / "run_together.py", *line], stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(number) for number in found]


def wait_for_children(pid: int, wanted: int) -> list[int]:
    deadline = time.monotonic() + 10
    while len(children(pid)) < wanted:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return children(pid)


def is_running(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def assert_all_end(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if is_running(pid)] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_all_programs_end_when_one_signal_comes(number: signal.Signals) -> None:
    together = start(FOREVER, FOREVER)
    pids = wait_for_children(together.pid, 2)
    together.send_signal(number)
    assert together.wait(timeout=10) == 0
    assert_all_end(pids)


@pytest.mark.parametrize(("status", "expected"), [(7, 7), (0, 1)])
def test_other_program_is_stopped_when_one_ends(status: int, expected: int) -> None:
    ending = [sys.executable, "-c", f"import time, sys; time.sleep(1); sys.exit({status})"]
    together = start(FOREVER, ending)
    pids = wait_for_children(together.pid, 2)
    assert together.wait(timeout=10) == expected
    assert_all_end(pids)


def test_programs_end_when_the_supervisor_is_killed_outright() -> None:
    together = start(FOREVER, FOREVER)
    pids = wait_for_children(together.pid, 2)
    together.kill()
    together.wait(timeout=10)
    assert_all_end(pids)


def test_program_that_ignores_the_signal_is_ended_when_asked_twice(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    )
    together = start([sys.executable, "-c", deaf])
    pids = wait_for_children(together.pid, 1)
    while not ready.exists():
        time.sleep(0.02)
    together.send_signal(signal.SIGINT)
    time.sleep(0.5)
    together.send_signal(signal.SIGINT)
    assert together.wait(timeout=5) == 0
    assert_all_end(pids)
