"""Single cells of the table of events: text in, a value out, or a sentence about what is wrong."""

import datetime as dt
import re

from actions.events.models import EventKind
from actions.events.schedule import read_day, read_time
from actions.forms import many_lines, one_line

DATES_IN_WORDS = ("%m/%d/%y", "%B %d, %Y", "%b %d, %Y")
WORDS = {"noon": dt.time(12), "midnight": dt.time(0)}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0", ""})


class BadCell(Exception):
    """What is wrong with one cell, as a sentence."""


def date(text: str) -> dt.date:
    """A date in ISO form (2026-12-05), US form (12/5/2026, 12/5/26) or in words (December 5, 2026).

    Raises:
        BadCell: it is none of these.
    """
    day = read_day(text)
    if day is not None:
        return day
    for form in DATES_IN_WORDS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a date has no zone
        except ValueError:
            continue
    raise BadCell(f"The date {shown(text)} is not a date like 2026-12-05 or 12/5/2026.")


def time(text: str, column: str) -> dt.time:
    """A wall-clock time: 11:00, 11:00 AM, 1pm, noon.

    Raises:
        BadCell: it is no time.
    """
    wall = WORDS.get(text.lower()) or read_time(text)
    if wall is None:
        raise BadCell(f"The {column} {shown(text)} is not a time like 11:00 or 11:00 AM.")
    return wall


def text(value: str, column: str, most: int) -> str:
    """One clean line of at most `most` characters.

    Raises:
        BadCell: it is longer.
    """
    return _fitting(one_line(value), column, most)


def lines(value: str, column: str, most: int) -> str:
    """Clean text of at most `most` characters, line breaks kept.

    Raises:
        BadCell: it is longer.
    """
    return _fitting(many_lines(value), column, most)


def email(value: str) -> str:
    """A mail address, or nothing.

    Raises:
        BadCell: it is no address.
    """
    address = one_line(value)
    if address and (len(address) > 254 or not _EMAIL.fullmatch(address)):
        raise BadCell("The host_email is not an address like name@example.org.")
    return address


def kind(value: str) -> str:
    """One of the kinds of event; a rally when nothing is said.

    Raises:
        BadCell: it is not known.
    """
    name = re.sub(r"[\s_]+", "-", value.strip().lower()) or EventKind.RALLY
    if name not in set(EventKind):
        raise BadCell(f"The kind {shown(value)} is not one of {', '.join(EventKind)}.")
    return str(name)


def capacity(value: str) -> int | None:
    """A number of places, or no limit.

    Raises:
        BadCell: it is not a whole number above zero.
    """
    number = value.replace(",", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= 1_000_000):
        raise BadCell(f"The capacity {shown(value)} is not a whole number from 1 to 1,000,000.")
    return int(number)


def yes_or_no(value: str, column: str) -> bool:
    """A yes or a no; nothing is a no.

    Raises:
        BadCell: it is neither.
    """
    word = value.lower()
    if word not in YES | NO:
        raise BadCell(f"The {column} {shown(value)} is not yes or no.")
    return word in YES


def coordinate(value: str, column: str, most: float) -> float | None:
    """Degrees between minus and plus `most`, or nothing.

    Raises:
        BadCell: it is no such number.
    """
    if not value:
        return None
    try:
        degrees = float(value)
    except ValueError:
        degrees = most + 1
    if not -most <= degrees <= most:
        raise BadCell(f"The {column} {shown(value)} is not a number of degrees from -{most:g} to {most:g}.")
    return degrees


def web_address(value: str, column: str) -> str:
    """An http(s) address of at most 500 characters, or nothing.

    Raises:
        BadCell: it is no such address.
    """
    address = one_line(value)
    if address and not re.fullmatch(r"https?://[^\s/$.?#@\\][^\s\\]{0,490}", address, re.IGNORECASE):
        raise BadCell(f"The {column} is not a web address that begins with https://.")
    return address


def shown(value: str) -> str:
    """A cell as it may be quoted in a report: one line, short."""
    line = one_line(value)
    return f"“{line[:40]}…”" if len(line) > 40 else f"“{line}”"


def _fitting(value: str, column: str, most: int) -> str:
    if len(value) > most:
        raise BadCell(f"The {column} has {len(value)} characters; at most {most} fit.")
    return value
