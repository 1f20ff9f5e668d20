"""Several processes at once, on both databases: the last place goes to one, an address gets one place and one mail.

The controls take the condition out of the UPDATE, or hold no timeslots, in those processes only, and must oversell or
leave somebody waiting for a free place: otherwise the race was none.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from actions import signing
from actions.database import db
from actions.events.models import Event, Timeslot
from actions.mail.models import OutboxMail
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from config import Settings
from tests import factories
from tests.services.racers import Racers

PROCESSES = 3
Post = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    """For all tests here."""
    started = Racers("tests.rsvps.racer")
    yield started
    started.close()


def form(email: str, **fields: Any) -> dict[str, Any]:
    return {"given_name": "Maria", "email": email, "postal_code": "60622", **fields}


def rushes(events: Sequence[Event], each: int) -> list[list[Post]]:
    """Every process wants places for so many people of its own, at every event."""
    return [
        [
            (f"/events/{event.id}/rsvps", form(f"person{process}-{number}@example.org"))
            for event in events
            for number in range(each)
        ]
        for process in range(PROCESSES)
    ]


def assert_books_balance() -> None:
    """What the timeslots count is what the attendances say."""
    db.session.expire_all()
    held = dict(
        db.session.execute(
            select(Attendance.timeslot_id, func.sum(Rsvp.party_size))
            .join(Rsvp, Rsvp.id == Attendance.rsvp_id)
            .where(Attendance.cancelled_at.is_(None))
            .group_by(Attendance.timeslot_id)
        ).all()
    )
    for timeslot in db.session.scalars(select(Timeslot)):
        assert timeslot.going_count == held.get(timeslot.id, 0)
        assert timeslot.capacity is None or timeslot.going_count <= timeslot.capacity


def test_never_more_people_than_places_when_all_come_at_once(app: Flask, settings: Settings, racers: Racers) -> None:
    events = [factories.an_event(capacity=3) for _ in range(10)]
    statuses = Counter(status for own in racers.race(settings, rushes(events, 3)) for status in own)
    assert statuses == {303: 30, 409: 60}
    assert_books_balance()
    assert db.session.scalar(select(func.count()).select_from(Rsvp)) == 30
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 30


def test_without_the_condition_the_same_rush_oversells(app: Flask, settings: Settings, racers: Racers) -> None:
    events = [factories.an_event(capacity=3) for _ in range(2)]
    statuses = Counter(
        status for own in racers.race(settings, rushes(events, 3), without="condition") for status in own
    )
    assert statuses == {303: 18}
    assert sum(timeslot.going_count for event in events for timeslot in factories.timeslots_of(event)) == 18


def test_one_address_from_everywhere_holds_one_place_and_owes_one_mail(
    app: Flask, settings: Settings, racers: Racers
) -> None:
    events = [factories.an_event(capacity=2) for _ in range(10)]
    same = [
        (f"/events/{event.id}/rsvps", form("maria@example.org", party_size=2)) for event in events for _ in range(2)
    ]
    statuses = Counter(status for own in racers.race(settings, [same] * PROCESSES) for status in own)
    assert statuses == {303: 60}
    assert_books_balance()
    assert db.session.scalar(select(func.count()).select_from(Rsvp)) == 10
    assert db.session.scalars(select(OutboxMail.key).order_by(OutboxMail.rsvp_id)).all() == [
        f"rsvp-confirmed:{rsvp_id}:1" for rsvp_id in db.session.scalars(select(Rsvp.id).order_by(Rsvp.id))
    ]


def test_coming_changing_and_giving_up_at_once_locks_nobody_out_and_the_books_balance(
    app: Flask, settings: Settings, racers: Racers
) -> None:
    event = factories.an_event(capacity=6)
    second = factories.a_timeslot(event, capacity=6)
    first = factories.timeslots_of(event)[0]
    known = [factories.an_rsvp(event, f"known{number}@example.org") for number in range(3)]
    with app.test_request_context():
        links = [f"/rsvps/{signing.sign('rsvp', rsvp.id)}" for rsvp in known]
    posts = [_busy_hands(event.id, first.id, second.id, links, process) for process in range(PROCESSES)]
    statuses = Counter(status for own in racers.race(settings, posts) for status in own)
    assert set(statuses) <= {303, 409}
    assert_books_balance()


def _busy_hands(event_id: int, first: int, second: int, links: list[str], process: int) -> list[Post]:
    posts: list[Post] = []
    for number in range(6):
        # Times are named in either order; the deeds take them in one.
        times = [first, second] if process % 2 else [second, first]
        link = links[(number + process) % len(links)]
        posts.append((f"/events/{event_id}/rsvps", form(f"p{process}-{number}@example.org", timeslot=times)))
        posts.append((link, {"given_name": "K", "timeslot": times[: 1 + number % 2], "party_size": 1 + number % 3}))
        posts.append((f"{link}/cancel", {}))
        posts.append((f"/events/{event_id}/rsvps", form(f"known{number % 3}@example.org", timeslot=times[1:])))
    return posts


def test_whoever_signs_up_while_the_host_cancels_is_told_or_refused(
    app: Flask, settings: Settings, racers: Racers
) -> None:
    events = [factories.an_event() for _ in range(4)]
    posts = rushes(events, 5)
    posts.append([(f"/test-only/cancel/{event.id}", {}) for event in events])
    statuses = racers.race(settings, posts)
    assert {status for own in statuses[:-1] for status in own} <= {303, 409}
    assert statuses[-1] == [204] * 4
    told = set(db.session.scalars(select(OutboxMail.rsvp_id).where(OutboxMail.kind == "event-cancelled")))
    assert told == set(db.session.scalars(select(Rsvp.id)))
    assert_books_balance()


def waiting_in_vain() -> int:
    """How many wait for places that are free."""
    db.session.expire_all()
    left = Timeslot.capacity - Timeslot.going_count
    turns = select(func.count()).select_from(WaitlistEntry).join(Rsvp).join(Timeslot)
    return db.session.scalar(turns.where(Rsvp.party_size <= left)) or 0


def test_places_given_up_while_others_join_and_sign_up_go_to_those_who_wait(
    app: Flask, settings: Settings, racers: Racers
) -> None:
    event = factories.an_event(capacity=5)
    second = factories.a_timeslot(event, capacity=5)
    first = factories.timeslots_of(event)[0]
    for number in range(5):
        factories.an_rsvp(event, f"known{number}@example.org")
    with app.test_request_context():
        links = [f"/rsvps/{signing.sign('rsvp', number)}" for number in db.session.scalars(select(Rsvp.id))]
    posts = [_restless_hands(event.id, first.id, second.id, links, process) for process in range(PROCESSES)]
    statuses = Counter(status for own in racers.race(settings, posts) for status in own)
    assert set(statuses) <= {303, 409}
    assert_books_balance()
    assert waiting_in_vain() == 0
    told = set(db.session.scalars(select(OutboxMail.rsvp_id).where(OutboxMail.kind == "rsvp-moved-up")))
    assert told != set()


def _restless_hands(event_id: int, first: int, second: int, links: list[str], process: int) -> list[Post]:
    posts: list[Post] = []
    for number in range(8):
        times = [first, second] if process % 2 else [second, first]
        link, email = links[(number + process) % len(links)], f"p{process}-{number}@example.org"
        waits = form(email, waitlist=times, party_size=1 + number % 3)
        posts.append((f"/events/{event_id}/rsvps", waits))
        posts.append((link, {"given_name": "K", "timeslot": times[:1], "waitlist": times[1:], "party_size": 1}))
        posts.append((f"/events/{event_id}/rsvps", form(f"new-{email}", timeslot=times[: 1 + number % 2])))
        posts.append((f"{link}/cancel", {}))
        posts.append((f"/events/{event_id}/rsvps", form(f"known{number % 5}@example.org", waitlist=times)))
    return posts


@pytest.mark.parametrize("without", ["", "lock"])
def test_nobody_waits_for_a_place_that_is_given_up_at_that_moment_unless_nobody_holds_it(
    app: Flask, settings: Settings, racers: Racers, database_name: str, without: str
) -> None:
    events = [factories.an_event(capacity=1) for _ in range(16)]
    holders = [factories.an_rsvp(event) for event in events]
    with app.test_request_context():
        leaving = [(f"/rsvps/{signing.sign('rsvp', rsvp.id)}/cancel", {}) for rsvp in holders]
    joining = [
        (f"/events/{event.id}/rsvps", form("maria@example.org", waitlist=factories.timeslots_of(event)[0].id))
        for event in events
    ]
    statuses = racers.race(settings, [leaving, joining], without=without)
    assert statuses == [[303] * 16] * 2
    # SQLite lets one write at a time, whatever is locked.
    assert (waiting_in_vain() > 0) == (without == "lock" and database_name == "postgres")
