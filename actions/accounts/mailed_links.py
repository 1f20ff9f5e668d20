"""Links mailed to an account: signed for one purpose, valid for a while, and once.

A link carries the account, its session epoch, when it ends and the account's link number. Using any link raises the
number in the same statement that checks it, so of two uses at once only one is let in, and every other link that was
still out is void. Raising the epoch voids them as well. Nothing secret is stored.
"""

import datetime as dt
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from actions.accounts.models import LinkPurpose, User
from actions.database import db
from actions.errors import LinkExpired
from actions.signing import BadLink, seconds, sign, unsign

LIFETIMES = {LinkPurpose.VERIFY: dt.timedelta(hours=24), LinkPurpose.SIGN_IN: dt.timedelta(minutes=15)}
OPERATORS_LIFETIME = dt.timedelta(hours=24)


@dataclass(frozen=True)
class LinkClaim:
    """What a link says."""

    user_id: int
    epoch: int
    ends: int
    number: int


class LinkUnusable(LinkExpired):
    """Used, out of time, replaced, or never ours: the answer is one and the same."""

    def __init__(self) -> None:
        super().__init__(_l("Links we mail work once and for a short while. Ask for a new one; it takes a moment."))


def token_for(user: User, purpose: LinkPurpose, *, now: dt.datetime, lifetime: dt.timedelta | None = None) -> str:
    """The signed part of a new link."""
    ends = seconds(now + (lifetime or LIFETIMES[purpose]))
    return sign(purpose, [user.id, user.session_epoch, ends, user.link_number])


def holder(token: str, purpose: LinkPurpose, *, now: dt.datetime) -> User:
    """Whose link this is, while it still works. Looking spends nothing: mail scanners look, too.

    Raises:
        LinkUnusable: it does not work, or no longer.
    """
    claim = _claim(token, purpose)
    user = db.session.get(User, claim.user_id)
    if user is None or user.is_suspended or claim.ends < seconds(now):
        raise LinkUnusable
    if (user.session_epoch, user.link_number) != (claim.epoch, claim.number):
        raise LinkUnusable
    return user


def spend(token: str, purpose: LinkPurpose, *, now: dt.datetime) -> User:
    """Use the link, in the caller's transaction; it works for one caller only.

    Raises:
        LinkUnusable: it does not work, or no longer.
    """
    user = holder(token, purpose, now=now)
    claim = _claim(token, purpose)
    spent = db.session.execute(
        update(User)
        .where(User.id == claim.user_id, User.link_number == claim.number, User.session_epoch == claim.epoch)
        .values(link_number=User.link_number + 1)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(spent, CursorResult) or spent.rowcount != 1:
        raise LinkUnusable
    db.session.refresh(user)
    return user


def _claim(token: str, purpose: LinkPurpose) -> LinkClaim:
    try:
        claim = unsign(purpose, token)
    except BadLink:
        raise LinkUnusable from None
    if not isinstance(claim, list) or len(claim) != 4:
        raise LinkUnusable
    return LinkClaim(*(int(part) for part in claim))
