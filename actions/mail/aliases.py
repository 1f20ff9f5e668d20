"""Addresses that stand for a person without naming them: `reply+<token>@example.org`.

The token is made like a Message-ID: the number of an answer to an event and a seal over it, enciphered as one block. So
nothing is stored for it, nobody without the secret can make one, and it says nothing about anybody. It stops working
with the answer that it names.
"""

import re
from enum import StrEnum

from flask import current_app

from actions.mail.message_ids import name_of, number_in

MOST_TRIED = 5


class Party(StrEnum):
    """Whom a message through an alias is for."""

    HOST = "host"
    SUPPORTER = "supporter"


def alias_of(rsvp_id: int, party: Party) -> str | None:
    """Where to write to the host about this answer, or to whoever gave it; nothing where no address for it is set."""
    settings = current_app.config["SETTINGS"]
    if not settings.mail_replies_to:
        return None
    local, _, domain = settings.mail_replies_to.rpartition("@")
    return f"{local}+{_token(settings.secret_key, rsvp_id, party)}@{domain}"


def named_in(text: str, *, replies_to: str, secret: str) -> list[tuple[int, Party]] | None:
    """The answers, and which side of them, that the aliases in a text stand for; None when there is no alias in it.

    What stands for nobody, because somebody made it up, is left out.
    """
    local, _, domain = replies_to.rpartition("@")
    # No letter may stand before it: `noreply+…` is somebody else's.
    pattern = rf"(?<![\w.+-]){re.escape(local)}\+([0-9a-f]{{32}})@{re.escape(domain)}(?![\w.-])"
    tokens = list(dict.fromkeys(token.lower() for token in re.findall(pattern, text, re.IGNORECASE)))[:MOST_TRIED]
    if not tokens:
        return None
    found = (_meant(token, secret) for token in tokens)
    return [meant for meant in found if meant is not None]


def _meant(token: str, secret: str) -> tuple[int, Party] | None:
    number = number_in(_own(secret), token)
    if number is None:
        return None
    return next(((number, party) for party in Party if token == _token(secret, number, party)), None)


def _token(secret: str, rsvp_id: int, party: Party) -> str:
    return name_of(_own(secret), rsvp_id, party.value)


def _own(secret: str) -> str:
    """A secret of its own, so that no Message-ID is ever a token too."""
    return f"reply alias {secret}"
