"""The mails that pass a message on. Neither party's address is in them; an answer goes through an alias again."""

import datetime as dt

from flask_babel import gettext as _

from actions.database import db
from actions.events.models import Event
from actions.forms import one_line
from actions.mail.aliases import Party, alias_of
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.rendering import in_language, render
from actions.replies.models import Reply
from actions.replies.parties import Mailbox, host_mailbox, may_be_written_about
from actions.rsvps.models import Rsvp


@composes("reply-to-host", lane=Lane.HOST)
def reply_to_host(mail: OutboxMail, _now: dt.datetime) -> Message | Drop:
    """What somebody who signed up wrote, under their given name, which the list of those who are coming has too."""
    found = _kept(mail)
    if isinstance(found, Drop):
        return found
    reply, rsvp = found
    mailbox = host_mailbox(rsvp.event)
    return Drop("nobody hosts it any more") if mailbox is None else written_to_host(reply, rsvp, mailbox)


@composes("reply-to-supporter", lane=Lane.HOST)
def reply_to_supporter(mail: OutboxMail, _now: dt.datetime) -> Message | Drop:
    """What the host wrote, under the name that they gave for questions, which the confirmation has too."""
    found = _kept(mail)
    if isinstance(found, Drop):
        return found
    return written_to_supporter(*found)


def written_to_host(reply: Reply, rsvp: Rsvp, to: Mailbox) -> Message:
    """The mail that passes a supporter's words on."""
    with in_language(to.language):
        reason = _("You get this mail because you host “%(title)s”.", title=rsvp.event.title)
    return _message("reply-to-host", to, reply, rsvp.event, _name(rsvp.given_name), reason, Party.SUPPORTER)


def written_to_supporter(reply: Reply, rsvp: Rsvp) -> Message:
    """The mail that passes a host's words on."""
    to = Mailbox(rsvp.email, f"{rsvp.given_name} {rsvp.family_name}".strip(), rsvp.language)
    with in_language(to.language):
        reason = _(
            "You get this mail because this address was used to sign up for “%(title)s”.", title=rsvp.event.title
        )
        # Whoever gave up their place, or has none yet, is not told of the host.
        name = (_name(rsvp.event.contact_name) if rsvp.is_going else "") or _("The host")
    return _message("reply-to-supporter", to, reply, rsvp.event, name, reason, Party.HOST)


def _kept(mail: OutboxMail) -> tuple[Reply, Rsvp] | Drop:
    number = mail.details.get("reply")
    reply = db.session.get(Reply, number) if number else None
    rsvp = db.session.get(Rsvp, reply.rsvp_id) if reply else None
    if reply is None or rsvp is None or reply.text is None:
        return Drop("the message was deleted")
    if not may_be_written_about(rsvp.event):
        return Drop("the event was taken down")
    return reply, rsvp


def _name(name: str) -> str:
    """A name that cannot be taken for an address."""
    return one_line(name.replace("@", " "))


def _message(kind: str, to: Mailbox, reply: Reply, event: Event, writer: str, reason: str, answer_to: Party) -> Message:
    with in_language(to.language) as language:
        subject, text, html = render(
            kind,
            language,
            reason=reason,
            event=event,
            writer=writer,
            subject=reply.subject or "",
            words=reply.text or "",
            paragraphs=[part.split("\n") for part in (reply.text or "").split("\n\n") if part.strip()],
            is_cut=reply.is_cut,
            attachment_count=reply.attachment_count,
            can_answer=alias_of(reply.rsvp_id, answer_to) is not None,
        )
        from_name = _("%(name)s via Actions", name=writer)
    return Message(
        to_address=to.address,
        to_name=to.name,
        language=language,
        subject=subject,
        text=text,
        html=html,
        reply_to=alias_of(reply.rsvp_id, answer_to),
        from_name=from_name,
    )
