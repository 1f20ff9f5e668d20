"""What is done when a mail comes back: count it, and write no more to an address that takes none or objects.

Replies come by the same door, and are handed on to those who pass them on.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import delete, func, select

from actions.accounts.models import User
from actions.database import db, insert_once
from actions.mail import suppression
from actions.mail.message_ids import name_of, number_in
from actions.mail.models import MailState, OutboxMail, Suppression
from actions.replies import service as replies
from actions.returns.models import MailReturn
from actions.returns.reports import Report, Sort, read
from actions.rsvps.models import Rsvp
from config import Settings

MOST_SOFT = 3
SOFT_COUNTS_FOR = dt.timedelta(days=30)
# Then an address is tried again: mailboxes come back.
KEPT_FOR = dt.timedelta(days=90)


class Outcome(StrEnum):
    """What became of something that was handed in."""

    TAKEN = "taken"
    NOT_OURS = "about no mail of ours"
    NO_REPORT = "no report that says anything"
    PASSED_ON = "a reply, passed on"
    LEFT_OUT = "a reply that is not passed on"

    @property
    def is_done_with(self) -> bool:
        """Whether nobody need look at it any more."""
        return self in (Outcome.TAKEN, Outcome.PASSED_ON, Outcome.LEFT_OUT)


def take_in(content: bytes, settings: Settings, *, now: dt.datetime) -> Outcome:
    """Pass a reply on, or read a report and act on it; the same again changes nothing."""
    door = replies.Door(settings.mail_replies_to, settings.secret_key, settings.site_url)
    verdict = replies.take_in(content, door, now=now)
    if verdict is not None:
        return Outcome.PASSED_ON if verdict is replies.Verdict.PASSED_ON else Outcome.LEFT_OUT
    return _take_in_report(content, settings.secret_key, now)


def _take_in_report(content: bytes, secret: str, now: dt.datetime) -> Outcome:
    report = read(content)
    if report is None:
        return Outcome.NO_REPORT
    mail = _mail_about(report, secret)
    email_hash = _email_hash(mail) if mail else None
    if mail is None or email_hash is None:
        return Outcome.NOT_OURS
    row = {
        "outbox_id": mail.id,
        "sort": report.sort.value,
        "email_hash": email_hash,
        "status": report.status,
        "reported_at": now,
    }
    db.session.execute(insert_once(MailReturn, "outbox_id", "sort"), row)
    if report.sort is Sort.COMPLAINT:
        suppression.stop(email_hash, suppression.EVERYTHING, now)
    elif report.sort is Sort.HARD or _soft_count(email_hash, now) >= MOST_SOFT:
        suppression.stop(email_hash, suppression.UNREACHABLE, now)
    db.session.commit()
    return Outcome.TAKEN


def forget(now: dt.datetime) -> None:
    """Delete what came back long ago, and try those addresses again."""
    before = now - KEPT_FOR
    db.session.execute(delete(MailReturn).where(MailReturn.reported_at <= before))
    lapsed = Suppression.kind == suppression.UNREACHABLE, Suppression.created_at <= before
    db.session.execute(delete(Suppression).where(*lapsed))
    db.session.commit()


def _mail_about(report: Report, secret: str) -> OutboxMail | None:
    """The mail that the report names. It must have seen the mail to know its name: nobody can make one up."""
    for name in report.names:
        number = number_in(secret, name)
        mail = db.session.get(OutboxMail, number) if number is not None else None
        if mail is None or mail.state in (MailState.DROPPED, MailState.FAILED):
            continue
        if name == name_of(secret, mail.id, mail.key, mail.queued_at.isoformat()):
            return mail
    return None


def _email_hash(mail: OutboxMail) -> bytes | None:
    if mail.rsvp_id is not None:
        return db.session.scalar(select(Rsvp.email_hash).where(Rsvp.id == mail.rsvp_id))
    return db.session.scalar(select(User.email_hash).where(User.id == mail.user_id))


def _soft_count(email_hash: bytes, now: dt.datetime) -> int:
    """How many mails came back softly of late, this one included."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(MailReturn)
            .where(
                MailReturn.email_hash == email_hash,
                MailReturn.sort == Sort.SOFT,
                MailReturn.reported_at > now - SOFT_COUNTS_FOR,
            )
        )
        or 0
    )
