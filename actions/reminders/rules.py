"""What a campaign's reminder rules can say. A rule is a value; its signature is its name wherever one is needed.

Two rules that say the same are the same rule, whichever campaigns they belong to: so a person who goes to actions of
two campaigns on one day gets one mail by it, not two.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Before: a reminder of what is to come. After: thanks, and one question."""

    BEFORE = "before"
    AFTER = "after"


class Anchor(StrEnum):
    """What it is counted from."""

    START = "start"
    END = "end"


class Unit(StrEnum):
    """Days are those of the calendar on the wall; hours are elapsed ones."""

    DAYS = "days"
    HOURS = "hours"


class Audience(StrEnum):
    """Who gets it, as it is when the mail leaves. Of those who hold a place: all, or by what the entrance noted."""

    GOING = "going"
    HOSTS = "hosts"
    WAITLISTED = "waitlisted"
    CHECKED_IN = "checkedin"
    NO_SHOW = "noshow"


MOST_DAYS, MOST_HOURS = 30, 72
_SIGNATURE = re.compile(
    r"(before|after)-(start|end)-(\d{1,2})(d|h)(?:-(\d{2})(\d{2}))?"
    r"(?:-(hosts|waitlisted|checkedin|noshow))?(?:-([a-z]{2}))?",
    re.ASCII,
)
# Who came is known only afterwards.
_AFTERWARDS = frozenset({Audience.CHECKED_IN, Audience.NO_SHOW})
_UNIT_LETTERS = {"d": Unit.DAYS, "h": Unit.HOURS}


@dataclass(frozen=True)
class Rule:
    """So many days or hours before or after a start or an end.

    Days go with a time on the wall of the place (`at`); without one it is that of the start or end itself. `language`
    leaves out everybody who reads another one.
    """

    direction: Direction
    anchor: Anchor
    amount: int
    unit: Unit
    at: dt.time | None = None
    audience: Audience = Audience.GOING
    language: str = ""

    @property
    def signature(self) -> str:
        """As in `before-start-1d-1100` or `after-end-2h-es`."""
        parts = [self.direction.value, self.anchor.value, f"{self.amount}{self.unit[0]}"]
        if self.at is not None:
            parts.append(f"{self.at:%H%M}")
        if self.audience is not Audience.GOING:
            parts.append(self.audience.value)
        return "-".join(parts + ([self.language] if self.language else []))

    @classmethod
    def named(cls, signature: str) -> "Rule":
        """The rule of a signature.

        Raises:
            ValueError: it is none.
        """
        match = _SIGNATURE.fullmatch(signature)
        if match is None:
            raise ValueError(f"not a rule's signature: {signature!r}")
        direction, anchor, amount, letter, hour, minute, audience, language = match.groups()
        return cls(
            Direction(direction),
            Anchor(anchor),
            int(amount),
            _UNIT_LETTERS[letter],
            dt.time(int(hour), int(minute)) if hour else None,
            Audience(audience) if audience else Audience.GOING,
            language or "",
        )

    @property
    def can_ever_help(self) -> bool:
        """Whether it says something: not "before" at the very moment, no time of day for what counts hours.

        Nobody is thanked for coming to their own event, and who came is known only afterwards.
        """
        if self.audience is Audience.HOSTS and self.is_after:
            return False
        if self.audience in _AFTERWARDS and not self.is_after:
            return False
        if self.unit is Unit.HOURS:
            return self.at is None and self.amount <= MOST_HOURS and (self.amount > 0 or self.is_after)
        return self.amount <= MOST_DAYS and (self.amount > 0 or self.at is not None or self.is_after)

    @property
    def is_after(self) -> bool:
        """Whether it thanks instead of reminding."""
        return self.direction is Direction.AFTER

    @property
    def reach(self) -> dt.timedelta:
        """No due moment is further than this from the start or end; a little more for the clocks."""
        return self._days if self.unit is Unit.DAYS else dt.timedelta(hours=self.amount)

    @property
    def _days(self) -> dt.timedelta:
        return dt.timedelta(days=self.amount + 1, hours=2)


DAY_BEFORE = Rule(Direction.BEFORE, Anchor.START, 1, Unit.DAYS, dt.time(11))
ON_DAY = Rule(Direction.BEFORE, Anchor.START, 0, Unit.DAYS, dt.time(8))
THANKS = Rule(Direction.AFTER, Anchor.END, 2, Unit.HOURS)
# What applies to a campaign that has no rules of its own.
DEFAULTS = (DAY_BEFORE, ON_DAY, THANKS)
