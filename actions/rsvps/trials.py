"""A mail that an organizer has sent to themselves: made-up people, their own address, and the words they typed."""

import datetime as dt
from dataclasses import replace

from flask_babel import gettext as _

from actions.accounts.models import User
from actions.database import db
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from actions.mail.rendering import in_language
from actions.rsvps.samples import Sample, sample
from actions.stories.story import Told

# How far ahead of its action each kind goes out.
DAYS_AHEAD = {
    "missed-you": -1,
    "no-place-after": -1,
    "reminder-ahead": 3,
    "reminder-day-before": 1,
    "reminder-host": 1,
    "reminder-on-day": 0,
    "reminder-waitlisted": 1,
    "thanks-after": -1,
}


def is_trial(mail: OutboxMail) -> bool:
    """Whether it is no mail to somebody who is coming."""
    return "trial" in mail.details


def sample_of(mail: OutboxMail, now: dt.datetime) -> Sample | Drop:
    """Whom and what a trial speaks of, with the organizer as its reader."""
    user = db.session.get(User, mail.user_id) if mail.user_id else None
    details = mail.details.get("trial")
    if user is None or not user.is_active or not isinstance(details, dict):
        return Drop("no active account is behind this address")
    made_up = sample(now, str(details["language"]), days=DAYS_AHEAD.get(mail.kind, 7), email=user.email)
    made_up.rsvp.given_name, made_up.rsvp.family_name = user.name, ""
    return replace(made_up, campaign_words=[Told(*pair) for pair in details["words"]])


def marked(message: Message) -> Message:
    """The mail with a subject that says what it is."""
    with in_language(message.language):
        return replace(message, subject=_("Test: %(subject)s", subject=message.subject))
