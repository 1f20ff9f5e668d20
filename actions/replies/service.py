"""What is done with a message to an alias: it is kept, sealed, and a mail to the other party is owed."""

import datetime as dt
import hashlib
import logging
import re
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import String, cast, exists, func, literal, or_, select, update

from actions.database import db, insert_once
from actions.mail import outbox
from actions.mail.aliases import Party, named_in
from actions.mail.message_ids import number_in
from actions.mail.models import MailState, OutboxMail
from actions.replies.letters import Letter, read, recipients
from actions.replies.models import Reply
from actions.replies.parties import hashes_of, host_mailbox, may_be_written_about
from actions.replies.words import cut, own_words
from actions.rsvps.models import Rsvp
from actions.sealing import lookup_hash

MOST_AN_HOUR = 10
AN_HOUR = dt.timedelta(hours=1)
# Time to look into a mail that went wrong; a mail is tried for a day, so in three none is on its way any more.
WORDS_KEPT_AFTER_SENDING = dt.timedelta(hours=1)
WORDS_KEPT_AT_MOST = dt.timedelta(days=3)
_NAME = re.compile(r"<([0-9a-f]{32})@")

log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What became of a message to an alias."""

    PASSED_ON = "passed on"
    NOBODY = "left out: the alias stands for nobody any more"
    UNREADABLE = "left out: it cannot be made out"
    AUTOMATIC = "left out: no person wrote it"
    STRANGER = "left out: it is not from the address that the alias was given to"
    EMPTY = "left out: there are no words in it"
    TOO_MANY = "left out: too many within an hour"


class Door(NamedTuple):
    """How this installation takes replies in: the address that all aliases are of, the secret, its own pages."""

    replies_to: str
    secret: str
    site_url: str


def take_in(content: bytes, door: Door, *, now: dt.datetime) -> Verdict | None:
    """Pass a message on; the same message again changes nothing. None when it is not for an alias at all."""
    if not door.replies_to:
        return None
    meant = named_in(recipients(content), replies_to=door.replies_to, secret=door.secret)
    if meant is None:
        return None
    verdict = _passed_on(content, meant, door, now) if meant else Verdict.NOBODY
    db.session.rollback()
    if verdict is not Verdict.PASSED_ON:
        # No more than this: whoever wrote it, and to whom, is nobody's business.
        log.info("reply %s", verdict.value)
    return verdict


def forget(now: dt.datetime) -> None:
    """Empty what was sent on, or will not be any more."""
    key = literal("reply:") + cast(Reply.id, String)
    is_done = exists().where(
        OutboxMail.key == key,
        OutboxMail.state != MailState.QUEUED,
        OutboxMail.finished_at <= now - WORDS_KEPT_AFTER_SENDING,
    )
    old = or_(is_done, Reply.received_at <= now - WORDS_KEPT_AT_MOST)
    emptied = update(Reply).where(Reply.text.is_not(None), old).values(text=None, subject=None)
    db.session.execute(emptied.execution_options(synchronize_session=False))
    db.session.commit()


def _passed_on(content: bytes, meant: list[tuple[int, Party]], door: Door, now: dt.datetime) -> Verdict:
    letter = read(content)
    if letter is None:
        return Verdict.UNREADABLE
    if letter.is_automatic or _is_ours(letter, door.secret):
        return Verdict.AUTOMATIC
    verdict = Verdict.NOBODY
    for rsvp_id, party in meant:
        # Held until the end, so that two messages at once are counted one after the other.
        rsvp = db.session.scalar(select(Rsvp).where(Rsvp.id == rsvp_id).with_for_update(of=Rsvp))
        if rsvp is None or not may_be_written_about(rsvp.event):
            continue
        verdict = _passed_on_to(rsvp, party, letter, _hash_of(letter, content), door, now)
        if verdict is Verdict.PASSED_ON:
            break
    return verdict


def _passed_on_to(
    rsvp: Rsvp, party: Party, letter: Letter, message_hash: bytes, door: Door, now: dt.datetime
) -> Verdict:
    writer = Party.SUPPORTER if party is Party.HOST else Party.HOST
    if not letter.sender or lookup_hash(letter.sender) not in hashes_of(writer, rsvp):
        return Verdict.STRANGER
    if db.session.scalar(select(exists().where(Reply.rsvp_id == rsvp.id, Reply.message_hash == message_hash))):
        return Verdict.PASSED_ON
    words = own_words(letter.text, door.site_url)
    if not words and not letter.attachment_count:
        return Verdict.EMPTY
    if party is Party.HOST and host_mailbox(rsvp.event) is None:
        return Verdict.NOBODY
    if _count_of_late(rsvp, party, now) >= MOST_AN_HOUR:
        return Verdict.TOO_MANY
    text = cut(words)
    row = {
        "rsvp_id": rsvp.id,
        "party": party.value,
        "message_hash": message_hash,
        "subject": letter.subject,
        "text": text,
        "is_cut": len(text) < len(words),
        "attachment_count": letter.attachment_count,
        "received_at": now,
    }
    reply_id = db.session.scalar(insert_once(Reply, "rsvp_id", "message_hash").values(row).returning(Reply.id))
    if reply_id is not None:
        _owe(reply_id, rsvp, party, now)
    db.session.commit()
    return Verdict.PASSED_ON


def _owe(reply_id: int, rsvp: Rsvp, party: Party, now: dt.datetime) -> None:
    """Owe the mail that passes it on."""
    key, details = f"reply:{reply_id}", {"reply": reply_id}
    if party is Party.SUPPORTER:
        outbox.queue("reply-to-supporter", key, now=now, rsvp_id=rsvp.id, event_id=rsvp.event_id, details=details)
        return
    mailbox = host_mailbox(rsvp.event)
    user_id = mailbox.user_id if mailbox else None
    # Without the answer's number: what comes back of this mail says nothing about the supporter's address.
    outbox.queue("reply-to-host", key, now=now, user_id=user_id, event_id=rsvp.event_id, details=details)


def _is_ours(letter: Letter, secret: str) -> bool:
    """Whether it is a mail of this site that found its way back."""
    name = _NAME.search(letter.message_id)
    return name is not None and number_in(secret, name[1]) is not None


def _hash_of(letter: Letter, content: bytes) -> bytes:
    """By what a message is known again. Keyed, for a Message-ID can name its writer's machine."""
    return lookup_hash(letter.message_id or hashlib.sha256(content).hexdigest())


def _count_of_late(rsvp: Rsvp, party: Party, now: dt.datetime) -> int:
    of_late = Reply.rsvp_id == rsvp.id, Reply.party == party.value, Reply.received_at > now - AN_HOUR
    return db.session.scalar(select(func.count()).select_from(Reply).where(*of_late)) or 0
