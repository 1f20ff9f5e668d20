"""Run several programs as one: Ctrl-C stops all of them, and when one ends the others are stopped too.

    python tools/run_together.py PROGRAM ARGUMENTS... -- PROGRAM ARGUMENTS... [-- ...]

Needs nothing but Python. Ends with 0 when it was asked to stop, else with the status of the program that ended.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from functools import partial

GRACE_SECONDS = 15
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def programs_in(arguments: list[str]) -> list[list[str]]:
    """The command lines, which `--` separates."""
    programs: list[list[str]] = [[]]
    for argument in arguments:
        if argument == "--":
            programs.append([])
        else:
            programs[-1].append(argument)
    return [program for program in programs if program]


def die_with(supervisor: int) -> None:
    """Ask Linux to stop this program even when the supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # The supervisor may have gone before the line above could take effect.
        if os.getppid() != supervisor:
            os._exit(1)


class Together:
    """The running programs, each in its own session so that Ctrl-C reaches them in order through here."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        self.asked_to_stop = 0

    def on_signal(self, _number: int, _frame: object) -> None:
        """Remember that a person or the system wants an end."""
        self.asked_to_stop += 1

    def start(self, program: list[str]) -> None:
        """Start one program."""
        self.running.append(
            subprocess.Popen(program, start_new_session=True, preexec_fn=partial(die_with, os.getpid()))
        )

    def first_ended(self) -> subprocess.Popen[bytes] | None:
        """A program that has ended by itself, if any has."""
        return next((program for program in self.running if program.poll() is not None), None)

    def stop(self) -> None:
        """Ask every program to end; make it end after the grace, or at a second Ctrl-C."""
        asked = self.asked_to_stop
        deadline = time.monotonic() + GRACE_SECONDS
        self.signal_all(signal.SIGTERM)
        while any(program.poll() is None for program in self.running):
            if time.monotonic() > deadline or self.asked_to_stop > asked:
                break
            time.sleep(0.05)
        # Also reaches what a program left behind in its group.
        self.signal_all(signal.SIGKILL)
        for program in self.running:
            program.wait()

    def signal_all(self, number: int) -> None:
        """Send one signal to every program and its children."""
        for program in self.running:
            try:
                os.killpg(program.pid, number)
            except ProcessLookupError:
                continue


def main(arguments: list[str]) -> int:
    """Run until told to stop or until one program ends."""
    together = Together()
    for number in STOP_SIGNALS:
        signal.signal(number, together.on_signal)
    ended = None
    try:
        for program in programs_in(arguments):
            together.start(program)
        while not together.asked_to_stop and (ended := together.first_ended()) is None:
            time.sleep(0.1)
    finally:
        together.stop()
    if ended is None:
        return 0
    print(
        f"{os.path.basename(ended.args[0])} ended with status {ended.returncode}; the rest was stopped.",
        file=sys.stderr,
    )
    return abs(ended.returncode) or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
