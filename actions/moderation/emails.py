"""Mails to hosts about what was decided. Each tells how things stand when it leaves."""

import datetime as dt

from flask_babel import gettext as _

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event, EventState
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.rendering import in_language, render
from actions.moderation.queries import is_overtaken


@composes("event-approved", lane=Lane.HOST)
def event_approved(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """Your action is public: its page to share, and the desk that says who is coming."""
    return _about_decision(mail, EventState.APPROVED, now)


@composes("event-declined", lane=Lane.HOST)
def event_declined(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """Your action is not public: why, and how to change it and send it again."""
    return _about_decision(mail, EventState.DECLINED, now)


def _about_decision(mail: OutboxMail, state: EventState, now: dt.datetime) -> Message | Drop:
    host = db.session.get(User, mail.user_id) if mail.user_id else None
    event = db.session.get(Event, mail.event_id) if mail.event_id else None
    if host is None or event is None or not host.is_active:
        return Drop("no active account is behind this address")
    if event.host_id != host.id:
        return Drop("somebody else hosts it now")
    if event.state != state:
        return Drop(f"the event is {event.state}")
    if is_overtaken(mail):
        return Drop("a newer decision is told instead")
    if event.is_over(now):
        return Drop("the event is over")
    return written(mail.kind, host, event)


def written(kind: str, host: User, event: Event) -> Message:
    """A mail about a decision, to the host."""
    with in_language(host.language) as language:
        reason = _("You get this mail because you sent this action for review.")
        subject, text, html = render(kind, language, reason=reason, person=host.name, event=event)
    return Message(to_address=host.email, to_name=host.name, language=language, subject=subject, text=text, html=html)
