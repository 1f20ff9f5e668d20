"""What the outbox comes to: counted once, as piles of mails that are alike, and read off for every page and figure."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from actions.mail.models import Lane, MailState

# The rate is what went out in this time: long enough for a slow relay, short enough to tell of now.
RATE_OVER = dt.timedelta(minutes=5)
# From so many that wait on, it is worth a bar.
BIG_SEND = 100
HOURS = 24
STANDINGS = ("scheduled", "due", "deferred", "held", "sent", "failed", "dropped")


class Pile(NamedTuple):
    """Mails that are alike; `ago` is in which of the last hours they ended, 0 for the one that ends now.

    `late_count` of them ended within `RATE_OVER`; `due_at` and `queued_at` are those of the first of them.
    """

    kind: str
    lane: int
    state: str
    was_tried: bool
    is_due: bool
    ago: int | None
    mail_count: int
    late_count: int
    due_at: dt.datetime
    queued_at: dt.datetime

    @property
    def standing(self) -> str:
        """One of `STANDINGS`."""
        if self.state != MailState.QUEUED:
            return self.state
        if self.was_tried:
            return "deferred"
        return "due" if self.is_due else "scheduled"


@dataclass(frozen=True)
class Waiting:
    """A mail that is owed and has not gone out."""

    kind: str
    since: dt.datetime
    attempt_count: int
    outcome: str


@dataclass(frozen=True)
class Progress:
    """How far a big send is: `due` mails wait, `sent` left in the last `RATE_OVER`; `left` at that pace, if any."""

    due: int
    sent: int
    left: dt.timedelta | None


@dataclass(frozen=True)
class Hour:
    """What left, and what failed, in one of the last hours; `ago` is 0 for the hour that ends now."""

    ago: int
    sent: int
    failed: int


@dataclass(frozen=True)
class Send:
    """A big send on its way: of `count` mails `done` have left since the first of those that still wait was queued."""

    done: int
    count: int


@dataclass(frozen=True)
class Figures:
    """How mail stood at `counted_at`. `oldest` has been due for longest; `left_count` left since the send began."""

    counted_at: dt.datetime
    piles: tuple[Pile, ...]
    oldest: Waiting | None = None
    left_count: int = 0

    @property
    def kinds(self) -> dict[str, dict[str, int]]:
        """How many mails of each kind are in each state."""
        table: dict[str, dict[str, int]] = defaultdict(Counter)
        for pile in sorted(self.piles, key=lambda pile: pile.kind):
            table[pile.kind][pile.state] += pile.mail_count
        return {kind: dict(by_state) for kind, by_state in table.items()}

    @property
    def lanes(self) -> dict[Lane, dict[str, int]]:
        """How many mails of each lane stand how (`STANDINGS`): every lane that has a mail, the most urgent first.

        `due` and `deferred` (tried in vain) wait and should be out; `scheduled` are for later.
        """
        table: dict[Lane, dict[str, int]] = {}
        for pile in sorted(self.piles, key=lambda pile: pile.lane):
            table.setdefault(Lane(pile.lane), dict.fromkeys(STANDINGS, 0))[pile.standing] += pile.mail_count
        return table

    @property
    def progress(self) -> Progress:
        """How long what is due will take at the pace of the last minutes."""
        due = sum(pile.mail_count for pile in self.piles if pile.standing in ("due", "deferred"))
        sent = sum(pile.late_count for pile in self.piles if pile.state == MailState.SENT)
        return Progress(due, sent, due * RATE_OVER / sent if due and sent else None)

    @property
    def send_began_at(self) -> dt.datetime | None:
        """Since when the send is going on that goes out at this moment, if it is a big one."""
        if self.progress.due < BIG_SEND:
            return None
        return min((pile.queued_at for pile in self.piles if pile.standing == "due"), default=None)

    @property
    def send(self) -> Send | None:
        """How far that send is."""
        due = self.progress.due
        return None if due < BIG_SEND else Send(self.left_count, self.left_count + due)

    @property
    def hours(self) -> list[Hour]:
        """The last hours in which anything left or failed, the latest first."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for pile in self.piles:
            if pile.ago is not None and pile.state in (MailState.SENT, MailState.FAILED):
                found[pile.ago][pile.state] += pile.mail_count
        return [Hour(ago, found[ago][MailState.SENT], found[ago][MailState.FAILED]) for ago in sorted(found)]

    def as_json(self) -> dict[str, Any]:
        """To be kept, without the moment, which has a column of its own."""
        oldest = self.oldest
        return {
            "piles": [[*pile[:-2], pile.due_at.isoformat(), pile.queued_at.isoformat()] for pile in self.piles],
            "oldest": oldest and [oldest.kind, oldest.since.isoformat(), oldest.attempt_count, oldest.outcome],
            "left_count": self.left_count,
        }

    @classmethod
    def from_json(cls, counted_at: dt.datetime, kept: Mapping[str, Any]) -> Self:
        """The same again."""
        piles = [Pile(*row[:-2], *map(dt.datetime.fromisoformat, row[-2:])) for row in kept["piles"]]
        oldest = None
        if kept["oldest"]:
            kind, since, *tried = kept["oldest"]
            oldest = Waiting(kind, dt.datetime.fromisoformat(since), *tried)
        return cls(counted_at, tuple(piles), oldest, kept["left_count"])
