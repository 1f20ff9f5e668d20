"""Who wants no more mail that is not owed to them. An address is known here by its keyed hash alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import delete, exists, select

from actions.database import db, insert_once
from actions.mail.models import Lane, Suppression
from actions.sealing import lookup_hash

REMINDERS = "reminder"
EVERYTHING = "*"
# Mail to this address comes back.
UNREACHABLE = "!"
# Kinds that are stopped with another: they came later, and to whom that one is too much, they are.
STOPPED_WITH = {
    "reminder-waitlisted": "reminder-ahead",
    "missed-you": "thanks-after",
    "no-place-after": "thanks-after",
}


def is_unwanted(address: str, kind: str, lane: int) -> bool:
    """Whether this mail is better not sent to the address: its owner wants none, or none arrives there.

    What is owed (word of a cancelled action, say) always goes.
    """
    return bool(unwanted([(address, kind, lane)]))


def unwanted(mails: Iterable[tuple[str, str, int]]) -> set[tuple[str, str]]:
    """Of mails, each an address, a kind and a lane, the addresses and kinds of those that `is_unwanted`."""
    asked = {
        (address, kind): (
            lookup_hash(address),
            {STOPPED_WITH.get(kind, kind), Lane(lane).name.lower(), EVERYTHING, UNREACHABLE},
        )
        for address, kind, lane in mails
        if lane >= Lane.REMINDER
    }
    if not asked:
        return set()
    hashes = {email_hash for email_hash, _names in asked.values()}
    rows = db.session.execute(
        select(Suppression.email_hash, Suppression.kind).where(Suppression.email_hash.in_(hashes))
    )
    stopped = defaultdict[bytes, set[str]](set)
    for email_hash, name in rows:
        stopped[email_hash].add(name)
    return {mail for mail, (email_hash, names) in asked.items() if names & stopped[email_hash]}


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
