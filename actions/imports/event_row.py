"""One row of the table of events, checked as a whole: all that is wrong with it is said at once."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.errors import DomainError
from actions.events.draft import EventDraft, TimeslotDraft
from actions.events.schedule import LocalTimes, instant_of, span_of
from actions.forms import one_line
from actions.geo.gazetteer import Gazetteer
from actions.geo.location import Location, Precision
from actions.geo.places import Found, Place
from actions.geo.states import is_inside
from actions.geo.timezones import is_zone, zone_at
from actions.imports import cells
from actions.imports.cells import BadCell
from actions.imports.csv_rows import CsvRow

REQUIRED = ("title", "date", "start_time")
COLUMNS = frozenset(
    [
        "title",
        "date",
        "start_time",
        "end_time",
        "venue",
        "address",
        "city",
        "state",
        "postal_code",
        "kind",
        "capacity",
        "description",
        "host_name",
        "host_email",
        "latitude",
        "longitude",
        "time_zone",
        "online_url",
        "reference",
        "wheelchair_access",
        "sign_language",
    ]
)
PLACE_COLUMNS = frozenset({"city", "postal_code", "address", "latitude", "online_url"})
USUAL_LENGTH = dt.timedelta(hours=2)


@dataclass(frozen=True)
class ImportedEvent:
    """A row as an event: checked, located and timed, with what it is known by and who hosts it."""

    line: int
    reference: str
    draft: EventDraft
    host_name: str
    host_email: str


class BadRow(Exception):
    """A row that cannot be taken; `reasons` has a sentence for each thing that is wrong."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class _Cells:
    """The row's cells, read one by one, with the complaints gathered."""

    def __init__(self, row: CsvRow) -> None:
        self._cells = row.cells
        self.reasons: list[str] = []

    def raw(self, column: str) -> str:
        return self._cells.get(column, "")

    def take(self, read: Callable[..., Any], column: str, *rest: Any) -> Any:
        try:
            return read(self.raw(column), *rest)
        except BadCell as error:
            self.reasons.append(str(error))
            return None


def read_event(row: CsvRow, gazetteer: Gazetteer) -> ImportedEvent:
    """The event that a row describes.

    Raises:
        BadRow: with every reason.
    """
    found = _Cells(row)
    found.reasons += [f"The {column} is missing." for column in REQUIRED if not found.raw(column)]
    day = found.take(cells.date, "date") if found.raw("date") else None
    start = found.take(cells.time, "start_time", "start_time") if found.raw("start_time") else None
    end = found.take(cells.time, "end_time", "end_time") if found.raw("end_time") else None
    online_url = found.take(cells.web_address, "online_url", "online_url")
    place = _place(found, gazetteer, is_online=bool(online_url))
    written = {
        "title": found.take(cells.text, "title", "title", 200),
        "description": found.take(cells.lines, "description", "description", 20_000),
        "kind": found.take(cells.kind, "kind"),
        "venue": found.take(cells.text, "venue", "venue", 200),
        "address": found.take(cells.text, "address", "address", 300),
        "is_wheelchair_accessible": found.take(cells.yes_or_no, "wheelchair_access", "wheelchair_access"),
        "has_sign_language": found.take(cells.yes_or_no, "sign_language", "sign_language"),
    }
    capacity = found.take(cells.capacity, "capacity")
    host_name = found.take(cells.text, "host_name", "host_name", 200)
    host_email = found.take(cells.email, "host_email")
    reference = found.take(cells.text, "reference", "reference", 200)
    if found.reasons:
        raise BadRow(found.reasons)
    time_zone = _time_zone(found, place.location)
    starts_at, ends_at = _times(day, start, end, time_zone)  # type: ignore[arg-type]  # missing ones are reasons above
    draft = EventDraft(
        time_zone=time_zone,
        timeslots=(TimeslotDraft(starts_at, ends_at, capacity),),
        city=place.city,
        region=place.state,
        postal_code=place.postal_code,
        location=place.location,
        online_url=online_url,
        **written,
    )
    return ImportedEvent(row.line, reference or _own_reference(row), draft, host_name, host_email)


@dataclass(frozen=True)
class _Place:
    city: str
    state: str
    postal_code: str
    location: Location | None


def _place(found: _Cells, gazetteer: Gazetteer, *, is_online: bool) -> _Place:
    city = found.take(cells.text, "city", "city", 120) or ""
    postal_code = found.take(cells.text, "postal_code", "postal_code", 10) or ""
    latitude = found.take(cells.coordinate, "latitude", "latitude", 90.0)
    longitude = found.take(cells.coordinate, "longitude", "longitude", 180.0)
    stated = found.raw("state")
    state = gazetteer.state_code(stated) or "" if stated else ""
    if stated and not state:
        found.reasons.append(f"The state {cells.shown(stated)} is not a state or territory of the United States.")
        return _Place(city, "", postal_code, None)
    location = _coordinates(found, latitude, longitude, state)
    named = gazetteer.zip(postal_code) if postal_code else None
    if named and state and named.state != state:
        found.reasons.append(f"The ZIP {postal_code} is in {named.state}, not in {state}.")
    if postal_code and not named:
        found.reasons.append(f"The postal_code {cells.shown(postal_code)} is not a ZIP we know.")
    if named is None and city and state:
        named = gazetteer.city(city, state)
    if named is None and not (city or state or postal_code):
        named = _at_the_end(found.raw("address"), gazetteer)
        postal_code = named.postal_code or "" if named else ""
    if location is None and named is not None:
        location = named.location
    if location is None and not is_online and not found.reasons:
        found.reasons.append(_unknown_place(found, gazetteer, city, state))
    # What the row leaves out the place itself knows.
    return _Place(city or (named.name if named else ""), state or (named.state if named else ""), postal_code, location)


def _coordinates(found: _Cells, latitude: float | None, longitude: float | None, state: str) -> Location | None:
    if (latitude is None) != (longitude is None):
        found.reasons.append("Latitude and longitude must both be given, or neither.")
    if latitude is None or longitude is None:
        return None
    if state and not is_inside(state, latitude, longitude):
        found.reasons.append(f"The coordinates {latitude:g}, {longitude:g} are not in {state}.")
        return None
    return Location(latitude, longitude, Precision.ROOFTOP, "import")


def _at_the_end(address: str, gazetteer: Gazetteer) -> Place | None:
    """The ZIP or town that a whole address ends with, as in "50 W Washington St, Chicago, IL 60602"."""
    answer = gazetteer.search(one_line(address).partition(",")[2])
    is_town = isinstance(answer, Found) and not answer.place.precision.is_area
    return answer.place if isinstance(answer, Found) and is_town else None


def _unknown_place(found: _Cells, gazetteer: Gazetteer, city: str, state: str) -> str:
    if not city and not state:
        return "There is no place: give city and state, a ZIP, a whole address, coordinates or an online_url."
    if not city:
        return "The city is missing."
    if not state:
        return f"The state of {cells.shown(city)} is missing."
    near = getattr(gazetteer.search(f"{city}, {state}"), "suggestions", ())
    hint = f" Did you mean {near[0].label}?" if near else ""
    return f"There is no town {cells.shown(city)} in {state} that we know.{hint}"


def _time_zone(found: _Cells, location: Location | None) -> str:
    stated = found.raw("time_zone")
    if stated:
        if not is_zone(stated):
            raise BadRow([f"The time_zone {cells.shown(stated)} is not one like America/Chicago."])
        return stated
    if location is None:
        raise BadRow(["An online event without a place needs a time_zone like America/New_York."])
    return zone_at(location.latitude, location.longitude)


def _times(day: dt.date, start: dt.time, end: dt.time | None, time_zone: str) -> tuple[dt.datetime, dt.datetime]:
    try:
        if end is None:
            starts_at = instant_of(day, start, time_zone)
            return starts_at, starts_at + USUAL_LENGTH
        span = span_of(LocalTimes(day, start, end), time_zone)
    except DomainError as error:
        raise BadRow([str(error.message)]) from None
    return span.starts_at, span.ends_at


def _own_reference(row: CsvRow) -> str:
    """For rows without one: the same row is the same event when the file is imported again."""
    what = ("title", "date", "start_time", "venue", "address", "city", "state", "postal_code", "online_url")
    told = "\x1f".join(row.cells.get(column, "").casefold() for column in what)
    return "row:" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
