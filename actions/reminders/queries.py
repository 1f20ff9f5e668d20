"""Questions about reminders: which rules there are, which waves are due, what somebody goes to on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event, EventState, Timeslot
from actions.reminders.audiences import belongs, holding_of
from actions.reminders.models import ReminderRule, ReminderWave, ThanksAnswer
from actions.reminders.rules import DEFAULTS, Audience, Rule
from actions.reminders.schedule import THANKS_HELP, Slot, due_at, is_due, local_day
from actions.rsvps.models import Rsvp

# No timeslot lasts longer: it ends on its day or in the night after it.
LONGEST_SLOT = dt.timedelta(days=2)
DAY = dt.timedelta(days=1)
# Of a supporter's record no more is unsealed than a mail needs.
FOR_A_MAIL = (
    Rsvp.event_id, Rsvp.given_name, Rsvp.family_name, Rsvp.email, Rsvp.email_hash, Rsvp.language, Rsvp.cancelled_at
)  # fmt: skip


@dataclass(frozen=True)
class InForce:
    """A rule of a campaign, and since when it has been its own (nothing for the usual ones)."""

    rule: Rule
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Wave:
    """The mails of one timeslot by one rule."""

    timeslot_id: int
    event_id: int
    rule: Rule
    slot: Slot
    due_at: dt.datetime
    going_count: int


@dataclass(frozen=True)
class Going:
    """One event that somebody goes to, waits for or missed on a day; their timeslots of that day, earliest first."""

    rsvp: Rsvp
    timeslots: tuple[Timeslot, ...]


@dataclass(frozen=True)
class Hosting:
    """One timeslot of an event that somebody hosts on a day, and how many people are coming to it."""

    event: Event
    slot: Slot
    going_count: int


def rules_of(campaign_id: int) -> list[ReminderRule]:
    """A campaign's own rules, those that are off too; none means the usual ones."""
    query = select(ReminderRule).where(ReminderRule.campaign_id == campaign_id).order_by(ReminderRule.id)
    return list(db.session.scalars(query))


def rules_in_force() -> dict[int, tuple[InForce, ...]]:
    """What applies to each campaign: its own rules that are on, or the usual ones where it has none."""
    usual = tuple(InForce(rule) for rule in DEFAULTS)
    rows = db.session.execute(
        select(Campaign.id, ReminderRule.signature, ReminderRule.is_on, ReminderRule.created_at)
        .outerjoin(ReminderRule, ReminderRule.campaign_id == Campaign.id)
        .order_by(Campaign.id, ReminderRule.id)
    )
    found: dict[int, tuple[InForce, ...]] = {}
    for campaign_id, signature, is_on, created_at in rows:
        if signature is None:
            found[campaign_id] = usual
            continue
        own = (InForce(Rule.named(signature), created_at),) if is_on else ()
        found[campaign_id] = found.get(campaign_id, ()) + own
    return found


def campaigns_by_rule(rules: Collection[Rule]) -> dict[Rule, list[int]]:
    """The campaigns that each of these rules applies to."""
    in_force = {number: {each.rule for each in theirs} for number, theirs in rules_in_force().items()}
    return {rule: [number for number, theirs in in_force.items() if rule in theirs] for rule in rules}


def waves_to_queue(now: dt.datetime) -> list[Wave]:
    """The waves that are due and have not been queued, in the order they were due, what begins soonest first."""
    waves = list(_due_waves(now))
    queued = _queued({wave.timeslot_id for wave in waves})
    fresh = [wave for wave in waves if (wave.timeslot_id, wave.rule.signature, wave.due_at) not in queued]
    return sorted(fresh, key=lambda wave: (wave.due_at, wave.rule.signature, wave.slot.starts_at, wave.timeslot_id))


def going_on(
    email_hashes: Collection[bytes], day: dt.date, campaign_ids: Sequence[int], audience: Audience = Audience.GOING
) -> dict[bytes, list[Going]]:
    """What each address goes to on a day (each event's own), in order of time; only what really takes place.

    Or what it waits for, came to or did not come to, as the audience says.
    """
    holding = holding_of(audience)
    rows = db.session.execute(
        select(Rsvp, holding.timeslot_id)
        .options(load_only(*FOR_A_MAIL))
        .join(holding, holding.rsvp_id == Rsvp.id)
        .join(Timeslot, Timeslot.id == holding.timeslot_id)
        .join(Event, Event.id == Rsvp.event_id)
        .where(
            Rsvp.email_hash.in_(email_hashes),
            Rsvp.cancelled_at.is_(None),
            belongs(audience, holding),
            _takes_place_about(day, campaign_ids),
        )
        .order_by(Timeslot.starts_at, Timeslot.id)
    ).all()
    timeslots = _timeslots({timeslot_id for _rsvp, timeslot_id in rows})
    theirs: dict[Rsvp, list[Timeslot]] = defaultdict(list)
    for rsvp, timeslot_id in rows:
        timeslot = timeslots[timeslot_id]
        if local_day(timeslot.starts_at, rsvp.event.zone) == day:
            theirs[rsvp].append(timeslot)
    going: dict[bytes, list[Going]] = defaultdict(list)
    for rsvp, when in theirs.items():
        going[rsvp.email_hash].append(Going(rsvp, tuple(when)))
    return going


def _timeslots(timeslot_ids: Collection[int]) -> dict[int, Timeslot]:
    """Each fetched once with its event, however many go to it."""
    query = select(Timeslot).options(joinedload(Timeslot.event)).where(Timeslot.id.in_(timeslot_ids))
    return {timeslot.id: timeslot for timeslot in db.session.scalars(query)}


def hosting_on(host_id: int, day: dt.date, campaign_ids: Sequence[int]) -> list[Hosting]:
    """What somebody hosts on a day (each event's own), in order of time; only what really takes place."""
    rows = db.session.execute(
        select(Event, Timeslot)
        .join(Timeslot, Timeslot.event_id == Event.id)
        .where(Event.host_id == host_id, _takes_place_about(day, campaign_ids))
        .order_by(Timeslot.starts_at, Timeslot.id)
    )
    hosted = [
        Hosting(event, Slot(timeslot.starts_at, timeslot.ends_at, event.zone), timeslot.going_count)
        for event, timeslot in rows
    ]
    return [each for each in hosted if each.slot.day == day]


def answer_of(rsvp_id: int) -> str | None:
    """How it went, as somebody said; nothing when they have not."""
    return db.session.scalar(select(ThanksAnswer.answer).where(ThanksAnswer.rsvp_id == rsvp_id))


def answer_counts(campaign_id: int) -> Mapping[str, int]:
    """How often each answer was given about a campaign's events."""
    rows = db.session.execute(
        select(ThanksAnswer.answer, func.count().label("number"))
        .join(Rsvp, Rsvp.id == ThanksAnswer.rsvp_id)
        .join(Event, Event.id == Rsvp.event_id)
        .where(Event.campaign_id == campaign_id)
        .group_by(ThanksAnswer.answer)
    )
    return {row.answer: row.number for row in rows}


def _takes_place_about(day: dt.date, campaign_ids: Sequence[int]) -> ColumnElement[bool]:
    """Timeslots of public events that are on that day or near it; which day it is depends on each event's zone."""
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return and_(
        Event.state == EventState.APPROVED,
        Event.postponed_at.is_(None),
        Event.campaign_id.in_(campaign_ids),
        Timeslot.starts_at.between(noon - 2 * DAY, noon + 2 * DAY),
    )


def _queued(timeslot_ids: set[int]) -> set[tuple[int, str, dt.datetime]]:
    if not timeslot_ids:
        return set()
    columns = (ReminderWave.timeslot_id, ReminderWave.rule, ReminderWave.due_at)
    rows = db.session.execute(
        select(*columns).where(ReminderWave.timeslot_id.between(min(timeslot_ids), max(timeslot_ids)))
    )
    return {(timeslot_id, rule, due) for timeslot_id, rule, due in rows}


def _due_waves(now: dt.datetime) -> Iterator[Wave]:
    in_force = rules_in_force()
    rules = {each.rule for rules in in_force.values() for each in rules}
    ahead = max((rule.reach for rule in rules if not rule.is_after), default=dt.timedelta())
    behind = max((rule.reach for rule in rules if rule.is_after), default=dt.timedelta()) + THANKS_HELP
    to_come = and_(Timeslot.starts_at > now, Timeslot.starts_at <= now + ahead)
    over = and_(
        Timeslot.starts_at > now - behind - LONGEST_SLOT, Timeslot.starts_at < now, Timeslot.ends_at > now - behind
    )
    slots = db.session.execute(
        select(
            Timeslot.id,
            Timeslot.event_id,
            Timeslot.starts_at,
            Timeslot.ends_at,
            Timeslot.going_count,
            Event.time_zone,
            Event.campaign_id,
        )
        .join(Event, Event.id == Timeslot.event_id)
        .where(Event.state == EventState.APPROVED, Event.postponed_at.is_(None), or_(to_come, over))
    )
    for timeslot_id, event_id, starts_at, ends_at, going_count, time_zone, campaign_id in slots:
        slot = Slot(starts_at, ends_at, ZoneInfo(time_zone))
        for each in in_force[campaign_id]:
            due = due_at(each.rule, slot)
            if due is None or not is_due(each.rule, slot, now) or (each.since is not None and due < each.since):
                continue
            if going_count or each.rule.audience in (Audience.HOSTS, Audience.WAITLISTED):
                yield Wave(timeslot_id, event_id, each.rule, slot, due, going_count)
