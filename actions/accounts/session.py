"""The session in the browser: begun anew at every sign-in, and dead everywhere once it was ended."""

import datetime as dt
import secrets
from dataclasses import dataclass

from flask import session
from flask_login import login_user

from actions.accounts.models import User
from actions.sealing import lookup_hash
from actions.signing import seconds

NUMBER = "number"
PROVEN_AT = "proven_at"
MAILED_TO = "mailed_to"
TYPED_MARK = "typed"
# So long after following a mailed link the old password is not asked for when a new one is set.
PROOF_LASTS = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Proof:
    """How somebody showed who they are, and when."""

    by_link: bool
    at: dt.datetime


def begin(user: User, proof: Proof) -> None:
    """Sign in on this browser. Whatever was in its session before is gone: nobody can plant one beforehand."""
    session.clear()
    session.permanent = True
    session[NUMBER] = secrets.token_urlsafe(16)
    if proof.by_link:
        session[PROVEN_AT] = seconds(proof.at)
    elif user.password_hash is not None:
        remember_password(user.password_hash)
    login_user(user)


def end() -> str | None:
    """Sign out on this browser; returns the number of the session that must not be accepted again."""
    number: str | None = session.get(NUMBER)
    session.clear()
    return number


def has_fresh_proof(now: dt.datetime) -> bool:
    """Whether a mailed link was followed on this browser a moment ago."""
    return seconds(now) - int(session.get(PROVEN_AT, 0)) < PROOF_LASTS.total_seconds()


def remember_password(password_hash: str) -> None:
    """Note that this password was typed on this browser; the mark is new with every hash and tells nothing."""
    session[TYPED_MARK] = lookup_hash(password_hash).hex()


def has_typed_password_of(user: User) -> bool:
    """Whether the account's present password was typed on this browser."""
    return user.password_hash is not None and session.get(TYPED_MARK) == lookup_hash(user.password_hash).hex()


def remember_mailed_to(email: str) -> None:
    """Keep the address for the page that says where the mail went."""
    session[MAILED_TO] = email


def mailed_to() -> str:
    """The address a mail was asked for on this browser, once."""
    return str(session.pop(MAILED_TO, ""))
