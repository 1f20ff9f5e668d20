"""What somebody wants to get of the mail that is not owed, and the links by which they say so.

A link carries the address's keyed hash and the kind of the mail it stood in, signed. So it works for ever, also when
all else about the person has long been deleted, and it tells nobody the address.
"""

import datetime as dt
from typing import NamedTuple

from actions.database import db
from actions.mail import suppression
from actions.mail.suppression import EVERYTHING, REMINDERS, STOPPED_WITH
from actions.signing import BadLink, Claim, sign, unsign

LINK_PURPOSE = "unsubscribe"
BEFORE = ("reminder-ahead", "reminder-day-before", "reminder-on-day")
AFTER = ("thanks-after",)


class Wishes(NamedTuple):
    """Whether mails before an action are wanted, and those after it."""

    before: bool
    after: bool


class WayOut(NamedTuple):
    """Whom a link is for, and what one press on it stops."""

    email_hash: bytes
    stops: str


def link_token(email_hash: bytes, kind: str) -> str:
    """For the link at the foot of a mail of `kind` and for its List-Unsubscribe header."""
    return sign(LINK_PURPOSE, [email_hash.hex(), kind])


def read_token(token: str) -> WayOut | int:
    """What a link says; one of the old kind names an RSVP instead.

    Raises:
        BadLink: it was altered, or is none of these.
    """
    claim: Claim = unsign(LINK_PURPOSE, token)
    if isinstance(claim, int):
        return claim
    if not isinstance(claim, list) or len(claim) != 2:
        raise BadLink
    email_hash, kind = map(str, claim)
    kind = STOPPED_WITH.get(kind, kind)
    try:
        return WayOut(bytes.fromhex(email_hash), kind if kind in AFTER else REMINDERS)
    except ValueError as error:
        raise BadLink from error


def wishes_of(email_hash: bytes) -> Wishes:
    """What this address has not stopped."""
    return Wishes(
        before=not suppression.has_stopped(email_hash, *BEFORE, REMINDERS, EVERYTHING),
        after=not suppression.has_stopped(email_hash, *AFTER, REMINDERS, EVERYTHING),
    )


def stop(email_hash: bytes, kind: str, *, now: dt.datetime) -> None:
    """Send no more of a kind, a lane, or everything that is not owed; doing it again changes nothing."""
    suppression.stop(email_hash, kind, now)
    db.session.commit()


def choose(email_hash: bytes, wishes: Wishes, *, now: dt.datetime) -> None:
    """Send what is wished for and nothing else; who wants neither gets no other mail of this lane either."""
    for kind in (*BEFORE, *AFTER, REMINDERS, EVERYTHING):
        suppression.resume(email_hash, kind)
    if not any(wishes):
        suppression.stop(email_hash, REMINDERS, now)
    unwanted = (*(() if wishes.before else BEFORE), *(() if wishes.after else AFTER))
    for kind in unwanted if any(wishes) else ():
        suppression.stop(email_hash, kind, now)
    db.session.commit()
