"""Which function composes which kind of mail.

Rooms register theirs here, so that delivery, the lowest room, can ask for the text without knowing the rooms above it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail

# Takes the mail and the moment, and what its reader found where the kind has one.
Composer = Callable[..., Message | Drop]
# Reads in a few statements what composing these mails needs to know.
Reader = Callable[[Sequence[OutboxMail], dt.datetime], Any]
Known = Mapping[Reader, Any]


class UnknownKind(Exception):
    """No room composes mails of this kind."""


class _Registered(NamedTuple):
    lane: Lane
    compose: Composer
    reader: Reader | None
    may_be_held: bool


_registered: dict[str, _Registered] = {}


def composes(
    kind: str, *, lane: Lane, reader: Reader | None = None, may_be_held: bool = True
) -> Callable[[Composer], Composer]:
    """Register the function below it as the composer of `kind`.

    Kinds of which there are many name a `reader`: it reads for a whole batch, and the composer gets what it returned.
    What lets people in `may_be_held` by nobody: else no organizer could sign in to release it.
    """

    def register(compose: Composer) -> Composer:
        _registered[kind] = _Registered(lane, compose, reader, may_be_held)
        return compose

    return register


def lane_of(kind: str) -> Lane:
    """The lane of a kind.

    Raises:
        UnknownKind: no room composes it.
    """
    return _of(kind).lane


def read(mails: Sequence[OutboxMail], now: dt.datetime) -> Known:
    """What composing these mails needs to know, as far as it can be read for all at once."""
    by_reader = defaultdict[Reader, list[OutboxMail]](list)
    for mail in mails:
        reader = _registered[mail.kind].reader if mail.kind in _registered else None
        if reader is not None:
            by_reader[reader].append(mail)
    return {reader: reader(theirs, now) for reader, theirs in by_reader.items()}


def compose(mail: OutboxMail, now: dt.datetime, known: Known | None = None) -> Message | Drop:
    """The mail as it reads now, or why it is no longer owed. What is not `known` is read for this mail alone."""
    registered = _of(mail.kind)
    if registered.reader is None:
        return registered.compose(mail, now)
    found = known if known is not None else read([mail], now)
    return registered.compose(mail, now, found[registered.reader])


def kinds() -> tuple[str, ...]:
    """Every kind of mail, in order of its lane."""
    return tuple(sorted(_registered, key=lambda kind: (_registered[kind].lane, kind)))


def never_held() -> list[str]:
    """The kinds that go out whatever is held."""
    return [kind for kind, registered in _registered.items() if not registered.may_be_held]


def _of(kind: str) -> _Registered:
    try:
        return _registered[kind]
    except KeyError:
        raise UnknownKind(kind) from None
