"""Mail that is held leaves the queue, stands in nobody's way, and comes back when it is released."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from actions.database import db
from actions.events.models import Event
from actions.mail import holds, leases, outbox
from actions.mail.delivery import Delivery
from actions.mail.models import HoldScope, MailHold, MailState, OutboxMail
from tests import factories
from tests.mail.conftest import Owe, mail_of
from tests.services.smtp_sink import SmtpSink
from tests.services.statements import statements

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def owed(key: str, event: Event | None, now: dt.datetime, kind: str = "event-changed", **more: Any) -> None:
    outbox.queue(kind, key, now=now, event_id=event.id if event else None, **more)
    db.session.commit()


def claimed(now: dt.datetime, most: int = 100) -> list[str]:
    return [mail.key for mail in leases.claim(now, most).mails]


def states() -> dict[str, str]:
    db.session.rollback()
    return dict(db.session.execute(db.select(OutboxMail.key, OutboxMail.state)).all())


def the_hold() -> MailHold:
    db.session.rollback()
    return db.session.scalars(db.select(MailHold)).one()


def test_holding_is_one_statement_whatever_waits(app: Flask, owe: Owe, now: dt.datetime) -> None:
    for number in range(30):
        owe(f"mail {number}")
    with statements() as sent:
        assert holds.hold(HoldScope.ALL, now=now) is True
    assert [statement.split()[0] for statement in sent] == ["INSERT"]


def test_a_claim_without_holds_asks_no_more_than_before(app: Flask, owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    with statements() as sent:
        leases.claim(now, 10)
    assert [statement.split()[0] for statement in sent] == ["SELECT", "SELECT", "UPDATE"]


@pytest.mark.parametrize("scope", list(HoldScope))
def test_a_hold_catches_what_falls_under_it_and_nothing_else(app: Flask, now: dt.datetime, scope: HoldScope) -> None:
    event = factories.an_event()
    sibling = factories.an_event(campaign=event.campaign, region="TX")
    neighbor = factories.an_event()
    stranger = factories.an_event(region="TX")
    for name, about in (("event", event), ("sibling", sibling), ("neighbor", neighbor), ("stranger", stranger)):
        owed(name, about, now)
    owed("about none", None, now)
    targets: dict[HoldScope, dict[str, Any]] = {
        HoldScope.ALL: {},
        HoldScope.CAMPAIGN: {"campaign_id": event.campaign_id},
        HoldScope.STATE: {"us_state": "IL"},
        HoldScope.EVENT: {"event_id": event.id},
    }
    expected = {
        HoldScope.ALL: [],
        HoldScope.CAMPAIGN: ["neighbor", "stranger", "about none"],
        HoldScope.STATE: ["sibling", "stranger", "about none"],
        HoldScope.EVENT: ["sibling", "neighbor", "stranger", "about none"],
    }[scope]
    holds.hold(scope, now=now, **targets[scope])
    batch = leases.claim(now, 100)
    assert ([mail.key for mail in batch.mails], batch.moved_count) == (expected, 5 - len(expected))
    held = {key for key, state in states().items() if state == "held"}
    assert held == {"event", "sibling", "neighbor", "stranger", "about none"} - set(expected)
    assert set(db.session.scalars(db.select(OutboxMail.hold_id).where(OutboxMail.state == "held"))) == {the_hold().id}


def test_what_is_queued_later_is_held_too_and_what_is_not_due_stays_where_it_is(app: Flask, now: dt.datetime) -> None:
    event = factories.an_event()
    holds.hold(HoldScope.EVENT, event_id=event.id, now=now)
    owed("later", event, now + HOUR)
    owed("tomorrow", event, now, due_at=now + DAY)
    assert claimed(now + HOUR) == []
    assert states() == {"later": "held", "tomorrow": "queued"}


def test_held_mail_blocks_no_other(app: Flask, now: dt.datetime) -> None:
    event, other = factories.an_event(), factories.an_event()
    for number in range(25):
        owed(f"held {number}", event, now)
    owed("free", other, now)
    holds.hold(HoldScope.EVENT, event_id=event.id, now=now)
    assert [claimed(now, 10) for _ in range(4)] == [[], [], ["free"], []]
    assert Counter(states().values()) == {"held": 25, "queued": 1}


def test_mail_that_lets_people_in_is_never_held(app: Flask, now: dt.datetime) -> None:
    for kind in ("sign-in-link", "verify-address", "account-exists", "event-cancelled"):
        owed(kind, None, now, kind)
    holds.hold(HoldScope.ALL, now=now)
    assert claimed(now) == ["sign-in-link", "verify-address", "account-exists"]


def test_a_mail_that_a_worker_has_stays_its_until_it_gives_it_back(app: Flask, owe: Owe, now: dt.datetime) -> None:
    owe("in hand")
    [mail] = leases.claim(now, 10).mails
    holds.hold(HoldScope.ALL, now=now)
    assert claimed(now) == []
    assert states() == {"in hand": "queued"}
    leases.release([mail])
    assert claimed(now) == []
    assert states() == {"in hand": "held"}
    assert leases.finish(mail, MailState.SENT, "250", now) is False


def test_the_same_is_held_once_and_again_after_its_release(app: Flask, now: dt.datetime) -> None:
    event = factories.an_event()
    for scope, target in (
        (HoldScope.ALL, {}),
        (HoldScope.CAMPAIGN, {"campaign_id": event.campaign_id}),
        (HoldScope.STATE, {"us_state": "IL"}),
        (HoldScope.EVENT, {"event_id": event.id}),
    ):
        held: list[bool] = [holds.hold(scope, now=now, **target) for _ in range(2)]  # type: ignore[arg-type]
        assert held == [True, False]
        newest = db.session.scalars(db.select(db.func.max(MailHold.id))).one()
        assert [holds.release(newest, now=now) for _ in range(2)] == [True, False]
        assert holds.hold(scope, now=now, **target) is True  # type: ignore[arg-type]


@pytest.mark.parametrize("target", [{"us_state": "IL"}, {"event_id": 1}, {}])
def test_a_hold_without_its_own_target_is_refused_by_the_database(
    app: Flask, now: dt.datetime, target: dict[str, Any]
) -> None:
    factories.a_campaign()
    with pytest.raises(IntegrityError):
        db.session.execute(db.insert(MailHold).values(scope="campaign", held_at=now, **target))


def test_released_mail_comes_back_when_it_is_due_and_has_its_time_anew(app: Flask, owe: Owe, now: dt.datetime) -> None:
    owe("note")
    holds.hold(HoldScope.ALL, now=now)
    assert claimed(now) == []
    holds.release(the_hold().id, now=now + DAY)
    batch = leases.claim(now + DAY, 10)
    assert ([mail.key for mail in batch.mails], batch.moved_count) == (["note"], 1)
    assert (batch.mails[0].due_at, mail_of("note").hold_id) == (now + DAY, None)
    assert the_hold().settled_at is None
    assert claimed(now + DAY) == []
    assert the_hold().settled_at == now + DAY


def test_released_mail_that_falls_under_another_hold_is_held_by_that(app: Flask, now: dt.datetime) -> None:
    event = factories.an_event()
    owed("note", event, now)
    holds.hold(HoldScope.EVENT, event_id=event.id, now=now)
    claimed(now)
    first = the_hold().id
    holds.hold(HoldScope.STATE, us_state="IL", now=now)
    holds.release(first, now=now)
    assert claimed(now) == []
    assert (mail_of("note").state, mail_of("note").hold_id != first) == ("held", True)


def test_much_comes_back_in_bounded_steps(app: Flask, owe: Owe, now: dt.datetime) -> None:
    for number in range(holds.BACK_AT_ONCE + 3):
        outbox.queue("note", f"mail {number}", now=now)
    db.session.commit()
    holds.hold(HoldScope.ALL, now=now)
    while leases.claim(now, 1_000).moved_count:
        pass
    holds.release(the_hold().id, now=now)
    assert [leases.claim(now, 10).moved_count for _ in range(4)] == [holds.BACK_AT_ONCE, 3, 0, 0]


def test_deleting_an_answer_deletes_its_held_mail(app: Flask, now: dt.datetime) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    owed("note", rsvp.event, now, rsvp_id=rsvp.id)
    holds.hold(HoldScope.ALL, now=now)
    claimed(now)
    db.session.delete(rsvp)
    db.session.commit()
    assert states() == {}


def test_a_worker_passes_over_all_that_is_held_in_one_go(
    app: Flask, owe: Owe, delivery: Delivery, smtp_sink: SmtpSink, now: dt.datetime
) -> None:
    event = factories.an_event()
    for number in range(60):
        owed(f"held {number}", event, now, "note")
    owe("free")
    holds.hold(HoldScope.EVENT, event_id=event.id, now=now)
    assert delivery.deliver_due() == 61
    assert [delivered.subject for delivered in smtp_sink.messages] == ["free"]
    assert Counter(states().values()) == {"held": 60, "sent": 1}


@pytest.mark.sqlite_only  # a plan of PostgreSQL depends on its statistics
def test_what_a_hold_has_is_read_along_its_index(app: Flask) -> None:
    sql = "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE state = 'held' AND hold_id = 1 ORDER BY id LIMIT 10"
    [step] = [row[3] for row in db.session.execute(db.text(sql))]
    assert step == "SEARCH outbox USING INDEX ix_outbox_held (hold_id=?)"
