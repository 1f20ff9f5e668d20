"""From waves that are due to mails that are owed, in a few statements however many people there are.

Nothing of a person passes through this process: the database writes the rows itself. The same statements do on
PostgreSQL and on SQLite.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from actions.accounts.models import User
from actions.database import UtcDateTime, db, insert_once
from actions.events.models import Event, EventState, Timeslot
from actions.mail import outbox
from actions.mail.models import OutboxMail
from actions.reminders.audiences import belongs, holding_of
from actions.reminders.models import ReminderWave
from actions.reminders.queries import Wave, campaigns_by_rule
from actions.reminders.rules import Audience, Rule
from actions.reminders.schedule import day_ends_at, days_ahead, spread_of
from actions.reminders.sql import hexed, seconds_after
from actions.rsvps.models import Rsvp

WAVES_AT_ONCE = 500
KINDS_BY_DAYS_AHEAD = {0: "reminder-on-day", 1: "reminder-day-before"}
KINDS_AFTER = {Audience.WAITLISTED: "no-place-after", Audience.NO_SHOW: "missed-you"}
# When the clocks go back.
LONGEST_DAY = dt.timedelta(hours=25)
# Of an address's hash, so many hexadecimal digits tell two people apart.
HASH_DIGITS = 32
# A large odd factor and a power of two: it scatters neighbouring numbers, each always to the same place.
SCATTER, SCATTERED = 2_654_435_761, 2**32


@dataclass(frozen=True)
class Batch:
    """Waves whose mails differ in nothing but whom they go to and when: one rule, one day, one midnight."""

    rule: Rule
    kind: str
    day: dt.date
    day_ends_at: dt.datetime
    waves: tuple[Wave, ...]


def batches(waves: Sequence[Wave]) -> Iterator[Batch]:
    """The waves in their order, put together where one statement does."""

    def alike(wave: Wave) -> tuple[Rule, str, dt.date, dt.datetime]:
        return wave.rule, kind_of(wave), wave.slot.day, day_ends_at(wave.slot)

    for (rule, kind, day, ends_at), group in groupby(waves, alike):
        members = list(group)
        for start in range(0, len(members), WAVES_AT_ONCE):
            yield Batch(rule, kind, day, ends_at, tuple(members[start : start + WAVES_AT_ONCE]))


def kind_of(wave: Wave) -> str:
    """Which mail a wave's are."""
    if wave.rule.audience is Audience.HOSTS:
        return "reminder-host"
    if wave.rule.is_after:
        return KINDS_AFTER.get(wave.rule.audience, "thanks-after")
    if wave.rule.audience is Audience.WAITLISTED:
        return "reminder-waitlisted"
    return KINDS_BY_DAYS_AHEAD.get(days_ahead(wave.slot, wave.due_at), "reminder-ahead")


def record(batch: Batch, now: dt.datetime, crowd: int) -> list[int]:
    """Record the waves, in the caller's transaction; the timeslots of those that no other worker had recorded.

    `crowd` is how many people they and those with them are about.
    """
    rows = []
    for wave in batch.waves:
        # A worker that comes late spreads from now on: what piled up must not leave at once either.
        begins_at = max(wave.due_at, now.replace(microsecond=0))
        spread = spread_of(wave.rule, wave.slot, begins_at, crowd)
        rows.append(
            {
                "timeslot_id": wave.timeslot_id,
                "rule": wave.rule.signature,
                "due_at": wave.due_at,
                "queued_at": now,
                "begins_at": begins_at,
                "spread_seconds": int(spread.total_seconds()),
            }
        )
    insert = insert_once(ReminderWave, "timeslot_id", "rule", "due_at").values(rows).returning(ReminderWave.timeslot_id)
    return list(db.session.scalars(insert))


def owe(batch: Batch, timeslot_ids: Sequence[int], now: dt.datetime) -> None:
    """Owe the mails of recorded waves, in the caller's transaction."""
    to_hosts = batch.rule.audience is Audience.HOSTS
    person = User.id if to_hosts else Rsvp.id
    columns = {
        "user_id" if to_hosts else "rsvp_id": person,
        "event_id": Timeslot.event_id,
        **outbox.columns(
            batch.kind,
            literal(f"{batch.rule.signature}:") + _name(to_hosts) + literal(f":{batch.day.isoformat()}"),
            queued_at=literal(now, OutboxMail.queued_at.type),
            due_at=seconds_after(ReminderWave.begins_at, _scattered(person)),
            details={"day": batch.day.isoformat(), "rule": batch.rule.signature},
        ),
    }
    chosen = select(*columns.values()).select_from(ReminderWave).join(Timeslot, Timeslot.id == ReminderWave.timeslot_id)
    chosen = _hosts(chosen, batch.rule) if to_hosts else _going(chosen, batch)
    # The first of a day speaks for the others: their keys are the same, and the second finds it taken. In the order of
    # the keys their index is written from one end to the other, a tenth less time for a million; and of two that owe
    # the same people mail at the same time, each waits for the other at most once.
    chosen = chosen.where(
        ReminderWave.timeslot_id.in_(timeslot_ids),
        ReminderWave.rule == batch.rule.signature,
        ReminderWave.queued_at == now,
    ).order_by(columns["key"], Timeslot.starts_at)
    db.session.execute(insert_once(OutboxMail, "key").from_select(list(columns), chosen))


def _going(chosen: Select[Any], batch: Batch) -> Select[Any]:
    """Those who held a place, or waited for one, when the wave was due."""
    audience = batch.rule.audience
    standing = Audience.WAITLISTED if audience is Audience.WAITLISTED else Audience.GOING
    holding = holding_of(standing)
    chosen = (
        chosen.join(holding, holding.timeslot_id == Timeslot.id)
        .join(Rsvp, Rsvp.id == holding.rsvp_id)
        .where(belongs(standing, holding), holding.created_at <= ReminderWave.due_at, Rsvp.cancelled_at.is_(None))
    )
    if batch.rule.is_after:
        # Thanks for all of a day come after the last of it.
        chosen = chosen.where(~_has_one(batch, standing, _ends_later))
    if audience is not standing:
        chosen = chosen.where(_has_one(batch, audience, _is_on_its_day))
    return chosen.where(Rsvp.language == batch.rule.language) if batch.rule.language else chosen


def _hosts(chosen: Select[Any], rule: Rule) -> Select[Any]:
    """Those who host, once they have shown that they read the mail of their address."""
    chosen = chosen.join(Event, Event.id == Timeslot.event_id).join(User, User.id == Event.host_id)
    chosen = chosen.where(User.email_verified_at.is_not(None), User.is_suspended.is_(False))
    return chosen.where(User.language == rule.language) if rule.language else chosen


def _has_one(
    batch: Batch, audience: Audience, when: Callable[[type[Timeslot], Batch], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Whether the same person is of an audience at a timeslot that is on at such a time and under the rule."""
    event, slot, holding, rsvp = aliased(Event), aliased(Timeslot), aliased(holding_of(audience)), aliased(Rsvp)
    return exists().where(
        rsvp.email_hash == Rsvp.email_hash,
        rsvp.cancelled_at.is_(None),
        holding.rsvp_id == rsvp.id,
        belongs(audience, holding),
        slot.id == holding.timeslot_id,
        when(slot, batch),
        event.id == slot.event_id,
        event.state == EventState.APPROVED,
        event.postponed_at.is_(None),
        event.campaign_id.in_(campaigns_by_rule({batch.rule})[batch.rule]),
    )


def _ends_later(slot: type[Timeslot], batch: Batch) -> ColumnElement[bool]:
    """That day, and later than the timeslot of the wave."""
    return and_(slot.ends_at > Timeslot.ends_at, slot.starts_at < _instant(batch.day_ends_at))


def _is_on_its_day(slot: type[Timeslot], batch: Batch) -> ColumnElement[bool]:
    """About that day: which one it is where the action is, the mail asks once more when it is written."""
    return slot.starts_at.between(_instant(batch.day_ends_at - LONGEST_DAY), _instant(batch.day_ends_at))


def _instant(instant: dt.datetime) -> ColumnElement[dt.datetime]:
    return literal(instant, UtcDateTime())


def _name(to_hosts: bool) -> SQLColumnExpression[Any]:
    """Whom a mail goes to: the same for all that one address signed up for."""
    if to_hosts:
        return literal("user-") + cast(User.id, String)
    return func.substr(hexed(Rsvp.email_hash), 1, HASH_DIGITS)


def _scattered(person: SQLColumnExpression[int]) -> SQLColumnExpression[int]:
    """Seconds within the wave's spread, always the same for one number."""
    scattered = (cast(person, BigInteger) * literal(SCATTER, BigInteger)) % literal(SCATTERED, BigInteger)
    return (scattered * ReminderWave.spread_seconds) // literal(SCATTERED, BigInteger)
