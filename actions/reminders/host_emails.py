"""The reminder to a host, written from how things stand when it leaves."""

import datetime as dt

from flask_babel import gettext as _

from actions.accounts.models import User
from actions.database import db
from actions.links import absolute
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.parts import tells_of
from actions.mail.rendering import in_language, render
from actions.mail.wishes import link_token
from actions.reminders.mail_details import day_of, rule_of
from actions.reminders.queries import Hosting, campaigns_by_rule, hosting_on
from actions.reminders.schedule import useful_until


@composes("reminder-host", lane=Lane.REMINDER)
def reminder_host(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """To a host: how many are coming to each of their events of that day, and the desk that says who."""
    host = db.session.get(User, mail.user_id) if mail.user_id else None
    if host is None or not host.is_active:
        return Drop("no active account is behind this address")
    rule = rule_of(mail)
    all_hosted = hosting_on(host.id, day_of(mail), campaigns_by_rule({rule})[rule])
    hosted = [each for each in all_hosted if tells_of(mail, each.event.id)]
    if not hosted:
        return Drop("they host nothing on that day any more")
    to_come = [each for each in hosted if now < useful_until(rule, each.slot)]
    if not to_come:
        return Drop("too late to help")
    return written_to_host(host, to_come)


def written_to_host(host: User, hosted: list[Hosting]) -> Message:
    """The reminder to a host, about what they host on one day."""
    with in_language(host.language) as language:
        unsubscribe_url = absolute("mail.unsubscribe", language, token=link_token(host.email_hash, "reminder-host"))
        reason = _("You get this mail because you host “%(title)s”.", title=hosted[0].event.title)
        subject, text, html = render(
            "reminder-host", language, reason=reason, unsubscribe_url=unsubscribe_url, person=host.name, hosted=hosted
        )
    return Message(host.email, host.name, language, subject, text, html, unsubscribe_url=unsubscribe_url)
