"""What a check of this installation found, as one line at the terminal."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How the thing that was looked at stands, as the line begins. Only trouble makes the doctor's exit non-zero."""

    OK = "ok"
    WARNING = "warning"
    TROUBLE = "TROUBLE"


@dataclass(frozen=True)
class Finding:
    """What one check found, as a sentence."""

    subject: str
    standing: Standing
    said: str

    def __str__(self) -> str:
        return f"{self.standing:<7} {self.subject}: {self.said}"


def ok(subject: str, said: str) -> Finding:
    """All is well."""
    return Finding(subject, Standing.OK, said)


def warning(subject: str, said: str) -> Finding:
    """Something to look at, or something that could not be looked at."""
    return Finding(subject, Standing.WARNING, said)


def trouble(subject: str, said: str) -> Finding:
    """Something to put right."""
    return Finding(subject, Standing.TROUBLE, said)


def judged(subject: str, is_well: bool, said: str) -> Finding:
    """Well or in trouble."""
    return ok(subject, said) if is_well else trouble(subject, said)
