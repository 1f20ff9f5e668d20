"""How often people may sign up.

By address of the network generously: a whole campus may stand behind one. By mail address tightly: what is typed
there need not be the typist's own, and every first RSVP sends a mail.
"""

from flask import request

from actions.forms import plain_address
from actions.sealing import lookup_hash

BY_NETWORK = "600 per minute; 6000 per hour"
BY_EVENT_AND_ADDRESS = "12 per hour"
BY_ADDRESS = "40 per day"
CHANGES_BY_LINK = "60 per hour"


def event_and_address() -> str:
    """One mail address at one event."""
    return f"{request.path}:{typed_address()}"


def typed_address() -> str:
    """The mail address that was typed, as a keyed hash: the limiter's memory holds no addresses."""
    return lookup_hash(plain_address(request.form.get("email"))).hex()
