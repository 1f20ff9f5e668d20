"""From leased mails to letters, as things stand now. A batch is read in a few statements; nothing is changed."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from actions.database import READS_ONLY, db
from actions.mail import composing, suppression
from actions.mail.leases import Claimed
from actions.mail.message import Drop, Message
from actions.mail.mime import BadAddress, Letter, letter, message_id
from actions.mail.models import MailState, OutboxMail
from config import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """Instead of a letter: it is out of date, or can never be sent."""

    state: MailState
    reason: str


@dataclass(frozen=True)
class Fault:
    """Instead of a letter: it could not be composed, this time."""

    reason: str


Written = Letter | Ended | Fault


def write(mails: Sequence[Claimed], settings: Settings, now: dt.datetime) -> list[tuple[Claimed, Written]]:
    """Each mail's letter, or why there is none. One that cannot be composed holds up no other.

    Raises:
        OperationalError, InterfaceError: the database does not answer.
    """
    try:
        composed = _composed(mails, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 -- one of them cannot even be read; each for itself, that one tells
        db.session.rollback()
        composed = [pair for mail in mails for pair in _alone(mail, now)]
    unwanted = suppression.unwanted(
        (message.to_address, mail.kind, mail.lane) for mail, message in composed if isinstance(message, Message)
    )
    # All has been read: the transaction ends before anybody is spoken to.
    db.session.rollback()
    return [(mail, _letter(mail, message, settings, now, unwanted)) for mail, message in composed]


def _composed(mails: Sequence[Claimed], now: dt.datetime) -> list[tuple[Claimed, Message | Drop | Fault]]:
    if not db.session().in_transaction():
        # Nobody who signs up on SQLite waits while a batch is written.
        db.session.connection(execution_options={READS_ONLY: True})
    rows = list(db.session.scalars(select(OutboxMail).where(OutboxMail.id.in_([mail.id for mail in mails]))))
    known, by_id = composing.read(rows, now), {row.id: row for row in rows}
    return [(mail, _composed_one(by_id[mail.id], now, known)) for mail in mails if mail.id in by_id]


def _composed_one(row: OutboxMail, now: dt.datetime, known: composing.Known) -> Message | Drop | Fault:
    try:
        return composing.compose(row, now, known)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with one mail must not hold up the others
        return _fault(row.id, row.kind, error)


def _alone(mail: Claimed, now: dt.datetime) -> list[tuple[Claimed, Message | Drop | Fault]]:
    try:
        return _composed([mail], now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- as above
        db.session.rollback()
        return [(mail, _fault(mail.id, mail.kind, error))]


def _fault(mail_id: int, kind: str, error: Exception) -> Fault:
    # Only the class: a message may hold what the mail says or whom it is for.
    log.error("mail %s (%s) could not be composed: %s", mail_id, kind, type(error).__name__)
    return Fault(f"could not be composed ({type(error).__name__})")


def _letter(
    mail: Claimed,
    message: Message | Drop | Fault,
    settings: Settings,
    now: dt.datetime,
    unwanted: set[tuple[str, str]],
) -> Written:
    if isinstance(message, Fault):
        return message
    if isinstance(message, Drop):
        return Ended(MailState.DROPPED, message.reason)
    if (message.to_address, mail.kind) in unwanted:
        return Ended(MailState.DROPPED, "this address asked for no more of these")
    name = message_id(settings.secret_key, settings.mail_from, mail.id, mail.key, mail.queued_at.isoformat())
    try:
        return letter(message, mail_from=settings.mail_from, message_id=name, now=now)
    except BadAddress:
        return Ended(MailState.FAILED, "the address is none that mail can be sent to")
    except Exception as error:  # noqa: BLE001 -- as above
        return _fault(mail.id, mail.kind, error)
