"""Reminders and thanks, written from how things stand when they leave. One mail tells of all that a person goes to."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event, EventState
from actions.events.redaction import Audience, shown_place
from actions.links import absolute
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.rendering import in_language, render
from actions.mail.wishes import link_token
from actions.reminders.queries import Going, campaigns_with, going_on, hosting_on
from actions.reminders.rules import DAY_BEFORE, ON_DAY, Rule
from actions.reminders.schedule import Slot, days_ahead, useful_until
from actions.rsvps.models import Rsvp
from actions.rsvps.queries import rsvp_of
from actions.signing import sign

# What a mail is called by how far ahead it speaks of, when it leaves.
NAMES_BY_DAYS_AHEAD = {0: "reminder-on-day", 1: "reminder-day-before"}
# Those queued before rules had names say none.
UNNAMED = {"reminder-day-before": DAY_BEFORE.signature, "reminder-on-day": ON_DAY.signature}


@composes("reminder-ahead", lane=Lane.REMINDER)
@composes("reminder-day-before", lane=Lane.REMINDER)
@composes("reminder-on-day", lane=Lane.REMINDER)
def reminder(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """When, where, what to bring, and the way out for who cannot make it; "tomorrow" and "today" as it leaves."""
    rule, all_going = _rule(mail), _all_going(mail)
    if isinstance(all_going, Drop):
        return all_going
    to_come = [left for each in all_going if (left := _still_useful(each, rule, now)).timeslots]
    if not to_come:
        return Drop("too late to help")
    ahead = days_ahead(_slots(to_come[0])[0], now)
    return _written(NAMES_BY_DAYS_AHEAD.get(ahead, "reminder-ahead"), to_come)


@composes("thanks-after", lane=Lane.REMINDER)
def thanks_after(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """Thanks, and one question for each event: how did it go?"""
    rule, all_going = _rule(mail), _all_going(mail)
    if isinstance(all_going, Drop):
        return all_going
    over = [each for each in all_going if each.timeslots[-1].has_ended(now)]
    if not over:
        return Drop("it has not ended yet")
    if not any(_still_useful(each, rule, now).timeslots for each in over):
        return Drop("too late to help")
    return _written(mail.kind, over)


@composes("reminder-host", lane=Lane.REMINDER)
def reminder_host(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """To a host: how many are coming to each of their events of that day, and the desk that says who."""
    host = db.session.get(User, mail.user_id) if mail.user_id else None
    if host is None or not host.is_active:
        return Drop("no active account is behind this address")
    rule, day = _rule(mail), dt.date.fromisoformat(str(mail.details["day"]))
    hosted = hosting_on(host.id, day, campaigns_with(rule))
    if not hosted:
        return Drop("they host nothing on that day any more")
    to_come = [each for each in hosted if now < useful_until(rule, each.slot)]
    if not to_come:
        return Drop("too late to help")
    with in_language(host.language) as language:
        unsubscribe_url = absolute("mail.unsubscribe", language, token=link_token(host.email_hash, mail.kind))
        reason = _("You get this mail because you host “%(title)s”.", title=to_come[0].event.title)
        subject, text, html = render(
            mail.kind, language, reason=reason, unsubscribe_url=unsubscribe_url, person=host.name, hosted=to_come
        )
    return Message(host.email, host.name, language, subject, text, html, unsubscribe_url=unsubscribe_url)


def _rule(mail: OutboxMail) -> Rule:
    return Rule.named(str(mail.details.get("rule") or UNNAMED[mail.kind]))


def _all_going(mail: OutboxMail) -> list[Going] | Drop:
    """All that the person goes to that day and the rule applies to; never empty."""
    rsvp = rsvp_of(mail.rsvp_id) if mail.rsvp_id else None
    if rsvp is None:
        return Drop("they are not coming any more")
    campaign_ids = campaigns_with(_rule(mail))
    day = dt.date.fromisoformat(str(mail.details["day"]))
    return going_on(rsvp.email_hash, day, campaign_ids) or Drop(_why_nothing(rsvp, campaign_ids))


def _why_nothing(rsvp: Rsvp, campaign_ids: list[int]) -> str:
    if rsvp.cancelled_at is not None:
        return "they are not coming any more"
    if rsvp.event.state != EventState.APPROVED:
        return f"the event is {rsvp.event.state}"
    if rsvp.event.is_postponed:
        return "the event is postponed"
    if rsvp.event.campaign_id not in campaign_ids:
        return "the campaign sends this no longer"
    return "they are not coming on that day any more"


def _slots(going: Going) -> list[Slot]:
    zone = going.rsvp.event.zone
    return [Slot(timeslot.starts_at, timeslot.ends_at, zone) for timeslot in going.timeslots]


def _still_useful(going: Going, rule: Rule, now: dt.datetime) -> Going:
    """The same with those timeslots alone that it still helps to hear of."""
    pairs = zip(going.timeslots, _slots(going), strict=True)
    return Going(going.rsvp, tuple(timeslot for timeslot, slot in pairs if now < useful_until(rule, slot)))


def _written(name: str, all_going: list[Going]) -> Message:
    """A mail by the first answer of the day: its name, its address, its language."""
    first = all_going[0].rsvp
    with in_language(first.language) as language:
        unsubscribe_url = absolute("mail.unsubscribe", language, token=link_token(first.email_hash, name))
        shown = [_shown(going, language) for going in all_going]
        subject, text, html = render(
            name,
            language,
            reason=_reason(first.event, len(shown) - 1),
            unsubscribe_url=unsubscribe_url,
            given_name=first.given_name,
            others=shown[1:],
            **shown[0],
        )
    return Message(
        to_address=first.email,
        to_name=f"{first.given_name} {first.family_name}".strip(),
        language=language,
        subject=subject,
        text=text,
        html=html,
        unsubscribe_url=unsubscribe_url,
    )


def _shown(going: Going, language: str) -> dict[str, object]:
    """What the templates say of one event."""
    event, token = going.rsvp.event, sign("rsvp", going.rsvp.id)
    return {
        "event": event,
        "timeslots": going.timeslots,
        "place": shown_place(event, Audience.GOING),
        "manage_url": absolute("rsvps.manage", language, token=token),
        "confirm_url": absolute("rsvps.confirm", language, token=token),
        "decline_url": absolute("rsvps.decline", language, token=token),
        "answer_url": absolute("reminders.how_it_went", language, token=sign("how-it-went", going.rsvp.id)),
    }


def _reason(event: Event, others: int) -> str:
    if not others:
        return _("You get this mail because this address was used to sign up for “%(title)s”.", title=event.title)
    return ngettext(
        "You get this mail because this address was used to sign up for “%(title)s” and %(num)s more action.",
        "You get this mail because this address was used to sign up for “%(title)s” and %(num)s more actions.",
        others,
        title=event.title,
    )
