"""Mails that tell of several events: while one of these is held, the mail leaves without it.

What is held becomes a mail of its own, about that event alone, which waits for the release. So no fact goes out that
may be wrong, and nobody hears too late of what is right.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from actions.database import db
from actions.mail import holds, outbox
from actions.mail.models import OutboxMail


class Part(NamedTuple):
    """One event that a mail tells of, and the reader's answer to it, where there is one."""

    event_id: int
    rsvp_id: int | None


# Says of each of these mails, by its number, what it would tell of, the first of it first. It may leave out those that
# tell of the one event on their row and could tell of no other.
PartsOf = Callable[[Sequence[OutboxMail]], Mapping[int, Sequence[Part]]]
_registered: dict[str, PartsOf] = {}


def tells_of_several(*kinds: str) -> Callable[[PartsOf], PartsOf]:
    """Register the function below it as the one that knows of which events mails of these kinds tell."""

    def register(parts_of: PartsOf) -> PartsOf:
        _registered.update(dict.fromkeys(kinds, parts_of))
        return parts_of

    return register


def kinds_of_several() -> frozenset[str]:
    """The kinds that may tell of several events."""
    return frozenset(_registered)


def tells_of(mail: OutboxMail, event_id: int) -> bool:
    """Whether a mail tells of this event, as far as events that were held are taken out of it."""
    only, without = mail.details.get("only"), mail.details.get("without")
    if isinstance(only, list):
        return event_id in only
    return not (isinstance(without, list) and event_id in without)


def split(mail_ids: Sequence[int]) -> None:
    """Take what is held out of these locked mails, in the caller's transaction; what is all held stays as it is."""
    query = select(OutboxMail).where(OutboxMail.id.in_(mail_ids), OutboxMail.kind.in_(_registered))
    by_asker = defaultdict[PartsOf, list[OutboxMail]](list)
    for mail in db.session.scalars(query.order_by(OutboxMail.id)):
        by_asker[_registered[mail.kind]].append(mail)
    told: list[tuple[OutboxMail, list[Part]]] = []
    for asker, mails in by_asker.items():
        found = asker(mails)
        told += [
            (mail, [part for part in found[mail.id] if tells_of(mail, part.event_id)])
            for mail in mails
            if mail.id in found
        ]
    held = holds.held_events({part.event_id for _mail, parts in told for part in parts})
    for mail, parts in told:
        _split_one(mail, parts, held)
    db.session.flush()


def _split_one(mail: OutboxMail, parts: Sequence[Part], held: set[int]) -> None:
    free = [part for part in parts if part.event_id not in held]
    if not parts:
        return
    for part in parts if free else ():
        if part.event_id in held:
            _owe_alone(mail, part)
            mail.details = {**mail.details, "without": [*_without(mail), part.event_id]}
    # A mail is held by the event on its row: that must be one that it tells of.
    mail.event_id, mail.rsvp_id = (free or parts)[0]


def _without(mail: OutboxMail) -> list[object]:
    without = mail.details.get("without")
    return without if isinstance(without, list) else []


def _owe_alone(mail: OutboxMail, part: Part) -> None:
    outbox.queue(
        mail.kind,
        f"{mail.key}:event-{part.event_id}",
        now=mail.queued_at,
        due_at=mail.due_at,
        user_id=mail.user_id,
        event_id=part.event_id,
        rsvp_id=part.rsvp_id,
        details={**mail.details, "only": [part.event_id]},
    )
