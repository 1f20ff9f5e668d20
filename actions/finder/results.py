"""One answer of the finder: what was found, what to say when nothing was, and where to go from there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import Row

from actions.events.cards import Card, cards_of
from actions.finder import queries
from actions.finder.chips import Chip, QuickDays, chips_of, quick_days
from actions.finder.choices import Choice, in_useful_order
from actions.finder.places import place_named, search_text, state_name, states
from actions.finder.queries import Hit, Tally
from actions.finder.search import Filters, Problem, SearchQuery
from actions.geo.location import Precision
from actions.geo.places import Ambiguous, Found, Place, Unknown
from actions.page_cache import in_common

PAGE_SIZE = 20
NEAREST_ANYWAY = 3
ONLINE_ANYWAY = 5
MOST_OTHERS = 3


@dataclass(frozen=True)
class StateCount:
    """A state with events: its name, what to search for, and how many."""

    name: str
    near: str
    count: int


@dataclass(frozen=True)
class Listing:
    """One page of a list, and how long the list is."""

    cards: tuple[Card, ...]
    count: int
    page: int

    @property
    def page_count(self) -> int:
        """At least one."""
        return max(1, -(-self.count // PAGE_SIZE))


@dataclass(frozen=True)
class Results:
    """Everything the page shows. `place` is set when one was asked for and is known; with `asks_back` it is the
    searcher's turn: there are `choices`, or perhaps `spellings`, and no list yet."""

    search: SearchQuery
    tally: Tally
    listing: Listing
    place: Place | None
    others: tuple[Place, ...]
    choices: tuple[Choice, ...]
    spellings: tuple[Place, ...]
    asks_back: bool
    nearest: tuple[Card, ...]
    online: tuple[Card, ...]
    by_state: tuple[StateCount, ...]
    organizations: Sequence[Row[str, str]]
    chips: tuple[Chip, ...]
    quick_days: tuple[QuickDays, ...]
    problems: tuple[Problem, ...]

    @property
    def is_around(self) -> bool:
        """Whether the list is ordered by distance from a place."""
        return self.place is not None and self.place.precision is not Precision.STATE and not self.filters.is_online

    @property
    def filters(self) -> Filters:
        """What was asked for besides the place."""
        return self.search.filters

    def problem_with(self, field: str) -> str:
        """What is wrong with one parameter; empty when nothing is."""
        return next((problem.text for problem in self.problems if problem.field == field), "")

    @property
    def miles(self) -> int | None:
        """How far the list and the map reach; nothing where distance plays no part."""
        return self.search.miles if self.is_around else None


def find(search: SearchQuery, now: dt.datetime) -> Results:
    """Answer a search."""
    answer = place_named(search.near) if search.near else None
    place = answer.place if isinstance(answer, Found) else None
    all_filters = Filters(campaign_id=search.filters.campaign_id)
    # Asked once for all pages of this minute: it is the same wherever somebody searches from.
    minute = now.replace(second=0, microsecond=0)
    everything, organizations = in_common(
        ("the country", all_filters.campaign_id, minute),
        lambda: (queries.tally(all_filters, now), queries.organizations(all_filters, now)),
    )
    asks_back = isinstance(answer, Ambiguous | Unknown)
    # Online, everybody is as near as everybody else.
    is_local = place is not None and not search.filters.is_online
    fitting = everything if is_local or not search.has_filters else queries.tally(search.filters, now)
    if asks_back:
        listing = Listing((), 0, 1)
    elif place is None or not is_local:
        listing = _soonest(search.filters, fitting.count, search.page, now)
    else:
        listing = _around(search, place, now)
    is_empty = place is not None and listing.count == 0
    return Results(
        search=search,
        tally=everything,
        listing=listing,
        place=place,
        others=answer.others[:MOST_OTHERS] if isinstance(answer, Found) else (),
        choices=in_useful_order(answer.choices, search.filters, now) if isinstance(answer, Ambiguous) else (),
        spellings=answer.suggestions if isinstance(answer, Unknown) else (),
        asks_back=asks_back,
        nearest=_nearest_anyway(search, place, now) if place and is_empty else (),
        online=_online_anyway(search, now) if is_empty else (),
        by_state=() if place else _by_state(fitting),
        organizations=organizations,
        chips=chips_of(search),
        quick_days=quick_days(search, place, now),
        problems=(*search.problems, *_page_problem(search.page, listing)),
    )


def _around(search: SearchQuery, place: Place, now: dt.datetime) -> Listing:
    filters = search.filters
    if place.precision is Precision.STATE:
        in_state = replace(filters, region=place.state)
        return _soonest(in_state, queries.tally(in_state, now).count, search.page, now)

    point = (place.latitude, place.longitude)
    if search.miles is not None:
        hits = queries.within(point, search.miles, filters=filters, now=now)
        page = _existing_page(search.page, len(hits))
        return Listing(_cards(hits[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], filters, now), len(hits), page)
    count = queries.located_count(filters, now)
    page = _existing_page(search.page, count)
    hits = queries.nearest(point, min(page * PAGE_SIZE, count), filters=filters, now=now, out_of=count)
    return Listing(_cards(hits[(page - 1) * PAGE_SIZE :], filters, now), count, page)


def _soonest(filters: Filters, count: int, page: int, now: dt.datetime) -> Listing:
    page = _existing_page(page, count)
    ids = queries.soonest(filters, now, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return Listing(tuple(cards_of(ids, now, filters.days)), count, page)


def _existing_page(page: int, count: int) -> int:
    return min(page, max(1, -(-count // PAGE_SIZE)))


def _cards(hits: Sequence[Hit], filters: Filters, now: dt.datetime) -> tuple[Card, ...]:
    miles = {hit.event_id: hit.miles for hit in hits}
    return tuple(cards_of(list(miles), now, filters.days, miles))


def _nearest_anyway(search: SearchQuery, place: Place, now: dt.datetime) -> tuple[Card, ...]:
    point = (place.latitude, place.longitude)
    # Somebody who asked for a date or a ramp still needs it; only the distance gives way.
    filters = replace(search.filters, is_online=False)
    return _cards(queries.nearest(point, NEAREST_ANYWAY, filters=filters, now=now), filters, now)


def _online_anyway(search: SearchQuery, now: dt.datetime) -> tuple[Card, ...]:
    if search.filters.is_online:
        return ()
    online = replace(search.filters, is_online=True)
    return tuple(cards_of(queries.soonest(online, now, limit=ONLINE_ANYWAY), now, online.days))


def _by_state(tally: Tally) -> tuple[StateCount, ...]:
    return tuple(
        StateCount(state_name(state), search_text(state), tally.by_region[state.code])
        for state in states()
        if tally.by_region.get(state.code)
    )


def _page_problem(asked: int, listing: Listing) -> tuple[Problem, ...]:
    if asked <= listing.page_count:
        return ()
    return (Problem("page", _("The list is not that long. This is its last page.")),)
