"""What an edit of a public event leaves behind: for the public where and when it was before, for organizers what the
host rewrote that nobody has looked at yet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from actions.database import db
from actions.events.models import Event, EventMove, EventRewrite, EventState, Timeslot
from actions.events.redaction import Audience, shown_place

# Long enough for those who saw the old place on a flyer; afterwards it would only confuse.
MOVE_SHOWN = dt.timedelta(days=14)
PLACE_FIELDS = ("venue", "address", "city", "region", "postal_code")
# What an organizer approved. Times are left out: those who are coming are told of them, and they are no text.
REVIEWED_FIELDS = ("title", "description", *PLACE_FIELDS, "online_url", "host_words")
PIN = "pin"


@dataclass(frozen=True)
class Before:
    """An event as it was when an edit began."""

    fields: Mapping[str, str]
    point: tuple[float | None, float | None]
    public_venue: str
    times: Mapping[int, tuple[dt.datetime, dt.datetime]]
    was_ahead: bool

    @classmethod
    def of(cls, event: Event, timeslots: Sequence[Timeslot], now: dt.datetime) -> "Before":
        """Take it down."""
        return cls(
            fields={name: getattr(event, name) for name in REVIEWED_FIELDS},
            point=(event.latitude, event.longitude),
            public_venue=shown_place(event, Audience.PUBLIC).venue,
            times={slot.id: (slot.starts_at, slot.ends_at) for slot in timeslots},
            was_ahead=event.postponed_at is not None or not event.is_over(now),
        )


def note_move(event: Event, timeslots: Sequence[Timeslot], before: Before, now: dt.datetime, *, pin: bool) -> None:
    """Remember where and when a public event was to be, if it is elsewhere or at another time now.

    `pin` says that the host put an exact pin out of sight of where it was. One that was over and got a new date has
    not moved: it takes place again.
    """
    if event.state != EventState.APPROVED or not before.was_ahead:
        return
    moved = [slot for slot in timeslots if before.times.get(slot.id) not in (None, (slot.starts_at, slot.ends_at))]
    is_place_new = pin or any(getattr(event, name) != before.fields[name] for name in PLACE_FIELDS)
    if not (moved or is_place_new):
        return
    starts_at, ends_at = before.times[moved[0].id] if len(moved) == 1 else (None, None)
    db.session.add(
        EventMove(
            event_id=event.id,
            moved_at=now,
            is_place_new=is_place_new,
            is_time_new=bool(moved),
            venue=before.public_venue if is_place_new and before.public_venue != event.venue else "",
            starts_at=starts_at,
            ends_at=ends_at,
        )
    )


def note_rewrite(event: Event, before: Before, now: dt.datetime, *, pin: bool) -> None:
    """Ask organizers for another look at what a host rewrote of a public event. What was put back asks for none."""
    if event.state != EventState.APPROVED:
        return
    changed = {name: text for name, text in before.fields.items() if getattr(event, name) != text}
    if pin:
        changed[PIN] = ", ".join(f"{number:.5f}" for number in before.point if number is not None)
    if not changed:
        return
    known = db.session.get(EventRewrite, event.id)
    if known is None:
        db.session.add(EventRewrite(event_id=event.id, began_at=now, changed_at=now, before=changed))
        return
    # What was looked at last is what counts, not what stood there in between.
    merged = {**changed, **known.before}
    known.before = {name: text for name, text in merged.items() if getattr(event, name, None) != text}
    known.changed_at = now
    if not known.before:
        db.session.delete(known)


def recent_moves(event_id: int, now: dt.datetime) -> list[EventMove]:
    """The moves that the page still tells, latest first."""
    query = select(EventMove).where(EventMove.event_id == event_id, EventMove.moved_at > now - MOVE_SHOWN)
    return list(db.session.scalars(query.order_by(EventMove.id.desc())))


def settle_rewrite(event_id: int, changed_at: dt.datetime) -> bool:
    """Somebody looked at what a host rewrote up to an instant, in the caller's transaction; false if there is more."""
    settled = delete(EventRewrite).where(EventRewrite.event_id == event_id, EventRewrite.changed_at == changed_at)
    return bool(db.session.scalar(settled.returning(EventRewrite.event_id)))
