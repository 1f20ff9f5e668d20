"""Decisions about events: approved, or declined with a reason. Whoever decides second is told so."""

import datetime as dt
import zlib
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from actions.database import db
from actions.errors import Conflict
from actions.events import history, lifecycle, publication
from actions.events.changes import fingerprint
from actions.events.lifecycle import Move
from actions.events.models import Event, EventState, Timeslot
from actions.events.queries import timeslots_of
from actions.mail import outbox
from actions.moderation.queries import last_mail_about


class Decided(NamedTuple):
    """A decision: on what, and whether there is a host who is told."""

    title: str
    is_host_told: bool


class TooLate(Conflict):
    """Somebody else moved the event on in the meantime."""

    def __init__(self, state: str) -> None:
        super().__init__(_SENTENCES[EventState(state)])


class ChangedMeanwhile(Conflict):
    """The host changed the event after the reviewer opened it."""

    def __init__(self) -> None:
        super().__init__(_l("The host changed this action while you were reading. Look again at how it stands now."))


class NotThere(Conflict):
    """The host took the event away."""

    def __init__(self) -> None:
        super().__init__(_l("The host removed this action before you decided."))


def approve(event_id: int, reviewer_id: int, *, seen: str, now: dt.datetime) -> Decided:
    """Make an event public. `seen` is the `mark` of what the reviewer read.

    Raises:
        TooLate, ChangedMeanwhile, NotThere: nothing was decided.
    """
    event = _as_seen(event_id, Move.APPROVE, seen)
    _decide(event, Move.APPROVE, reviewer_id, "", now)
    publication.mark_changed()
    decided = _tell_host(event, "event-approved", now)
    db.session.commit()
    return decided


def decline(event_id: int, reviewer_id: int, reason: str, *, seen: str, now: dt.datetime) -> Decided:
    """Send an event back to its host with a reason; changed, it can be sent for review again.

    Raises:
        TooLate, ChangedMeanwhile, NotThere: nothing was decided.
    """
    event = _as_seen(event_id, Move.DECLINE, seen)
    _decide(event, Move.DECLINE, reviewer_id, reason, now)
    decided = _tell_host(event, "event-declined", now)
    db.session.commit()
    return decided


def settle_rewrite(event_id: int, changed_at: dt.datetime) -> None:
    """Note that somebody looked at what a host rewrote up to an instant.

    Raises:
        ChangedMeanwhile: the host rewrote more since; that wants a look as well.
    """
    if not history.settle_rewrite(event_id, changed_at):
        raise ChangedMeanwhile
    db.session.commit()


def mark(event: Event, timeslots: list[Timeslot]) -> str:
    """What a reviewer read, short enough to travel in a form: the state, and everything the host wrote."""
    words = zlib.crc32(event.host_words.encode())
    return f"state:{event.state} words:{words:x} {fingerprint(event, timeslots)}"


def _as_seen(event_id: int, move: Move, seen: str) -> Event:
    """The event, locked until the transaction ends, if it still is what the reviewer read."""
    query = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    event = db.session.scalar(query.execution_options(populate_existing=True))
    if event is None or event.state == EventState.DRAFT:
        raise NotThere
    # A declined event may be approved after all, but not by somebody who has not seen that it was declined.
    if not lifecycle.may(event.state, move) or not seen.startswith(f"state:{event.state} "):
        raise TooLate(event.state)
    if seen != mark(event, timeslots_of(event_id)):
        raise ChangedMeanwhile
    return event


def _decide(event: Event, move: Move, reviewer_id: int, reason: str, now: dt.datetime) -> None:
    event.state = str(lifecycle.follows(event.state, move))
    event.decided_at, event.decided_by_id, event.decline_reason = now, reviewer_id, reason


def _tell_host(event: Event, kind: str, now: dt.datetime) -> Decided:
    if event.host_id is not None:
        # Numbered, so that a second decision after a second submission is told too.
        key = f"{kind}:{event.id}:{last_mail_about(event.id) + 1}"
        outbox.queue(kind, key, user_id=event.host_id, event_id=event.id, now=now)
    return Decided(event.title, event.host_id is not None)


_SENTENCES = {
    EventState.PENDING: _l("The host sent this action for review again. Below is how it stands now."),
    EventState.APPROVED: _l("Somebody else approved this action before you. It is public."),
    EventState.DECLINED: _l("Somebody else declined this action before you. Their reason is below."),
    EventState.CANCELLED: _l("The host cancelled this action before you decided."),
}
