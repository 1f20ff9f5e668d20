"""Which reminders are owed, and that none is owed twice."""

import datetime as dt
import threading

import pytest
from flask import Flask

from actions.database import db
from actions.events.models import Event
from actions.mail.models import OutboxMail
from actions.reminders import queueing
from actions.reminders.models import ReminderRule, ReminderWave
from actions.reminders.service import queue_due
from actions.rsvps.models import Attendance
from tests import factories

# The factories' rally is in Chicago on Saturday, December 5, 11:00 to 13:00.
DAY_BEFORE = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
ON_DAY = dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC)
STARTS_AT = dt.datetime(2026, 12, 5, 17, 0, tzinfo=dt.UTC)
SECOND, HOUR, DAY = dt.timedelta(seconds=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def owed() -> list[str]:
    """What is owed, as in `day-before:17:2026-12-05` (which mail, to which answer, of which day), in order of time."""
    mails = db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.due_at, OutboxMail.rsvp_id))
    return [f"{mail.kind.removeprefix('reminder-')}:{mail.rsvp_id}:{mail.details['day']}" for mail in mails]


def move(event: object, by: dt.timedelta) -> None:
    """Move the event's first timeslot."""
    timeslot = factories.timeslots_of(event)[0]  # type: ignore[arg-type]
    timeslot.starts_at += by
    timeslot.ends_at += by
    db.session.commit()


def test_nothing_is_owed_before_its_time(app: Flask) -> None:
    factories.an_rsvp(factories.an_event())
    assert queue_due(DAY_BEFORE - SECOND) == 0
    assert owed() == []


def test_everybody_who_is_coming_is_reminded_twice(app: Flask) -> None:
    event = factories.an_event()
    first, second = factories.an_rsvp(event), factories.an_rsvp(event)
    assert queue_due(DAY_BEFORE) == 1
    assert queue_due(ON_DAY) == 1
    assert owed() == [
        f"day-before:{first.id}:2026-12-05",
        f"day-before:{second.id}:2026-12-05",
        f"on-day:{first.id}:2026-12-05",
        f"on-day:{second.id}:2026-12-05",
    ]


def test_nobody_is_reminded_of_a_postponed_event_until_it_has_a_new_date(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    factories.postponed(event)
    assert queue_due(DAY_BEFORE) == 0
    event.postponed_at = None
    move(event, 7 * DAY)
    assert queue_due(DAY_BEFORE + 7 * DAY) == 1
    assert owed() == [f"day-before:{rsvp.id}:2026-12-12"]


def test_a_reminder_names_its_event_answer_lane_rule_and_day_and_its_person_by_hash_alone(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    queue_due(DAY_BEFORE + HOUR)
    mail = db.session.scalars(db.select(OutboxMail)).one()
    assert (mail.kind, mail.lane, mail.state, mail.attempt_count) == ("reminder-day-before", 3, "queued", 0)
    assert (mail.event_id, mail.rsvp_id) == (event.id, rsvp.id)
    assert mail.key == f"before-start-1d-1100:{rsvp.email_hash.hex()[:32]}:2026-12-05"
    assert mail.queued_at == DAY_BEFORE + HOUR
    assert mail.details == {"day": "2026-12-05", "rule": "before-start-1d-1100"}


def test_asking_again_owes_nothing_more(app: Flask) -> None:
    factories.an_rsvp(factories.an_event())
    assert [queue_due(DAY_BEFORE + n * SECOND) for n in range(5)] == [1, 0, 0, 0, 0]
    assert len(owed()) == 1


def test_who_answered_after_the_reminder_was_due_gets_only_the_next(app: Flask) -> None:
    event = factories.an_event()
    early, late = factories.an_rsvp(event), factories.an_rsvp(event)
    attendance = db.session.scalars(db.select(Attendance).where(Attendance.rsvp_id == late.id)).one()
    attendance.created_at = DAY_BEFORE + SECOND
    db.session.commit()
    queue_due(DAY_BEFORE + HOUR)
    assert owed() == [f"day-before:{early.id}:2026-12-05"]
    queue_due(ON_DAY)
    assert f"on-day:{late.id}:2026-12-05" in owed()


def test_who_gave_up_the_place_is_left_alone(app: Flask) -> None:
    event = factories.an_event()
    coming = factories.an_rsvp(event)
    factories.an_rsvp(event, cancelled_at=DAY_BEFORE - DAY)
    queue_due(DAY_BEFORE)
    assert owed() == [f"day-before:{coming.id}:2026-12-05"]


def test_who_gave_up_one_timeslot_is_reminded_of_the_other_only(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    sunday = factories.a_timeslot(event, going_count=1)
    saturday = db.session.scalars(db.select(Attendance).where(Attendance.rsvp_id == rsvp.id)).one()
    saturday.cancelled_at = DAY_BEFORE - DAY
    db.session.add(Attendance(rsvp_id=rsvp.id, timeslot_id=sunday.id, created_at=factories.NOW))
    db.session.commit()
    queue_due(DAY_BEFORE)
    queue_due(DAY_BEFORE + DAY)
    assert owed() == [f"day-before:{rsvp.id}:2026-12-06"]


@pytest.mark.parametrize("state", ["draft", "pending", "declined", "cancelled"])
def test_an_event_that_does_not_take_place_reminds_nobody(app: Flask, state: str) -> None:
    factories.an_rsvp(factories.an_event(state=state))
    assert (queue_due(DAY_BEFORE), queue_due(ON_DAY)) == (0, 0)


def test_a_worker_that_slept_sends_what_still_helps(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    assert queue_due(ON_DAY + 2 * HOUR) == 1
    assert owed() == [f"on-day:{rsvp.id}:2026-12-05"]


def test_a_worker_that_slept_through_the_start_sends_nothing(app: Flask) -> None:
    factories.an_rsvp(factories.an_event())
    assert queue_due(STARTS_AT) == 0


def test_everybody_is_thanked_two_hours_after_the_end(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    assert queue_due(STARTS_AT + 4 * HOUR - SECOND) == 0
    assert queue_due(STARTS_AT + 4 * HOUR) == 1
    assert owed() == [f"thanks-after:{rsvp.id}:2026-12-05"]


def test_a_worker_that_slept_for_days_thanks_nobody(app: Flask) -> None:
    factories.an_rsvp(factories.an_event())
    assert queue_due(STARTS_AT + 4 * HOUR + 2 * DAY) == 0


def test_an_event_moved_within_the_day_reminds_nobody_twice(app: Flask) -> None:
    event = factories.an_event()
    factories.an_rsvp(event)
    queue_due(DAY_BEFORE)
    move(event, 3 * HOUR)
    queue_due(DAY_BEFORE + HOUR)
    assert len(owed()) == 1


def test_an_event_moved_to_another_day_reminds_anew_and_never_twice_for_one_day(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    queue_due(DAY_BEFORE)
    move(event, DAY)
    queue_due(DAY_BEFORE + DAY)
    assert owed() == [f"day-before:{rsvp.id}:2026-12-05", f"day-before:{rsvp.id}:2026-12-06"]
    move(event, -DAY)
    assert queue_due(ON_DAY - 10 * HOUR) == 0


def test_an_event_moved_to_another_zone_reminds_nobody_twice_for_one_day(app: Flask) -> None:
    event = factories.an_event()
    factories.an_rsvp(event)
    queue_due(DAY_BEFORE)
    event.time_zone = "America/Denver"
    db.session.commit()
    assert queue_due(DAY_BEFORE + HOUR) == 1
    assert len(owed()) == 1


def test_two_timeslots_on_one_day_make_one_reminder(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    afternoon = factories.a_timeslot(event, starts_at=STARTS_AT + 4 * HOUR, ends_at=STARTS_AT + 5 * HOUR, going_count=1)
    db.session.add(Attendance(rsvp_id=rsvp.id, timeslot_id=afternoon.id, created_at=factories.NOW))
    db.session.commit()
    assert queue_due(DAY_BEFORE) == 2
    assert owed() == [f"day-before:{rsvp.id}:2026-12-05"]


def test_zones_get_their_reminders_in_their_own_turn(app: Flask) -> None:
    noon = {"America/New_York": 17, "America/Chicago": 18, "America/Denver": 19, "America/Los_Angeles": 20}
    for zone, hour in noon.items():
        starts_at = dt.datetime(2026, 12, 5, hour, 0, tzinfo=dt.UTC)
        factories.an_rsvp(factories.an_event(starts_at=starts_at, time_zone=zone))
    eleven_eastern = dt.datetime(2026, 12, 4, 16, 0, tzinfo=dt.UTC)
    assert [queue_due(eleven_eastern + n * HOUR) for n in range(5)] == [1, 1, 1, 1, 0]


def test_workers_at_once_owe_each_reminder_once(app: Flask) -> None:
    for _ in range(5):
        event = factories.an_event()
        for _ in range(3):
            factories.an_rsvp(event)
    counts: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            counts.append(queue_due(DAY_BEFORE))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (sum(counts), len(owed()), len(set(owed()))) == (5, 15, 15)
    assert db.session.scalar(db.select(db.func.count()).select_from(ReminderWave)) == 5


def test_batches_side_by_side_owe_everybody_one_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One batch meets these people in one order and the next in the other: in the order of time each would wait for
    the other for ever, and PostgreSQL would end one of them.
    """
    monkeypatch.setattr(queueing, "WAVES_AT_ONCE", 2)
    events = [factories.an_event(starts_at=STARTS_AT + hour * HOUR) for hour in range(4)]
    for event, name in zip(events, ("p", "q", "q", "p"), strict=True):
        factories.a_crowd(event, [f"{name}{number}@example.org" for number in range(1500)])
    assert queue_due(DAY_BEFORE) == 4
    assert len(owed()) == 3000


def test_mails_of_a_wave_leave_over_half_an_hour_each_at_its_own_moment(app: Flask) -> None:
    event = factories.an_event()
    for _ in range(30):
        factories.an_rsvp(event)
    crowd(event)
    queue_due(DAY_BEFORE)
    mails = list(db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.rsvp_id)))
    seconds = [(mail.due_at - DAY_BEFORE).total_seconds() for mail in mails]
    assert seconds == [(mail.rsvp_id or 0) * 2_654_435_761 % 2**32 * 1800 // 2**32 for mail in mails]
    assert [mail.ready_at for mail in mails] == [mail.due_at for mail in mails]
    # Of six parts of five minutes none is empty and none holds half of them.
    parts = [sum(part * 300 <= second < (part + 1) * 300 for second in seconds) for part in range(6)]
    assert (sum(parts), min(parts) > 0, max(parts) < 15) == (30, True, True)


def test_what_begins_soonest_leaves_in_less_time(app: Flask) -> None:
    soon = factories.an_event(starts_at=ON_DAY + HOUR)
    rsvps = [factories.an_rsvp(soon) for _ in range(10)]
    crowd(soon)
    queue_due(ON_DAY)
    mails = list(db.session.scalars(db.select(OutboxMail)))
    assert len(mails) == len(rsvps)
    assert max(mail.due_at for mail in mails) < ON_DAY + HOUR / 6


def test_what_piled_up_while_no_worker_ran_is_spread_from_then_on(app: Flask) -> None:
    event = factories.an_event()
    for _ in range(10):
        factories.an_rsvp(event)
    crowd(event)
    queue_due(DAY_BEFORE + 3 * HOUR + SECOND / 2)
    moments = list(db.session.scalars(db.select(OutboxMail.due_at)))
    assert min(moments) >= DAY_BEFORE + 3 * HOUR
    assert HOUR / 6 < max(moments) - min(moments) < HOUR / 2


def test_campaigns_own_rules_take_the_place_of_the_usual_ones(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    a_rule(event, "before-start-2h")
    a_rule(event, "before-start-0d-0800", is_on=False)
    assert [queue_due(DAY_BEFORE), queue_due(ON_DAY), queue_due(STARTS_AT - 2 * HOUR)] == [0, 0, 1]
    assert owed() == [f"on-day:{rsvp.id}:2026-12-05"]


def test_rule_sends_nothing_that_was_due_before_it_was_made(app: Flask) -> None:
    event = factories.an_event()
    factories.an_rsvp(event)
    a_rule(event, "before-start-1d-1100", created_at=DAY_BEFORE + SECOND)
    assert queue_due(DAY_BEFORE + HOUR) == 0


def test_rule_for_one_language_leaves_the_others_out(app: Flask) -> None:
    event = factories.an_event()
    factories.an_rsvp(event)
    ana = factories.an_rsvp(event, language="es")
    a_rule(event, "before-start-1d-1100-es")
    queue_due(DAY_BEFORE)
    assert owed() == [f"day-before:{ana.id}:2026-12-05"]


def crowd(event: Event) -> None:
    """Make it so many people that their mails are spread."""
    factories.timeslots_of(event)[0].going_count = 5_000
    db.session.commit()


def a_rule(event: Event, signature: str, **changes: object) -> None:
    """One rule of the event's campaign."""
    rule = ReminderRule(campaign_id=event.campaign_id, signature=signature, created_at=factories.NOW)
    for name, value in changes.items():
        setattr(rule, name, value)
    db.session.add(rule)
    db.session.commit()
