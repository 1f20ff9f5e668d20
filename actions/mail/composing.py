"""Which function composes which kind of mail.

Rooms register theirs here, so that delivery, the lowest room, can ask for the text without knowing the rooms above it.
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail

Composer = Callable[[OutboxMail, dt.datetime], Message | Drop]


class UnknownKind(Exception):
    """No room composes mails of this kind."""


class _Registered(NamedTuple):
    lane: Lane
    compose: Composer


_registered: dict[str, _Registered] = {}


def composes(kind: str, *, lane: Lane) -> Callable[[Composer], Composer]:
    """Register the function below it as the composer of `kind`."""

    def register(compose: Composer) -> Composer:
        _registered[kind] = _Registered(lane, compose)
        return compose

    return register


def lane_of(kind: str) -> Lane:
    """The lane of a kind.

    Raises:
        UnknownKind: no room composes it.
    """
    return _of(kind).lane


def compose(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """The mail as it reads now, or why it is no longer owed."""
    return _of(mail.kind).compose(mail, now)


def kinds() -> tuple[str, ...]:
    """Every kind of mail, in order of its lane."""
    return tuple(sorted(_registered, key=lambda kind: (_registered[kind].lane, kind)))


def _of(kind: str) -> _Registered:
    try:
        return _registered[kind]
    except KeyError:
        raise UnknownKind(kind) from None
