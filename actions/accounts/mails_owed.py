"""Mails an account is owed, recorded in the caller's transaction.

Asking again within a few minutes owes nothing more, so that nobody's mailbox is flooded from here; a used link makes
room for the next at once.
"""

import datetime as dt
import secrets

from actions.accounts.models import User
from actions.mail import outbox

BETWEEN_LINKS = dt.timedelta(minutes=1)
BETWEEN_OTHERS = dt.timedelta(minutes=10)


def owe_verification(user: User, *, next_path: str | None, now: dt.datetime) -> None:
    """The mail that confirms an address."""
    key = _key("verify-address", user, BETWEEN_OTHERS, now)
    outbox.queue("verify-address", key, user_id=user.id, details={"next": next_path}, now=now)


def owe_account_exists(user: User, *, language: str, now: dt.datetime) -> None:
    """The mail to somebody who signed up and already has an account."""
    key = _key("account-exists", user, BETWEEN_OTHERS, now)
    outbox.queue("account-exists", key, user_id=user.id, details={"language": language}, now=now)


def owe_sign_in_link(user: User | None, *, language: str, next_path: str | None, now: dt.datetime) -> None:
    """The mail with a sign-in link; for nobody a mail that is dropped when its turn comes."""
    nobody = f"sign-in-link:nobody:{secrets.token_hex(8)}"
    outbox.queue(
        "sign-in-link",
        _key("sign-in-link", user, BETWEEN_LINKS, now) if user else nobody,
        user_id=user.id if user else None,
        details={"language": language, "next": next_path},
        now=now,
    )


def _key(kind: str, user: User, between: dt.timedelta, now: dt.datetime) -> str:
    span = int(now.timestamp() // between.total_seconds())
    return f"{kind}:{user.id}.{user.session_epoch}.{user.link_number}:{span}"
