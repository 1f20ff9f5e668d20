"""Some of a campaign's events, as an organizer picks them: the same choice filters a list, its totals and its exports.

Drafts are never among them: what a host has not sent for review is nobody else's business.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Self

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, or_
from werkzeug.datastructures import MultiDict

from actions.events.days import Bounds, Told, days_of_args, echo, zones_by_bounds
from actions.events.models import Event, EventState, Timeslot
from actions.forms import one_line

STATES = tuple(state for state in EventState if state is not EventState.DRAFT)
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Selection:
    """One campaign; within it a US state, a review state, local days (both inclusive) and words of title or town."""

    campaign_id: int
    region: str = ""
    state: str = ""
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    text: str = ""
    problems: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: MultiDict[str, str], campaign_id: int) -> Self:
        """Read `state`, `status`, `from`, `to` and `q`. What makes no sense is left out and told in `problems`."""
        problems: list[str] = []
        told: list[Told] = []
        first_on, last_on = days_of_args(args, told)
        problems += [" ".join(sentences).strip() for sentences in told]
        text = one_line(args.get("q", ""))
        if len(text) > LONGEST_TEXT:
            problems.append(_("Search for at most %(most)s characters.", most=LONGEST_TEXT))
            text = ""
        return cls(
            campaign_id, _region(args, problems), _state(args, problems), first_on, last_on, text, tuple(problems)
        )

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.args()

    def args(self, **changes: Any) -> dict[str, Any]:
        """The choice as parts of an address; `changes` go over it, empty ones leave out."""
        parts = {
            "state": self.region,
            "status": self.state,
            "from": self.first_on.isoformat() if self.first_on else "",
            "to": self.last_on.isoformat() if self.last_on else "",
            "q": self.text,
        }
        return {name: str(value) for name, value in (parts | changes).items() if value}

    def of_events(self) -> list[ColumnElement[bool]]:
        """Conditions on events."""
        days = self._days()
        slot = [] if days is None else [exists().where(Timeslot.event_id == Event.id, days).correlate(Event)]
        return [*self._plain(), *slot]

    def of_timeslots(self) -> list[ColumnElement[bool]]:
        """Conditions on timeslots joined to their events."""
        days = self._days()
        return [*self._plain(), *([] if days is None else [days])]

    def _plain(self) -> list[ColumnElement[bool]]:
        conditions = [Event.campaign_id == self.campaign_id, Event.state != EventState.DRAFT]
        if self.region:
            conditions.append(Event.region == self.region)
        if self.state:
            conditions.append(Event.state == self.state)
        if self.text:
            found = (column.icontains(self.text, autoescape=True) for column in (Event.title, Event.city))
            conditions.append(or_(*found))
        return conditions

    def _days(self) -> ColumnElement[bool] | None:
        if self.first_on is None and self.last_on is None:
            return None
        return or_(
            *(
                and_(Event.time_zone.in_(zones), *_starts_between(bounds))
                for bounds, zones in zones_by_bounds(self.first_on, self.last_on).items()
            )
        )


def _starts_between(bounds: Bounds) -> list[ColumnElement[bool]]:
    begins, ends = bounds
    after = [] if begins is None else [Timeslot.starts_at >= begins]
    return [*after, *([] if ends is None else [Timeslot.starts_at < ends])]


def _region(args: MultiDict[str, str], problems: list[str]) -> str:
    text = one_line(args.get("state", "")).upper()
    if not text or re.fullmatch("[A-Z]{2}", text):
        return text
    problems.append(_("“%(text)s” is not a state. Write its two letters, as in TX.", text=echo(text)))
    return ""


def _state(args: MultiDict[str, str], problems: list[str]) -> str:
    text = one_line(args.get("status", "")).lower()
    if not text or text in STATES:
        return text
    problems.append(_("There is no review state “%(text)s”.", text=echo(text)))
    return ""
