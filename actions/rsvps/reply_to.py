"""Where an answer to a mail about an event goes."""

from actions.mail.aliases import Party, alias_of
from actions.rsvps.models import Rsvp


def reply_to(rsvp: Rsvp) -> str | None:
    """The host's own address where those who are coming are shown it, else one that hides both.

    Nothing where replies are not taken in.
    """
    event, alias = rsvp.event, alias_of(rsvp.id, Party.HOST)
    if alias is None or (not event.contact_email and event.host_id is None):
        return None
    # An address in other letters cannot stand in a header that every server takes.
    shown = event.shown_contact_email if rsvp.is_going else ""
    return shown if shown and shown.isascii() else alias
