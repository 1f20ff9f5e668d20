"""From owed to sent: each mail is leased, composed as things stand now, handed over, and its end recorded.

The order of steps is the promise. The lease is committed before the server is spoken to, no transaction is open while
it is, and the lease is proved once more right before the message itself. So a worker that dies or stalls loses nothing
and can double only the one mail whose answer it had not yet recorded.
"""

import datetime as dt
import logging
import random
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import InterfaceError, OperationalError

from actions.database import db
from actions.mail import backoff, leases, suppression
from actions.mail.carriers import Carrier
from actions.mail.composing import compose
from actions.mail.leases import Claimed
from actions.mail.message import Drop
from actions.mail.mime import BadAddress, Letter, letter, message_id
from actions.mail.models import MailState, OutboxMail
from actions.mail.relay import SERVICE_CLOSING, NotOurs, Outage, PutOff, Refused, Taken
from config import Settings

BATCH = 10
# A slow server must not make an urgent mail wait behind a whole batch that is already in hand.
BATCH_SECONDS = 2.0
# A line lost in mid-mail may be that mail's doing; so many in a row are the server's.
LOST_LINES_THAT_MEAN_OUTAGE = 3
SECONDS_BETWEEN_RECORDINGS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 20.0)

log = logging.getLogger(__name__)


class Delivery:
    """One worker's delivery. `clock` is asked at every step; `dice` spreads the waiting times."""

    def __init__(
        self,
        carrier: Carrier,
        settings: Settings,
        clock: Callable[[], dt.datetime],
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._carrier, self._settings, self._clock, self._dice = carrier, settings, clock, dice
        self._in_hand: list[Claimed] = []
        self._failures = 0
        self._paused_until: dt.datetime | None = None

    def deliver_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Deliver a batch of what is due; how many mails were tried. None while the relay is out of order."""
        self._put_back()
        if self.is_paused():
            return 0
        self._in_hand = leases.claim(self._clock(), BATCH)
        claimed, began = len(self._in_hand), time.monotonic()
        while self._in_hand and not stopping() and not self.is_paused() and time.monotonic() - began < BATCH_SECONDS:
            self._deliver(self._in_hand.pop(0))
        tried = claimed - len(self._in_hand)
        self._put_back()
        return tried

    def is_paused(self) -> bool:
        """Whether the relay took no mail lately and is being left alone."""
        if self._paused_until is None:
            return False
        left = self._paused_until - self._clock()
        # A pause longer than any that we make means that the clock was set back.
        return dt.timedelta(0) < left <= dt.timedelta(seconds=backoff.LONGEST_PAUSE_SECONDS)

    def _put_back(self) -> None:
        """Hand back what is still in hand, also what a lost database left there."""
        leases.release(self._in_hand)
        self._in_hand = []

    def _deliver(self, mail: Claimed) -> None:
        written = self._write(mail)
        if written is None:
            return
        outcome = self._carrier.send(written, partial(self._prove_lease, mail))
        match outcome:
            case Taken(reply):
                self._failures = 0
                self._end(mail, MailState.SENT, reply)
            case Refused(reply):
                self._failures = 0
                self._end(mail, MailState.FAILED, reply)
            case PutOff(reply, code):
                self._put_off(mail, reply, code)
                self._count_lost_lines(code, reply)
            case Outage(reply):
                leases.release([mail])
                self._pause(reply)
            case NotOurs():
                log.warning("mail %s: another worker has it by now", mail.id)

    def _write(self, mail: Claimed) -> Letter | None:
        """The mail as it reads now; nothing when its end is recorded already."""
        now = self._clock()
        try:
            return self._composed(mail, now)
        except (OperationalError, InterfaceError):
            raise
        except BadAddress:
            db.session.rollback()
            self._end(mail, MailState.FAILED, "the address is none that mail can be sent to")
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one mail must not hold up the others
            db.session.rollback()
            # Only the class: a message may hold what the mail says or whom it is for.
            log.error("mail %s (%s) could not be composed: %s", mail.id, mail.kind, type(error).__name__)
            self._put_off(mail, f"could not be composed ({type(error).__name__})", None)
        return None

    def _composed(self, mail: Claimed, now: dt.datetime) -> Letter | None:
        row = db.session.get_one(OutboxMail, mail.id)
        message = compose(row, now)
        if not isinstance(message, Drop) and suppression.is_unwanted(message.to_address, mail.kind, mail.lane):
            message = Drop("this address asked for no more of these")
        # All has been read: the transaction ends before anybody is spoken to.
        db.session.rollback()
        if isinstance(message, Drop):
            self._end(mail, MailState.DROPPED, message.reason)
            return None
        settings = self._settings
        name = message_id(settings.secret_key, settings.mail_from, mail.id, mail.key, mail.queued_at.isoformat())
        return letter(message, mail_from=settings.mail_from, message_id=name, now=now)

    def _prove_lease(self, mail: Claimed) -> bool:
        return leases.renew(mail, self._clock())

    def _end(self, mail: Claimed, state: MailState, outcome: str) -> None:
        self._record(mail, lambda: leases.finish(mail, state, outcome, self._clock()))

    def _put_off(self, mail: Claimed, reply: str, code: int | None) -> None:
        now = self._clock()
        if backoff.is_given_up(mail.lane, mail.due_at, now):
            self._end(mail, MailState.FAILED, f"given up: {reply}")
            return
        until = backoff.next_try(now, mail.attempt_count + 1, code, self._dice())
        self._record(mail, lambda: leases.put_off(mail, reply, until))

    def _record(self, mail: Claimed, deed: Callable[[], bool]) -> None:
        """Record what became of a mail, also through a short loss of the database: else it would go out twice."""
        for seconds in SECONDS_BETWEEN_RECORDINGS:
            try:
                recorded = deed()
                break
            except (OperationalError, InterfaceError):
                db.session.rollback()
                time.sleep(seconds)
        else:
            recorded = deed()
        if not recorded:
            log.warning("mail %s ended after its lease had passed to another worker", mail.id)

    def _count_lost_lines(self, code: int | None, reply: str) -> None:
        self._failures = self._failures + 1 if code in (None, SERVICE_CLOSING) else 0
        if self._failures >= LOST_LINES_THAT_MEAN_OUTAGE:
            self._pause(reply, counted=True)

    def _pause(self, reply: str, *, counted: bool = False) -> None:
        self._failures += not counted
        length = backoff.pause(self._failures, self._dice())
        self._paused_until = self._clock() + length
        log.warning("the mail server takes no mail (%s); next try in %.0f s", reply, length.total_seconds())
