"""The published snapshot: every event that the public may find, as small as it gets, for the map and its list.

One JSON object, the same for every language, so that it is packed once and a browser keeps one of it. All columns are
as long as there are events, in the order of their numbers (`id`). Read it with `eventsFrom` in
`static/js/snapshot.js`, which is the other half of this page:

    {
      "format": 2,
      "id":        [3, 1, 1, …],        deltas: add them up
      "titles":    ["Rally in \\u0001", …],   each title once; \\u0001 stands for the event's own town
      "title":     [0, 0, 1, …],        indexes into `titles`
      "zones":     ["America/Chicago", …],
      "towns":     [["Chicago", "IL", 0], …],   town, state, index into `zones`; town and state may be ""
      "town":      [0, 0, 1, …],        indexes into `towns`
      "venues":    ["", "Daley Plaza", …],
      "venue":     [1, 0, …],           indexes into `venues`; "" where there is none or it is withheld
      "whens":     [[1796490000, 7200], …],     start in UTC seconds, length in seconds
      "when":      [0, 0, 1, …],        indexes into `whens`: the next timeslot, on the days asked for
      "more":      {"17": [4, 9], …},   by position: indexes into `whens` of the others to come, soonest first
      "precision": "0013-…",            one character an event: index into `precisions`, or "-" where there is no point
      "precisions": ["rooftop", "street", "zip", "city"],
      "latitude":  [4188360, -120, …],  degrees times `scale`, as deltas; an event without a point adds 0
      "longitude": [-8763080, 33, …],
      "scale":     100000,
      "kinds":     [["rally", {"en": "Rally", "es": "…"}], …],
      "kind":      "001…",              one character an event, base 36: index into `kinds`
      "flags":     "0a2…",              one character an event, base 32: the sum of 1 online, 2 wheelchair access,
                                        4 sign language, 8 full, 16 few places left
      "bands":     [10000, …, 5],       "50 or more are going"
      "going":     "0b3…",              one character an event, base 36: 0 for fewer, else 1 + index into `bands`
      "organizations": [["", ""], ["slug", "Name"], …],
      "organization":  [0, 1, …],       indexes into `organizations`: the event's own, else its campaign's
      "campaigns": [["slug", "Title"], …],
      "campaign":  [0, 0, …]            indexes into `campaigns`
    }

What is not in it: days and times in words (the device has the instant and the zone, and `Intl`), the address's
readable tail (made of number, title and town, as `slug_of` makes it), drafts, what is cancelled, postponed or over,
and whatever of a place is withheld.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from actions.coalition.models import Campaign, Organization
from actions.database import db
from actions.events.cards import COLUMNS, Slot, card_from
from actions.events.days import Days
from actions.events.models import Event, Timeslot
from actions.finder.columnar import Line, packed
from actions.finder.places import place_named
from actions.finder.queries import MOST_ROUNDED_MILES, inside, upcoming
from actions.finder.search import Filters, SearchQuery
from actions.geo.distance import box_around, miles_between
from actions.geo.location import Precision
from actions.geo.places import Found, Place

_COLUMNS = (
    *COLUMNS,
    Organization.slug.label("organization_slug"),
    Organization.name.label("organization_name"),
    Campaign.slug.label("campaign_slug"),
    Campaign.title.label("campaign_title"),
)


def snapshot(search: SearchQuery, now: dt.datetime) -> str:
    """Every event of a search; an unknown place is no place at all. Without a place those online are in it too."""
    answer = place_named(search.near) if search.near else None
    place = answer.place if isinstance(answer, Found) else None
    filters = search.filters
    if place is None or filters.is_online:
        return packed(_lines(upcoming(filters, now), filters.days, now))
    if place.precision is Precision.STATE:
        return packed(_lines(upcoming(replace(filters, region=place.state), now), filters.days, now))
    return packed(_lines_around(place, search.miles, filters, now))


def _lines_around(place: Place, miles: int | None, filters: Filters, now: dt.datetime) -> Iterator[Line]:
    conditions = [*upcoming(filters, now), Event.latitude.is_not(None)]
    if miles is not None:
        conditions.append(inside(box_around(place.latitude, place.longitude, miles + MOST_ROUNDED_MILES)))
    for line in _lines(conditions, filters.days, now):
        shown = line.card.shown
        distance = miles_between(place.latitude, place.longitude, shown.latitude or 0, shown.longitude or 0)
        if miles is None or distance <= miles:
            yield line


def _lines(conditions: list[ColumnElement[bool]], days: Days, now: dt.datetime) -> Iterator[Line]:
    slots = _slots(conditions, now)
    query = (
        select(*_COLUMNS)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .outerjoin(Organization, Organization.id == func.coalesce(Event.organization_id, Campaign.organization_id))
        .where(*conditions)
        .order_by(Event.id)
    )
    for row in db.session.execute(query):
        if row.id in slots:
            yield _line(row, slots[row.id], days)


def _line(row: Row[*tuple[Any, ...]], slots: list[Slot], days: Days) -> Line:
    organization = (row.organization_slug or "", row.organization_name or "")
    return Line(card_from(row, slots, days), organization, (row.campaign_slug, row.campaign_title))


def _slots(conditions: list[ColumnElement[bool]], now: dt.datetime) -> dict[int, list[Slot]]:
    query = (
        select(Timeslot.event_id, Timeslot.starts_at, Timeslot.ends_at, Timeslot.capacity, Timeslot.going_count)
        .join(Event)
        .where(*conditions, Timeslot.ends_at > now)
        .order_by(Timeslot.starts_at, Timeslot.id)
    )
    found: dict[int, list[Slot]] = {}
    for event_id, starts_at, ends_at, capacity, going_count in db.session.execute(query):
        found.setdefault(event_id, []).append(Slot(starts_at, ends_at, capacity, going_count))
    return found
