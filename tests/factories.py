"""Ordinary things to test with; each takes the changes that matter to the test and commits.

They write rows directly, not through deeds: a test of a deed sets its scene with these and then does the deed.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import count
from typing import Any

from actions.accounts.models import User
from actions.coalition.models import Campaign, Membership, Organization
from actions.database import db
from actions.events.models import Event, EventMove, EventRewrite, EventState, Timeslot
from actions.mail.models import OutboxMail
from actions.moderation.models import ProblemReport
from actions.replies.models import Reply
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from actions.sealing import lookup_hash
from actions.stories.models import Picture

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
A_POINT = bytes.fromhex("524946461c000000574542505650384c0f0000002f000000000710fd8ffe0722a2ff0100")
_numbers = count(1)


def _saved(row: Any, changes: dict[str, Any]) -> Any:
    _added(row, changes)
    db.session.commit()
    return row


def _added(row: Any, changes: dict[str, Any]) -> Any:
    """In the open transaction, with its number: what is made in several parts is committed once, at the end."""
    for name, value in changes.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    return row


def a_user(email: str | None = None, **changes: Any) -> User:
    """Somebody whose address is confirmed."""
    return _saved(_new_user(email), changes)


def _new_user(email: str | None = None) -> User:
    email = email or f"person{next(_numbers)}@example.org"
    return User(
        email=email,
        email_hash=lookup_hash(email),
        name="Pat Host",
        language="en",
        email_verified_at=NOW,
        created_at=NOW,
    )


def an_organization(**changes: Any) -> Organization:
    """One of the coalition."""
    number = next(_numbers)
    return _saved(Organization(slug=f"organization-{number}", name=f"Organization {number}", created_at=NOW), changes)


def an_organizer(
    role: str = "organizer", organization: Organization | None = None, email: str | None = None, **changes: Any
) -> User:
    """A user with a role, over the whole site unless an organization is named."""
    user: User = _added(_new_user(email), changes)
    db.session.add(
        Membership(
            user_id=user.id, organization_id=organization.id if organization else None, role=role, created_at=NOW
        )
    )
    db.session.commit()
    return user


def a_campaign(**changes: Any) -> Campaign:
    """A campaign that takes events."""
    return _saved(_new_campaign(), changes)


def _new_campaign() -> Campaign:
    return Campaign(slug=f"campaign-{next(_numbers)}", title="Families Belong Together", created_at=NOW)


def an_event(
    *,
    starts_at: dt.datetime = dt.datetime(2026, 12, 5, 17, 0, tzinfo=dt.UTC),
    hours: float = 2,
    capacity: int | None = None,
    **changes: Any,
) -> Event:
    """An approved rally at Daley Plaza in Chicago with one timeslot, Saturday December 5, 11:00 to 13:00 local."""
    ends_at = starts_at + dt.timedelta(hours=hours)
    event = Event(
        title="Rally at Daley Plaza",
        description="We gather at the north steps.",
        kind="rally",
        state=EventState.APPROVED,
        venue="Daley Plaza",
        address="50 W Washington St",
        city="Chicago",
        region="IL",
        postal_code="60602",
        latitude=41.8836,
        longitude=-87.6308,
        precision="rooftop",
        location_source="host",
        time_zone="America/Chicago",
        first_starts_at=starts_at,
        last_ends_at=ends_at,
        created_at=NOW,
        changed_at=NOW,
    )
    for needed, make in (("campaign", _new_campaign), ("host", _new_user)):
        if needed not in changes and f"{needed}_id" not in changes:
            setattr(event, needed, make())
    _added(event, changes)
    db.session.add(Timeslot(event_id=event.id, starts_at=starts_at, ends_at=ends_at, capacity=capacity, going_count=0))
    db.session.commit()
    return event


def a_timeslot(event: Event, **changes: Any) -> Timeslot:
    """One more timeslot of an event, the day after its first."""
    assert event.first_starts_at is not None
    starts_at = event.first_starts_at + dt.timedelta(days=1)
    timeslot = Timeslot(
        event_id=event.id, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2), going_count=0
    )
    _added(timeslot, changes)
    event.last_ends_at = max(event.last_ends_at or timeslot.ends_at, timeslot.ends_at)
    db.session.commit()
    return timeslot


def a_picture(campaign: Campaign, **changes: Any) -> Picture:
    """A campaign's picture: one red point, which is a whole WebP file."""
    number = next(_numbers)
    picture = Picture(
        campaign_id=campaign.id,
        digest=f"{number:032x}",
        name=f"Picture {number}",
        alt={},
        width=1,
        height=1,
        content=A_POINT,
        created_at=NOW,
    )
    return _saved(picture, changes)


def timeslots_of(event: Event) -> list[Timeslot]:
    """An event's timeslots, earliest first."""
    query = db.select(Timeslot).where(Timeslot.event_id == event.id).order_by(Timeslot.starts_at)
    return list(db.session.scalars(query))


def an_rsvp(event: Event, email: str | None = None, **changes: Any) -> Rsvp:
    """Somebody who is coming to the event's first timeslot."""
    rsvp = _rsvp(event, email or f"supporter{next(_numbers)}@example.org")
    _added(rsvp, changes)
    _attends(timeslots_of(event)[0], rsvp)
    db.session.commit()
    return rsvp


def a_waiting_one(event: Event, email: str | None = None, **changes: Any) -> Rsvp:
    """Somebody who waits for a place at the event's first timeslot."""
    rsvp = _rsvp(event, email or f"supporter{next(_numbers)}@example.org")
    _added(rsvp, {"is_waiting": True, **changes})
    db.session.add(WaitlistEntry(rsvp=rsvp, timeslot=timeslots_of(event)[0], created_at=NOW))
    db.session.commit()
    return rsvp


def a_crowd(event: Event, emails: Iterable[str]) -> None:
    """Many who are coming, written at once."""
    rsvps = [_rsvp(event, email) for email in emails]
    db.session.add_all(rsvps)
    timeslot = timeslots_of(event)[0]
    for rsvp in rsvps:
        _attends(timeslot, rsvp)
    db.session.commit()


def _rsvp(event: Event, email: str) -> Rsvp:
    return Rsvp(
        event_id=event.id,
        given_name="Maria",
        family_name="Lopez",
        email=email,
        email_hash=lookup_hash(email),
        phone="",
        postal_code="60622",
        language="en",
        party_size=1,
        created_at=NOW,
        changed_at=NOW,
    )


def _attends(timeslot: Timeslot, rsvp: Rsvp) -> None:
    db.session.add(Attendance(rsvp_id=rsvp.id, timeslot_id=timeslot.id, created_at=NOW, cancelled_at=rsvp.cancelled_at))
    if rsvp.cancelled_at is None:
        timeslot.going_count += rsvp.party_size


def a_failed_mail(event: Event | None, key: str | None = None, **changes: Any) -> OutboxMail:
    """A confirmation that a mail server refused."""
    mail = OutboxMail(
        kind="rsvp-confirmed",
        key=key or f"failed:{next(_numbers)}",
        lane=2,
        state="failed",
        event_id=event.id if event else None,
        queued_at=NOW,
        due_at=NOW,
        ready_at=NOW,
        attempt_count=1,
        finished_at=NOW,
        outcome="550 5.1.1 No such mailbox",
    )
    return _saved(mail, changes)


def postponed(event: Event, reason: str = "The square is closed.") -> Event:
    """The event, its date taken off."""
    event.postponed_at, event.postpone_reason = NOW, reason
    event.first_starts_at = event.last_ends_at = None
    db.session.commit()
    return event


def a_move(event: Event, **changes: Any) -> EventMove:
    """The event was to be at Grant Park until now."""
    move = EventMove(event_id=event.id, moved_at=NOW, is_place_new=True, is_time_new=False, venue="Grant Park")
    return _saved(move, changes)


def a_rewrite(event: Event, **changes: Any) -> EventRewrite:
    """The host gave a public event another title."""
    rewrite = EventRewrite(event_id=event.id, began_at=NOW, changed_at=NOW, before={"title": "Quiet vigil"})
    return _saved(rewrite, changes)


def a_reply(rsvp: Rsvp, **changes: Any) -> Reply:
    """Whoever gave an answer wrote to the host."""
    row = Reply(rsvp_id=rsvp.id, party="host", message_hash=b"1", subject="Re", text="A ramp?", received_at=NOW)
    return _saved(row, changes)


def a_report(event: Event, **changes: Any) -> ProblemReport:
    """A visitor says that something about an event is wrong."""
    return _saved(ProblemReport(event_id=event.id, reason="wrong", words="", email="", created_at=NOW), changes)
