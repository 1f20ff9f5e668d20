"""Every kind of mail with made-up people in it, written by the same functions as the real ones."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from actions.accounts import emails as accounts_emails
from actions.mail.message import Message
from actions.mail.rendering import in_language
from actions.moderation import emails as moderation_emails
from actions.reminders import emails as reminders_emails
from actions.reminders import host_emails as reminders_host_emails
from actions.reminders.queries import Hosting
from actions.reminders.schedule import Slot
from actions.replies import emails as replies_emails
from actions.replies.models import Reply
from actions.replies.parties import Mailbox
from actions.rsvps import emails as rsvps_emails
from actions.rsvps.samples import Sample, sample
from actions.rsvps.trials import DAYS_AHEAD
from actions.stories.story import Told

# Stands where a link has its secret; it opens nothing.
MADE_UP = "made-up"


class Reader(Enum):
    """To whom a mail goes."""

    GOING = _l("To those who are coming")
    NOT_COMING = _l("To those who wait for a place, or did not come")
    HOST = _l("To hosts")
    ACCOUNT = _l("To people with an account")


@dataclass(frozen=True)
class Shown:
    """A kind of mail: to whom, when it goes out, and how one with made-up people is written."""

    reader: Reader
    when: LazyString
    write: Callable[[str, Sample], Message]


def message_of(kind: str, language: str, now: dt.datetime, campaign_words: Sequence[Told] = ()) -> Message:
    """A mail of a kind, in a language, to somebody made up. Asks the database nothing."""
    made_up = sample(now, language, days=DAYS_AHEAD.get(kind, 7))
    return SHOWN[kind].write(kind, replace(made_up, campaign_words=list(campaign_words)))


def _to_account(kind: str, made_up: Sample) -> Message:
    return accounts_emails.written(kind, made_up.host, made_up.host.language, token=MADE_UP)


def _to_host(kind: str, made_up: Sample) -> Message:
    return moderation_emails.written(kind, made_up.host, made_up.event)


def _about_event(kind: str, made_up: Sample) -> Message:
    is_attached = kind not in ("rsvp-cancelled", "event-postponed")
    changed = ["time", "place"] if kind == "event-changed" else None
    made_up.rsvp.is_waiting = kind == "rsvp-waitlisted"
    return rsvps_emails.written(
        kind,
        made_up.rsvp,
        [] if made_up.rsvp.is_waiting else made_up.timeslots,
        waited=made_up.timeslots if made_up.rsvp.is_waiting else (),
        attach=is_attached,
        changed=changed,
        campaign_words=made_up.campaign_words,
    )


def _reminding(kind: str, made_up: Sample) -> Message:
    return reminders_emails.written_to_sample(kind, made_up)


def _reminding_host(_kind: str, made_up: Sample) -> Message:
    timeslot = made_up.timeslots[0]
    slot = Slot(timeslot.starts_at, timeslot.ends_at, made_up.event.zone)
    return reminders_host_emails.written_to_host(made_up.host, [Hosting(made_up.event, slot, timeslot.going_count)])


def _passing_on(kind: str, made_up: Sample) -> Message:
    host = made_up.host
    reply = Reply(rsvp_id=made_up.rsvp.id, subject="", is_cut=False, attachment_count=0)
    with in_language(host.language):
        question, answer = _("Is there a place to sit down?"), _("Yes, there are benches on the south side.")
    if kind == "reply-to-supporter":
        reply.text = answer
        return replies_emails.written_to_supporter(reply, made_up.rsvp)
    reply.text = question
    return replies_emails.written_to_host(reply, made_up.rsvp, Mailbox(host.email, host.name, host.language))


SHOWN: Mapping[str, Shown] = {
    "rsvp-confirmed": Shown(Reader.GOING, _l("As soon as somebody signs up"), _about_event),
    "rsvp-waitlisted": Shown(Reader.GOING, _l("When somebody asks to wait for a place"), _about_event),
    "rsvp-moved-up": Shown(Reader.GOING, _l("When somebody who waits gets a place"), _about_event),
    "rsvp-cancelled": Shown(Reader.GOING, _l("When somebody gives up their place"), _about_event),
    "reminder-ahead": Shown(Reader.GOING, _l("Several days before"), _reminding),
    "reminder-day-before": Shown(Reader.GOING, _l("The day before"), _reminding),
    "reminder-on-day": Shown(Reader.GOING, _l("On the day"), _reminding),
    "thanks-after": Shown(Reader.GOING, _l("After the action"), _reminding),
    "event-changed": Shown(Reader.GOING, _l("When the host changes something that matters"), _about_event),
    "event-postponed": Shown(Reader.GOING, _l("When an action is postponed"), _about_event),
    "event-cancelled": Shown(Reader.GOING, _l("When an action is cancelled"), _about_event),
    "reply-to-supporter": Shown(Reader.GOING, _l("When the host answers them"), _passing_on),
    "reminder-waitlisted": Shown(Reader.NOT_COMING, _l("Before an action, by a campaign’s rule"), _reminding),
    "no-place-after": Shown(Reader.NOT_COMING, _l("After an action, by a campaign’s rule"), _reminding),
    "missed-you": Shown(Reader.NOT_COMING, _l("After an action, by a campaign’s rule"), _reminding),
    "event-approved": Shown(Reader.HOST, _l("When their action is approved"), _to_host),
    "event-declined": Shown(Reader.HOST, _l("When their action is declined"), _to_host),
    "reminder-host": Shown(
        Reader.HOST, _l("Before their action, where the campaign has a rule for it"), _reminding_host
    ),
    "reply-to-host": Shown(Reader.HOST, _l("When somebody who is coming answers a mail"), _passing_on),
    "verify-address": Shown(Reader.ACCOUNT, _l("When somebody makes an account"), _to_account),
    "account-exists": Shown(Reader.ACCOUNT, _l("When somebody who has an account makes another"), _to_account),
    "sign-in-link": Shown(Reader.ACCOUNT, _l("When somebody asks for a link to sign in"), _to_account),
}
