"""Deeds about reminders: queue those that are due, set a campaign's rules, say how it went."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from actions.database import db, insert_once
from actions.errors import Conflict, DomainError
from actions.reminders.models import HowItWent, ReminderRule, ThanksAnswer
from actions.reminders.queries import rules_of, waves_to_queue
from actions.reminders.queueing import Batch, batches, owe, record
from actions.reminders.rules import DEFAULTS, Rule

MOST_RULES = 12
# The database does the work, one processor for each connection (benchmarks/reminders.py).
BATCHES_SIDE_BY_SIDE = 2


class HelpsNobody(DomainError):
    """A rule that would send nothing to anybody."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "This rule would send nothing. Choose at most 30 days or 72 hours, a time of day for days only, for"
                " hosts something before the start, and something after it for those who came or did not."
            )
        )


class TooManyRules(Conflict):
    """More mails than anybody wants to read."""

    def __init__(self) -> None:
        super().__init__(_l("There are %(most)s rules already. Remove one first.", most=MOST_RULES))


def queue_due(now: dt.datetime) -> int:
    """Owe every reminder that is due; how many waves were queued. Several workers may do this at once."""
    waves = waves_to_queue(now)
    # What was read is known to be old by the time it is used: each wave below decides by its own key.
    db.session.rollback()
    crowd = sum(wave.going_count for wave in waves)
    queue = partial(_queue, current_app._get_current_object(), now, crowd)  # type: ignore[attr-defined]
    all_batches = list(batches(waves))
    if len(all_batches) < 2 or db.engine.dialect.name == "sqlite":
        return sum(map(queue, all_batches))
    with ThreadPoolExecutor(BATCHES_SIDE_BY_SIDE) as pool:
        return sum(pool.map(queue, all_batches))


def add_rule(campaign_id: int, rule: Rule, *, now: dt.datetime) -> None:
    """Give a campaign one more rule. Its first comes to the usual ones, which are its own from then on.

    Raises:
        HelpsNobody, TooManyRules: nothing was changed.
    """
    if not rule.can_ever_help:
        raise HelpsNobody
    _make_own(campaign_id, now)
    if len(rules_of(campaign_id)) >= MOST_RULES:
        raise TooManyRules
    _insert_rule(campaign_id, rule, now)
    db.session.commit()


def switch_rule(campaign_id: int, signature: str, *, is_on: bool, now: dt.datetime) -> None:
    """Let a rule send nothing, or send again what is due from now on."""
    _make_own(campaign_id, now)
    for row in rules_of(campaign_id):
        if row.signature == signature and row.is_on != is_on:
            row.is_on, row.created_at = is_on, now
    db.session.commit()


def remove_rule(campaign_id: int, signature: str, *, now: dt.datetime) -> None:
    """Take a rule away; after the last the usual ones apply again."""
    _make_own(campaign_id, now)
    db.session.execute(
        delete(ReminderRule).where(ReminderRule.campaign_id == campaign_id, ReminderRule.signature == signature)
    )
    db.session.commit()


def say_how_it_went(rsvp_id: int, answer: HowItWent, *, now: dt.datetime) -> None:
    """Keep somebody's answer to the one question; another one takes its place."""
    row = {"rsvp_id": rsvp_id, "answer": answer, "answered_at": now}
    db.session.execute(delete(ThanksAnswer).where(ThanksAnswer.rsvp_id == rsvp_id))
    db.session.execute(insert_once(ThanksAnswer, "rsvp_id"), row)
    db.session.commit()


def _make_own(campaign_id: int, now: dt.datetime) -> None:
    """Write down the usual rules where a campaign has none of its own, in the caller's transaction."""
    if not rules_of(campaign_id):
        for rule in DEFAULTS:
            _insert_rule(campaign_id, rule, now)


def _insert_rule(campaign_id: int, rule: Rule, now: dt.datetime) -> None:
    row = {"campaign_id": campaign_id, "signature": rule.signature, "is_on": True, "created_at": now}
    db.session.execute(insert_once(ReminderRule, "campaign_id", "signature"), row)


def _queue(app: Flask, now: dt.datetime, crowd: int, batch: Batch) -> int:
    """Record the waves and owe their mails in one transaction; how many no other worker had recorded."""
    with app.app_context():
        timeslot_ids = record(batch, now, crowd)
        if timeslot_ids:
            owe(batch, timeslot_ids, now)
        db.session.commit()
        return len(timeslot_ids)
