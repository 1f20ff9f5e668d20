"""The deed about reminders: queue those that are due."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, cast, literal, select

from actions.database import db, insert_once
from actions.mail.composing import lane_of
from actions.mail.models import MailState, OutboxMail
from actions.reminders.models import ReminderWave
from actions.reminders.queries import Wave, waves_to_queue
from actions.rsvps.models import Attendance, Rsvp


def queue_due(now: dt.datetime) -> int:
    """Owe every reminder that is due; how many waves were queued. Several workers may do this at once."""
    waves = waves_to_queue(now)
    # What was read is known to be old by the time it is used: each wave below decides by its own key.
    db.session.rollback()
    return sum(_queue(wave, now) for wave in waves)


def _queue(wave: Wave, now: dt.datetime) -> bool:
    """Record the wave and owe its mails in one transaction; false when another worker was first."""
    row = {"timeslot_id": wave.timeslot_id, "rule": wave.rule, "due_at": wave.due_at, "queued_at": now}
    first = db.session.execute(
        insert_once(ReminderWave, "timeslot_id", "rule", "due_at").values(row).returning(ReminderWave.timeslot_id)
    ).all()
    if first:
        _owe(wave, now)
    db.session.commit()
    return bool(first)


def _owe(wave: Wave, now: dt.datetime) -> None:
    """One mail for each RSVP that was there when the wave was due."""
    # The key names the event's day, not its time: an event moved within the day reminds nobody twice, one moved to
    # another day reminds everybody anew. A person with two timeslots on one day gets one mail that names both.
    kind = f"reminder-{wave.rule}"
    day = wave.day.isoformat()
    values: dict[str, Any] = {
        "key": literal(f"{kind}:") + cast(Attendance.rsvp_id, String) + literal(f":{day}"),
        "kind": literal(kind),
        "lane": literal(int(lane_of(kind))),
        "state": literal(MailState.QUEUED.value),
        "event_id": literal(wave.event_id),
        "rsvp_id": Attendance.rsvp_id,
        "timeslot_id": Attendance.timeslot_id,
        "details": literal({"day": day}, JSON),
        "queued_at": literal(now, OutboxMail.queued_at.type),
        "due_at": literal(wave.due_at, OutboxMail.due_at.type),
        "ready_at": literal(wave.due_at, OutboxMail.ready_at.type),
        "attempt_count": literal(0),
        "outcome": literal(""),
    }
    going = (
        select(*values.values())
        .join(Rsvp, Rsvp.id == Attendance.rsvp_id)
        .where(
            Attendance.timeslot_id == wave.timeslot_id,
            Attendance.cancelled_at.is_(None),
            Attendance.created_at <= wave.due_at,
            Rsvp.cancelled_at.is_(None),
        )
        .order_by(Attendance.rsvp_id)
    )
    db.session.execute(insert_once(OutboxMail, "key").from_select(list(values), going))
