"""Who wants no more mail that is not owed to them. An address is known here by its keyed hash alone."""

import datetime as dt

from sqlalchemy import delete, exists, select

from actions.database import db, insert_once
from actions.mail.models import Lane, Suppression
from actions.sealing import lookup_hash

REMINDERS = "reminder"
EVERYTHING = "*"


def is_unwanted(address: str, kind: str, lane: int) -> bool:
    """Whether the address asked not to get this mail. What is owed (word of a cancelled action, say) always goes."""
    if lane < Lane.REMINDER:
        return False
    names = (kind, Lane(lane).name.lower(), EVERYTHING)
    return has_stopped(lookup_hash(address), *names)


def has_stopped(email_hash: bytes, *kinds: str) -> bool:
    """Whether mail of one of these kinds (or lanes) is unwanted."""
    found = exists().where(Suppression.email_hash == email_hash, Suppression.kind.in_(kinds))
    return bool(db.session.scalar(select(found)))


def stop(email_hash: bytes, kind: str, now: dt.datetime) -> None:
    """Send no more of this kind (or lane), in the caller's transaction."""
    row = {"email_hash": email_hash, "kind": kind, "created_at": now}
    db.session.execute(insert_once(Suppression, "email_hash", "kind").values(row))


def resume(email_hash: bytes, kind: str) -> None:
    """Send it again, in the caller's transaction."""
    db.session.execute(delete(Suppression).where(Suppression.email_hash == email_hash, Suppression.kind == kind))
