"""The two reminders, written from how things stand when they leave."""

import datetime as dt

from flask_babel import gettext as _

from actions.events.models import Event, EventState, Timeslot
from actions.events.redaction import Audience, shown_place
from actions.links import absolute
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.rendering import in_language, render
from actions.mail.wishes import link_token
from actions.reminders.schedule import Rule, local_day, useful_until
from actions.rsvps.models import Rsvp
from actions.rsvps.queries import rsvp_of, timeslots_of
from actions.signing import sign


@composes("reminder-day-before", lane=Lane.REMINDER)
def reminder_day_before(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """It is tomorrow: when, where, what to bring, and the way out for who cannot make it."""
    return _reminder(mail, Rule.DAY_BEFORE, now)


@composes("reminder-on-day", lane=Lane.REMINDER)
def reminder_on_day(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """It is today."""
    return _reminder(mail, Rule.ON_DAY, now)


def _reminder(mail: OutboxMail, rule: Rule, now: dt.datetime) -> Message | Drop:
    rsvp = rsvp_of(mail.rsvp_id) if mail.rsvp_id else None
    if rsvp is None or rsvp.cancelled_at is not None:
        return Drop("they are not coming any more")
    event = rsvp.event
    if event.state != EventState.APPROVED:
        return Drop(f"the event is {event.state}")
    if event.is_postponed:
        return Drop("the event is postponed")
    timeslots = _timeslots_that_day(rsvp, event, str(mail.details["day"]))
    if not timeslots:
        return Drop("they are not coming on that day any more")
    to_come = [slot for slot in timeslots if now < useful_until(rule, slot.starts_at, event.zone)]
    if not to_come:
        return Drop("too late to help")
    return _written(f"reminder-{rule}", rsvp, event, to_come)


def _timeslots_that_day(rsvp: Rsvp, event: Event, day: str) -> list[Timeslot]:
    return [slot for slot in timeslots_of(rsvp.id) if local_day(slot.starts_at, event.zone).isoformat() == day]


def _written(kind: str, rsvp: Rsvp, event: Event, timeslots: list[Timeslot]) -> Message:
    with in_language(rsvp.language) as language:
        unsubscribe_url = absolute("mail.unsubscribe", language, token=link_token(rsvp.email_hash, kind))
        subject, text, html = render(
            kind,
            language,
            reason=_("You get this mail because this address was used to sign up for “%(title)s”.", title=event.title),
            unsubscribe_url=unsubscribe_url,
            given_name=rsvp.given_name,
            event=event,
            timeslots=timeslots,
            place=shown_place(event, Audience.GOING),
            manage_url=absolute("rsvps.manage", language, token=sign("rsvp", rsvp.id)),
            confirm_url=absolute("rsvps.confirm", language, token=sign("rsvp", rsvp.id)),
            decline_url=absolute("rsvps.decline", language, token=sign("rsvp", rsvp.id)),
        )
    return Message(
        to_address=rsvp.email,
        to_name=f"{rsvp.given_name} {rsvp.family_name}".strip(),
        language=language,
        subject=subject,
        text=text,
        html=html,
        unsubscribe_url=unsubscribe_url,
    )
