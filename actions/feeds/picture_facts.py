"""What a share picture says: only what the public may know, and a digest that names exactly this picture."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from actions import localtime
from actions.coalition.models import Campaign
from actions.events.kinds import KIND_NAMES
from actions.events.models import Timeslot
from actions.events.page import EventPage, Standing
from actions.feeds.typesetting import drawable
from actions.numerals import numeral

# Raised when the drawing itself changes, so that no picture of the old kind is taken for one of the new.
DRAWING = 2
_NOTICES = (Standing.CANCELLED, Standing.POSTPONED)


@dataclass(frozen=True)
class PictureFacts:
    """All that is drawn. `points` are the dots on a campaign's map and, changing all the time, not in its name."""

    title: str
    label: str
    when: tuple[str, ...]
    where: str
    month: str = ""
    day: str = ""
    notice: str = ""
    is_struck: bool = False
    is_campaign: bool = False
    is_online: bool = False
    is_exact: bool = False
    state: str = ""
    point: tuple[float, float] | None = None
    points: tuple[tuple[float, float], ...] = ()

    @property
    def digest(self) -> str:
        """Twelve hex digits that stand for everything said."""
        said = repr((DRAWING, replace(self, points=())))
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word on the picture, for those who do not see it."""
        return tuple(part for part in (self.notice, self.title, *self.when, self.where) if part)


def event_facts(page: EventPage) -> PictureFacts:
    """The picture of an event, as its page may show it."""
    event, place = page.event, page.place
    slots = page.slots_to_come or page.timeslots
    town = place.town or (_("Online") if event.is_online else "")
    facts = PictureFacts(
        title=drawable(event.title) or _("%(kind)s in %(town)s", kind=KIND_NAMES[event.kind], town=town),
        label=drawable(page.organization.name if page.organization else event.campaign.title),
        when=_when(page, slots),
        where=_where(drawable(town), len(slots) if page.standing is not Standing.POSTPONED else 1),
        notice=_notice(page.standing),
        is_struck=page.standing in _NOTICES,
        is_online=event.is_online,
        is_exact=place.is_exact,
        state=place.region,
        point=_point(place.latitude, place.longitude),
    )
    if not slots:
        return facts
    month, day, _weekday = localtime.day_parts(slots[0].starts_at, event.zone)
    return replace(facts, month=month, day=day)


def campaign_facts(campaign: Campaign | None, count: int, states: int) -> PictureFacts:
    """The picture of a campaign (or of the whole site): how many actions there are; where is added for drawing."""
    title = campaign.title if campaign else _("Find an action near you")
    facts = PictureFacts(
        title=drawable(title) or _("Find an action near you"),
        label=drawable(campaign.organization.name) if campaign and campaign.organization else _("Actions"),
        when=(_day_words(campaign.day_on),) if campaign and campaign.day_on else (),
        where=_how_many(count, states),
        is_campaign=True,
    )
    if campaign is None or campaign.day_on is None:
        return facts
    return replace(facts, month=format_date(campaign.day_on, "LLL"), day=format_date(campaign.day_on, "d"))


def _when(page: EventPage, slots: Sequence[Timeslot]) -> tuple[str, ...]:
    if page.standing is Standing.POSTPONED:
        return (_("New date to come"),)
    if not slots:
        return ()
    zone, first = page.event.zone, slots[0]
    return localtime.long_day(first.starts_at, zone), localtime.time_range(first.starts_at, first.ends_at, zone)


def _where(town: str, slot_count: int) -> str:
    if slot_count < 2:
        return town
    more = ngettext("%(num)s more time", "%(num)s more times", slot_count - 1)
    return " · ".join(part for part in (town, more) if part)


def _notice(standing: Standing) -> str:
    return {Standing.CANCELLED: _("Cancelled"), Standing.POSTPONED: _("Postponed")}.get(standing, "")


def _how_many(count: int, states: int) -> str:
    """Rounded down, so that the picture keeps its name while actions are added one by one."""
    if count == 0:
        return ""
    step = 1 if count < 10 else 10 ** (len(str(count)) - 1) // 2 or 1
    rounded = count // step * step
    number = numeral(rounded) if rounded == count else f"{numeral(rounded)}+"
    actions = ngettext("%(number)s action", "%(number)s actions", rounded, number=number)
    if states < 2:
        return actions
    return _("%(actions)s in %(states)s states and territories", actions=actions, states=numeral(states))


def _day_words(day: dt.date) -> str:
    return str(format_date(day, "full"))


def _point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    if latitude is None or longitude is None:
        return None
    return latitude, longitude
