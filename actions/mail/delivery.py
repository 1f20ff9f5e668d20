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
from actions.mail import backoff, leases, writing
from actions.mail.carriers import Carrier
from actions.mail.leases import Claimed
from actions.mail.lines import Errand, Lines, Returned
from actions.mail.mime import Letter
from actions.mail.models import MailState
from actions.mail.pacing import Pacing
from actions.mail.relay import SERVICE_CLOSING, NotOurs, Outage, PutOff, Refused, Taken
from actions.mail.servers import Servers
from actions.mail.writing import Ended, Fault, Written
from config import Settings

# For each line; a batch grows while all of it goes out in time. It also has mails of each lower lane, so it is never
# smaller than a few.
LEAST_BATCH_PER_LINE, MOST_BATCH_PER_LINE = 4, 32
LEAST_BATCH = 10
# A slow server must not make an urgent mail wait behind a whole batch that is already in hand.
BATCH_SECONDS = 2.0
# Where servers are quick, what is in hand by then goes out too, instead of being handed back.
SECONDS_TO_FINISH_A_BATCH = 0.5
# While lines are busy with slow servers and others are free.
SECONDS_BETWEEN_LOOKS = 0.3
# While others come back, too.
GATHERING_SECONDS = 0.002
# A line that the server did not let in, while it does others.
SECONDS_LAID_OFF = 30.0
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
        self._batch = self._least_batch = max(LEAST_BATCH, LEAST_BATCH_PER_LINE * len(lines))
        self._most_batch = max(LEAST_BATCH, MOST_BATCH_PER_LINE * len(lines))
        self._in_hand: deque[Claimed] = deque()
        self._letters: dict[int, Letter] = {}

    def deliver_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Deliver what is due for a moment; how many mails were tried. None while no server takes mail.

        Mails that are on their way when the moment is over go on, and are recorded by the next call.
        """
        self._put_back()
        began, tried = time.monotonic(), 0

        def may_take() -> bool:
            return not stopping() and time.monotonic() - began < BATCH_SECONDS

        def may_begin() -> bool:
            return not stopping() and time.monotonic() - began < BATCH_SECONDS + SECONDS_TO_FINISH_A_BATCH

        while True:
            tried += self._give_out(may_take, may_begin)
            if not self._lines.busy_count:
                break
            if self._record_what_returned(SECONDS_BETWEEN_LOOKS):
                continue
            if time.monotonic() - began > BATCH_SECONDS:
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
            self._record_what_returned(BATCH_SECONDS)
        self._put_back()
        self._lines.close()

    def _give_out(self, may_take: Callable[[], bool], may_begin: Callable[[], bool]) -> int:
        """Give every free line a mail, as far as there are any; how many were begun or ended without one.

        What is handed out next is written while all lines are busy.
        """
        tried = 0
        while may_begin():
            if not self._in_hand and may_take():
                without_a_letter = self._take_more()
                tried += without_a_letter
                if without_a_letter and not self._in_hand:
                    continue
            if not self._in_hand or not self._lines.has_free:
                break
            server = self._servers.first_open(self._clock())
            if server is None:
                break
            mail = self._in_hand.popleft()
            self._give(mail, self._letters[mail.id], server)
            tried += 1
        return tried

    def _give(self, mail: Claimed, written: Letter, server: int) -> None:
        self._lines.give(Errand(mail, written, server, lambda: mail.may_begin(self._clock())))

    def _put_back(self) -> None:
        """Hand back what is still in hand, also what a lost database left there; then more was taken than goes out."""
        if self._in_hand:
            leases.release(self._in_hand)
            self._in_hand.clear()
            self._batch = self._least_batch

    def _take_more(self) -> int:
        """Lease mails and write them; how many of them do not go out now.

        They stay in hand if the database is lost meanwhile, to be handed back.
        """
        now = self._clock()
        if self._servers.all_are_left_alone(now):
            return 0
        batch = leases.claim(now, self._batch)
        self._in_hand.extend(batch.mails)
        self._batch = min(2 * self._batch, self._most_batch)
        taken, self._letters = len(self._in_hand), {}
        for mail, written in writing.write(self._in_hand, self._settings, now) if taken else ():
            self._sort(mail, written, now)
        self._in_hand = deque(mail for mail in self._in_hand if mail.id in self._letters)
        return taken - len(self._in_hand) + batch.moved_count

    def _sort(self, mail: Claimed, written: Written, now: dt.datetime) -> None:
        """Keep a letter that goes out now; record what becomes of a mail that does not."""
        match written:
            case Ended(state, reason):
                self._end(mail, state, reason)
            case Fault(reason):
                self._put_off(mail, reason, None)
            case Letter():
                moment = self._pacing.moment_of(mail.id, written.recipient, now)
                if moment is None:
                    self._letters[mail.id] = written
                else:
                    self._keep_trying(lambda: leases.wait(mail, moment))

    def _record_what_returned(self, seconds: float) -> bool:
        """Wait so long for a mail to come back, and record it with all others that have; whether any did."""
        first = self._lines.fetch(seconds)
        if first is None:
            return False
        # A transaction for several costs as much as one for a single mail, so a moment is given to some more.
        all_back, some = [first], self._lines.busy_count // 2
        while (another := self._lines.fetch(GATHERING_SECONDS if len(all_back) < some else 0)) is not None:
            all_back.append(another)
        sent = [(each.errand.mail, each.outcome.reply) for each in all_back if isinstance(each.outcome, Taken)]
        if sent:
            self._keep_trying(lambda: leases.finish_sent(sent, self._clock()))
        # After those that arrived: only then are their lines free for others.
        for each in all_back:
            self._record(each)
        return True

    def _record(self, returned: Returned) -> None:
        mail, server = returned.errand.mail, returned.errand.carrier
        match returned.outcome:
            case Taken():
                self._servers.works(server, self._clock())
            case Refused(reply):
                self._servers.works(server, self._clock())
                self._end(mail, MailState.FAILED, reply)
            case PutOff(reply, code):
                if code in (None, SERVICE_CLOSING):
                    self._servers.lost_a_line(server, reply, self._clock())
                else:
                    self._servers.works(server, self._clock())
                self._put_off(mail, reply, code)
            case Outage() if self._is_a_line_too_many(returned):
                self._in_hand.appendleft(mail)
                self._letters[mail.id] = returned.errand.letter
            case Outage(reply):
                self._lines.call_back_all()
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

    def _is_a_line_too_many(self, returned: Returned) -> bool:
        """Whether the server goes on taking mail over other lines: many allow a sender only so many at a time. Then
        this one is laid off. When all but one are, it is the server after all.
        """
        lately = self._servers.worked_lately(returned.errand.carrier, self._clock())
        return lately and self._lines.lay_off(returned.line, SECONDS_LAID_OFF)

    def _try_next_server(self, errand: Errand) -> None:
        server = self._servers.first_open(self._clock())
        if server is None:
            leases.release([errand.mail])
        else:
            self._give(errand.mail, errand.letter, server)

    def _end(self, mail: Claimed, state: MailState, outcome: str) -> None:
        self._keep_trying(lambda: leases.finish(mail, state, outcome, self._clock()))

    def _put_off(self, mail: Claimed, reply: str, code: int | None) -> None:
        now = self._clock()
        if backoff.is_given_up(mail.lane, mail.due_at, now):
            self._end(mail, MailState.FAILED, f"given up: {reply}")
            return
        until = backoff.next_try(now, mail.attempt_count + 1, code, self._dice())
        self._keep_trying(lambda: leases.put_off(mail, reply, until))

    def _keep_trying(self, deed: Callable[[], bool]) -> None:
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
            log.warning("a mail ended after its lease had passed to another worker")
