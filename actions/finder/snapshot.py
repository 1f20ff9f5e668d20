"""The published snapshot that the map reads: one list a column, so that names are not repeated for every event."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from actions import localtime
from actions.database import db
from actions.events.cards import COLUMNS, Card, Slot, card_from
from actions.events.kinds import KIND_NAMES
from actions.events.models import Event, Timeslot
from actions.finder.places import place_named
from actions.finder.queries import MOST_ROUNDED_MILES, inside, upcoming
from actions.finder.search import SearchQuery
from actions.geo.distance import box_around, miles_between
from actions.geo.location import Precision
from actions.geo.places import Found, Place

COLUMN_NAMES = (
    "id", "slug", "title", "latitude", "longitude", "precision", "starts_at", "day", "time", "place", "kind",
)  # fmt: skip


def snapshot(search: SearchQuery, now: dt.datetime) -> str:
    """Every event of a search that has a point, as compact JSON; an unknown place is no place at all."""
    answer = place_named(search.near) if search.near else None
    place = answer.place if isinstance(answer, Found) else None
    lines = [_line(card) for card in _cards(search, place, now)]
    columns = zip(*lines, strict=True) if lines else [()] * len(COLUMN_NAMES)
    shaped = {name: list(column) for name, column in zip(COLUMN_NAMES, columns, strict=True)}
    return json.dumps({"columns": shaped}, ensure_ascii=False, separators=(",", ":"))


def _line(card: Card) -> tuple[Any, ...]:
    slot = card.next
    return (
        card.id,
        card.slug,
        card.title,
        card.shown.latitude,
        card.shown.longitude,
        card.shown.precision,
        int(slot.starts_at.timestamp()),
        localtime.short_day(slot.starts_at, card.zone),
        localtime.time_range(slot.starts_at, slot.ends_at, card.zone),
        card.place,
        str(KIND_NAMES[card.kind]),
    )


def _cards(search: SearchQuery, place: Place | None, now: dt.datetime) -> Iterator[Card]:
    filters, reach = search.filters, None
    if place and place.precision is Precision.STATE:
        filters = replace(filters, region=place.state)
    elif place and search.miles and not filters.is_online:
        reach = search.miles
    conditions = [*upcoming(filters, now), Event.latitude.is_not(None), Event.longitude.is_not(None)]
    if place and reach:
        conditions.append(inside(box_around(place.latitude, place.longitude, reach + MOST_ROUNDED_MILES)))

    next_slots = _next_slots(conditions, now)
    for row in db.session.execute(select(*COLUMNS).where(*conditions).order_by(Event.id)):
        if row.id in next_slots:
            card = card_from(row, [next_slots[row.id]])
            if not (place and reach) or _miles(place, card) <= reach:
                yield card


def _miles(place: Place, card: Card) -> float:
    return miles_between(place.latitude, place.longitude, card.shown.latitude or 0, card.shown.longitude or 0)


def _next_slots(conditions: list[Any], now: dt.datetime) -> dict[int, Slot]:
    query = (
        select(Timeslot.event_id, Timeslot.starts_at, Timeslot.ends_at, Timeslot.capacity, Timeslot.going_count)
        .join(Event)
        .where(*conditions, Timeslot.ends_at > now)
        .order_by(Timeslot.starts_at.desc())
    )
    # Latest first, so that the next one is what stays.
    return {
        event_id: Slot(starts_at, ends_at, capacity, going_count)
        for event_id, starts_at, ends_at, capacity, going_count in db.session.execute(query)
    }
