"""Questions about reminders."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from actions.database import db
from actions.events.models import Event, EventState, Timeslot
from actions.reminders.models import ReminderWave
from actions.reminders.schedule import EARLIEST, Rule, due_at, is_due, local_day


@dataclass(frozen=True)
class Wave:
    """The reminders of one timeslot by one rule."""

    timeslot_id: int
    event_id: int
    rule: Rule
    due_at: dt.datetime
    day: dt.date


def waves_to_queue(now: dt.datetime) -> list[Wave]:
    """The waves that are due and have not been queued, in the order they were due."""
    queued = {
        (timeslot_id, rule, due)
        for timeslot_id, rule, due in db.session.execute(
            select(ReminderWave.timeslot_id, ReminderWave.rule, ReminderWave.due_at)
            .join(Timeslot, Timeslot.id == ReminderWave.timeslot_id)
            .where(Timeslot.starts_at > now, Timeslot.starts_at <= now + EARLIEST)
        )
    }
    waves = [wave for wave in _due_waves(now) if (wave.timeslot_id, wave.rule, wave.due_at) not in queued]
    return sorted(waves, key=lambda wave: (wave.due_at, wave.timeslot_id))


def _due_waves(now: dt.datetime) -> Iterator[Wave]:
    soon = db.session.execute(
        select(Timeslot.id, Timeslot.event_id, Timeslot.starts_at, Event.time_zone)
        .join(Event, Event.id == Timeslot.event_id)
        .where(
            Timeslot.starts_at > now,
            Timeslot.starts_at <= now + EARLIEST,
            Event.state == EventState.APPROVED,
            Event.postponed_at.is_(None),
            Timeslot.going_count > 0,
        )
    )
    for timeslot_id, event_id, starts_at, time_zone in soon:
        zone = ZoneInfo(time_zone)
        for rule in Rule:
            due = due_at(rule, starts_at, zone)
            if due is not None and is_due(rule, starts_at, zone, now):
                yield Wave(timeslot_id, event_id, rule, due, local_day(starts_at, zone))
