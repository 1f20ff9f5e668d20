"""A mail rendered once for many: what they have in common is kept, and what is personal is filled in.

While the templates run, blanks stand where personal words go. A blank is made of a number that was drawn when the
process began and never leaves it, so nobody can write one. A rendered part is cut at its blanks once; to fill it is to
join the pieces, so that what is filled in is never looked at again: not for other blanks, not for markup.
"""

import dataclasses
import datetime as dt
import re
import secrets
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from markupsafe import escape
from sqlalchemy import inspect

from actions.database import Model
from actions.forms import one_line

# What a mail says of an action also depends on what stands in other rows, so nothing is kept for long.
LONGEST_SUBJECT = 200
SECONDS_KEPT = 5.0
MOST_KEPT = 200
_MARK = secrets.token_hex(16)
_BLANK = re.compile(f"{_MARK}([0-9]{{2}})")
_PLAIN = (str, int, float, dt.date, dt.time, dt.timedelta, Enum)


class CannotBeCompared(Exception):
    """Something whose every fact cannot be told, so that two of it may look alike and not be."""


class Shell(NamedTuple):
    """Subject, text and HTML, each in pieces: even ones are words, odd ones the number of what is filled in."""

    subject: list[str]
    text: list[str]
    html: list[str]

    def filled(self, personal: Iterable[str]) -> tuple[str, str, str]:
        """The three parts for one person, whose words come in the order in which they were named."""
        plain = [one_line(words) for words in personal]
        subject, text = _fill(self.subject, plain), _fill(self.text, plain)
        return subject[:LONGEST_SUBJECT], text, _fill(self.html, [str(escape(words)) for words in plain])


class Shells:
    """The shells of one application."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Shell]] = {}

    def get(self, key: Hashable, make: Callable[[], tuple[str, str, str]]) -> Shell:
        """The shell that was made for this key a moment ago, or a new one."""
        made_at, shell = self._kept.get(key, (0.0, None))
        now = time.monotonic()
        if shell is None or now - made_at > SECONDS_KEPT:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            shell = Shell(*(_BLANK.split(part) for part in make()))
            self._kept[key] = (now, shell)
        return shell


def blanks(personal: Mapping[str, str]) -> dict[str, str]:
    """What stands for personal words while a template runs. What is empty stays empty: templates ask for that."""
    return {name: f"{_MARK}{number:02}" if words else "" for number, (name, words) in enumerate(personal.items())}


def facts(value: object) -> Hashable:
    """All that a template could say of a value; equal only for equal ones.

    Raises:
        CannotBeCompared: a value of a kind that is not known here.
    """
    if value is None or isinstance(value, _PLAIN):
        return type(value), value
    if isinstance(value, Model):
        return type(value), *(facts(getattr(value, name)) for name in _columns(type(value)))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return type(value), *(facts(getattr(value, name)) for name in _fields(type(value)))
    if isinstance(value, list | tuple):
        return type(value), *map(facts, value)
    if isinstance(value, Mapping):
        return type(value), *((facts(name), facts(each)) for name, each in value.items())
    raise CannotBeCompared(type(value).__name__)


def _fill(pieces: list[str], personal: list[str]) -> str:
    return "".join(personal[int(piece)] if number % 2 else piece for number, piece in enumerate(pieces))


@cache
def _columns(model: type[Model]) -> list[str]:
    return [attribute.key for attribute in inspect(model).column_attrs]


@cache
def _fields(kind: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]
