"""The number of the public picture: raised with every deed that changes what the public sees."""

from sqlalchemy import select, update

from actions.database import db
from actions.events.models import Publication


def mark_changed() -> None:
    """Raise the number, in the caller's transaction."""
    db.session.execute(update(Publication).values(version=Publication.version + 1))


def version() -> int:
    """The current number."""
    return db.session.scalar(select(Publication.version)) or 0
