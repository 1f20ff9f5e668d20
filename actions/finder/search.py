"""What somebody searches for, read from the address. Nothing in an address can break the page: what makes no sense is
left out and told in a sentence."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from actions.coalition.queries import organization_called
from actions.events.days import Days, Told, days_of_args, echo
from actions.events.models import EventKind
from actions.forms import one_line
from actions.geo.names import LONGEST_NAME

DEFAULT_MILES = 25
MILES_CHOICES = (10, 25, 50, 100)
MOST_MILES = 1_000
MOST_PAGES = 1_000_000
LONGEST_SLUG = 80
# Parameters that count once; `kind` may repeat.
SINGLE = ("near", "miles", "from", "to", "organization", "online", "accessible", "sign_language", "page")


class Problem(NamedTuple):
    """What is wrong in an address, and what a page does about it; `field` is the parameter."""

    field: str
    wrong: str
    instead: str = ""

    @property
    def text(self) -> str:
        """Both, as a page says it."""
        return f"{self.wrong} {self.instead}".strip()


@dataclass(frozen=True)
class OrganizationAsked:
    """An organization whose actions are looked for."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Filters:
    """Which events are looked for, wherever they are."""

    kinds: tuple[str, ...] = ()
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    is_online: bool = False
    is_accessible: bool = False
    has_sign_language: bool = False
    region: str = ""
    organization: OrganizationAsked | None = None
    campaign_id: int | None = None

    @property
    def days(self) -> Days:
        """The days on which they are to be."""
        return Days(self.first_on, self.last_on)


@dataclass(frozen=True)
class SearchQuery:
    """One search. `miles` is empty for any distance; `problems` say what was left out."""

    near: str = ""
    miles: int | None = DEFAULT_MILES
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    problems: tuple[Problem, ...] = ()

    @classmethod
    def from_args(cls, args: MultiDict[str, str], campaign_id: int | None = None) -> Self:
        """Read `near`, `miles`, `from`, `to`, `kind` (repeat), `organization`, `online`, `accessible`, `sign_language`
        and `page`."""
        problems: list[Problem] = []
        near = one_line(args.get("near", ""))
        if len(near) > LONGEST_NAME:
            problems.append(Problem("near", _("That is too long for a ZIP code or a town.")))
            near = ""
        miles = _miles(args, problems)
        first_on, last_on = _days(args, problems)
        filters = Filters(
            kinds=_kinds(args, problems),
            first_on=first_on,
            last_on=last_on,
            is_online=_ticked(args, "online"),
            is_accessible=_ticked(args, "accessible"),
            has_sign_language=_ticked(args, "sign_language"),
            organization=_organization(args, problems),
            campaign_id=campaign_id,
        )
        page = _page(args, problems)
        problems += _repeats(args)
        return cls(near, miles, filters, page, tuple(problems))

    @property
    def has_filters(self) -> bool:
        """Whether less than everything is looked for."""
        return self.filters != Filters(campaign_id=self.filters.campaign_id)

    def args(self, **changes: Any) -> dict[str, Any]:
        """The search as parts of an address, without what is so anyway; `changes` go over it, empty ones leave out."""
        filters = self.filters
        parts = {
            "near": self.near,
            "miles": "any" if self.miles is None else self.miles if self.miles != DEFAULT_MILES else "",
            "from": filters.first_on and filters.first_on.isoformat(),
            "to": filters.last_on and filters.last_on.isoformat(),
            "kind": list(filters.kinds),
            "organization": filters.organization and filters.organization.slug,
            "online": int(filters.is_online),
            "accessible": int(filters.is_accessible),
            "sign_language": int(filters.has_sign_language),
            "page": self.page,
        }
        kept = {name: value for name, value in (parts | changes).items() if value}
        if kept.get("page") == 1:
            del kept["page"]
        return kept


def _ticked(args: MultiDict[str, str], name: str) -> bool:
    return args.get(name, "") not in ("", "0")


def _miles(args: MultiDict[str, str], problems: list[Problem]) -> int | None:
    text = args.get("miles", "").strip()
    if text == "any":
        return None
    if not text:
        return DEFAULT_MILES
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= MOST_MILES:
        return int(text)
    wrong = _("The distance must be between 1 and %(most)s miles, or “any”.", most=MOST_MILES)
    problems.append(Problem("miles", wrong, _("This list is for %(miles)s miles.", miles=DEFAULT_MILES)))
    return DEFAULT_MILES


def _days(args: MultiDict[str, str], problems: list[Problem]) -> tuple[dt.date | None, dt.date | None]:
    sentences: list[Told] = []
    first_on, last_on = days_of_args(args, sentences)
    left_out = [name for name, day in (("from", first_on), ("to", last_on)) if day is None and args.get(name)]
    problems += [Problem(name, *told) for name, told in zip(left_out, sentences, strict=False)]
    return first_on, last_on


def _kinds(args: MultiDict[str, str], problems: list[Problem]) -> tuple[str, ...]:
    asked = {one_line(text) for text in args.getlist("kind")} - {""}
    unknown = sorted(asked - set(EventKind))
    if unknown:
        told = _("There is no kind of action called “%(kind)s”.", kind=echo(unknown[0]))
        problems.append(Problem("kind", told))
    return tuple(kind for kind in EventKind if kind in asked)


def _organization(args: MultiDict[str, str], problems: list[Problem]) -> OrganizationAsked | None:
    slug = one_line(args.get("organization", ""))
    if not slug:
        return None
    found = organization_called(slug) if len(slug) <= LONGEST_SLUG else None
    if found:
        return OrganizationAsked(found.id, found.slug, found.name)
    problems.append(Problem("organization", _("There is no organization called “%(name)s”.", name=echo(slug))))
    return None


def _page(args: MultiDict[str, str], problems: list[Problem]) -> int:
    text = args.get("page", "").strip() or "1"
    if text.isascii() and text.isdigit() and int(text[:9]) >= 1:
        return int(text) if len(text) < 8 else MOST_PAGES
    wrong = _("“%(text)s” is not a page of this list.", text=echo(one_line(text)))
    problems.append(Problem("page", wrong, _("This is the first one.")))
    return 1


def _repeats(args: MultiDict[str, str]) -> list[Problem]:
    twice = [name for name in SINGLE if len({one_line(text) for text in args.getlist(name)}) > 1]
    return [
        Problem(name, _("“%(name)s” stands in the address more than once.", name=name), _("The first one counts."))
        for name in twice
    ]
