"""Questions about accounts."""

from sqlalchemy import exists, select

from actions.accounts.models import EndedSession, User
from actions.database import db
from actions.sealing import lookup_hash


def user_with(email: str) -> User | None:
    """The account of an address."""
    return db.session.scalar(select(User).where(User.email_hash == lookup_hash(email)))


def has_ended(session_number: str | None) -> bool:
    """Whether somebody signed out of this session; a copy of its cookie is then worth nothing."""
    if not session_number:
        return False
    return bool(db.session.scalar(select(exists().where(EndedSession.number_hash == lookup_hash(session_number)))))
