"""From owed to sent: each mail is leased, composed as things stand now, handed over, and its end recorded.

The order of steps is the promise. The lease is committed before the server is spoken to, no transaction is open while
it is, and the end of a mail is committed before its line gets another. So a worker that dies or stalls loses nothing
and can double only the one mail on each of its lines whose answer it had not yet recorded.
"""

import datetime as dt
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Sequence

from sqlalchemy.exc import InterfaceError, OperationalError

from actions.database import db
from actions.mail import backoff, leases, suppression
from actions.mail.carriers import Carrier
from actions.mail.composing import compose
from actions.mail.leases import Claimed
from actions.mail.lines import Errand, Lines, Returned
from actions.mail.message import Drop
from actions.mail.mime import BadAddress, Letter, letter, message_id
from actions.mail.models import MailState, OutboxMail
from actions.mail.pacing import Pacing
from actions.mail.relay import SERVICE_CLOSING, NotOurs, Outage, PutOff, Refused, Taken
from actions.mail.servers import Servers
from config import Settings

# For each line; a batch also has one mail of each lower lane, so it is never smaller than a few.
BATCH_PER_LINE = 4
LEAST_BATCH = 10
# A slow server must not make an urgent mail wait behind a whole batch that is already in hand.
BATCH_SECONDS = 2.0
# While lines are busy with slow servers and others are free.
SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_BETWEEN_RECORDINGS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 20.0)

log = logging.getLogger(__name__)


class Delivery:
    """One worker's delivery over `lines`, each of which has a carrier for every mail server, in their order.

    `clock` is asked at every step, also from threads; `dice` spreads the waiting times.
    """

    def __init__(
        self,
        lines: Sequence[Sequence[Carrier]],
        settings: Settings,
        clock: Callable[[], dt.datetime],
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._settings, self._clock, self._dice = settings, clock, dice
        self._lines = Lines(lines)
        self._servers = Servers(len(lines[0]), dice)
        self._pacing = Pacing(0 if settings.clock_file else settings.mail_domain_rate)
        self._batch = max(LEAST_BATCH, BATCH_PER_LINE * len(lines))
        self._in_hand: deque[Claimed] = deque()

    def deliver_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Deliver what is due for a moment; how many mails were tried. None while no server takes mail.

        Mails that are on their way when the moment is over go on, and are recorded by the next call.
        """
        self._put_back()
        began, tried = time.monotonic(), 0

        def may_begin() -> bool:
            return not stopping() and time.monotonic() - began < BATCH_SECONDS

        while True:
            tried += self._give_out(may_begin)
            if not self._lines.busy_count:
                break
            returned = self._lines.fetch(SECONDS_BETWEEN_LOOKS)
            if returned is not None:
                self._record(returned)
            elif time.monotonic() - began > BATCH_SECONDS:
                tried += self._lines.busy_count
                break
        self._put_back()
        return tried

    def is_paused(self) -> bool:
        """Whether no server took mail lately and all are being left alone."""
        return self._servers.all_are_left_alone(self._clock())

    def rest(self) -> None:
        """Give back what has not been used for a while."""
        self._lines.close_idle()

    def close(self) -> None:
        """Let the mails that are on their way arrive, record them, and hang up."""
        self._put_back()
        while self._lines.busy_count:
            returned = self._lines.fetch(BATCH_SECONDS)
            if returned is not None:
                self._record(returned)
        self._lines.close()

    def _give_out(self, may_begin: Callable[[], bool]) -> int:
        """Give every free line a mail, as far as there are any; how many were begun or ended without one."""
        tried = 0
        while self._lines.has_free and may_begin():
            server = self._servers.first_open(self._clock())
            if server is None:
                break
            mail = self._next_mail()
            written = self._write(mail) if mail else None
            if mail is not None and written is not None:
                self._give(mail, written, server)
            else:
                self._servers.nothing_learnt(server)
            if mail is None:
                break
            tried += 1
        return tried

    def _give(self, mail: Claimed, written: Letter, server: int) -> None:
        self._lines.give(Errand(mail, written, server, lambda: mail.may_begin(self._clock())))

    def _next_mail(self) -> Claimed | None:
        if not self._in_hand:
            self._in_hand.extend(leases.claim(self._clock(), self._batch))
        return self._in_hand[0] if self._in_hand else None

    def _put_back(self) -> None:
        """Hand back what is still in hand, also what a lost database left there."""
        leases.release(self._in_hand)
        self._in_hand.clear()

    def _write(self, mail: Claimed) -> Letter | None:
        """The mail as it reads now; nothing when it does not go out now. It stays in hand if the database is lost."""
        now = self._clock()
        try:
            written = self._composed(mail, now)
        except (OperationalError, InterfaceError):
            raise
        except BadAddress:
            db.session.rollback()
            written = None
            self._end(mail, MailState.FAILED, "the address is none that mail can be sent to")
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one mail must not hold up the others
            db.session.rollback()
            # Only the class: a message may hold what the mail says or whom it is for.
            log.error("mail %s (%s) could not be composed: %s", mail.id, mail.kind, type(error).__name__)
            written = None
            self._put_off(mail, f"could not be composed ({type(error).__name__})", None)
        self._in_hand.popleft()
        return written

    def _composed(self, mail: Claimed, now: dt.datetime) -> Letter | None:
        if now >= mail.leased_until:
            # The clock was set forward meanwhile: somebody else may have it by now.
            return None
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
        written = letter(message, mail_from=settings.mail_from, message_id=name, now=now)
        moment = self._pacing.moment_of(mail.id, written.recipient, now)
        if moment is not None:
            self._keep_trying(mail, lambda: leases.wait(mail, moment))
            return None
        return written

    def _record(self, returned: Returned) -> None:
        mail, server = returned.errand.mail, returned.errand.carrier
        match returned.outcome:
            case Taken(reply):
                self._servers.works(server)
                self._end(mail, MailState.SENT, reply)
            case Refused(reply):
                self._servers.works(server)
                self._end(mail, MailState.FAILED, reply)
            case PutOff(reply, code):
                if code in (None, SERVICE_CLOSING):
                    self._servers.lost_a_line(server, reply, self._clock())
                else:
                    self._servers.works(server)
                self._put_off(mail, reply, code)
            case Outage(reply):
                self._servers.takes_no_mail(server, reply, self._clock())
                self._try_next_server(returned.errand)
            case NotOurs():
                self._servers.nothing_learnt(server)
                leases.release([mail])
                log.warning("mail %s: too little was left of its lease", mail.id)
            case None:
                self._servers.nothing_learnt(server)
                log.error("mail %s could not be handed over: %s", mail.id, type(returned.fault).__name__)
                self._put_off(mail, f"could not be handed over ({type(returned.fault).__name__})", None)

    def _try_next_server(self, errand: Errand) -> None:
        server = self._servers.first_open(self._clock())
        if server is None:
            leases.release([errand.mail])
        else:
            self._give(errand.mail, errand.letter, server)

    def _end(self, mail: Claimed, state: MailState, outcome: str) -> None:
        self._keep_trying(mail, lambda: leases.finish(mail, state, outcome, self._clock()))

    def _put_off(self, mail: Claimed, reply: str, code: int | None) -> None:
        now = self._clock()
        if backoff.is_given_up(mail.lane, mail.due_at, now):
            self._end(mail, MailState.FAILED, f"given up: {reply}")
            return
        until = backoff.next_try(now, mail.attempt_count + 1, code, self._dice())
        self._keep_trying(mail, lambda: leases.put_off(mail, reply, until))

    def _keep_trying(self, mail: Claimed, deed: Callable[[], bool]) -> None:
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
