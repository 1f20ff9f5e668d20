"""A made-up campaign of any size, as the CSV file that an organizer would import.

Everything about an event follows from its number: the same number is the same event in every run, and a larger campaign
holds a smaller one.
"""

import csv
import datetime as dt
import io
from random import Random
from typing import Any

from actions.demo.rallies import COLUMNS, FAMILY_NAMES, GIVEN_NAMES
from actions.demo.titles import title_of
from actions.demo.towns import Town, edges, towns
from actions.events.going import FEW_PLACES
from actions.events.models import EventKind
from actions.geo.states import is_inside

SEED = "every-town"
HOSTS = 200
ALL_COLUMNS = [*COLUMNS, "address", "postal_code", "latitude", "longitude", "time_zone", "online_url", "capacity"]
KINDS = (EventKind.RALLY,) * 6 + tuple(EventKind)
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu")
VENUES = (
    "City Hall",
    "Courthouse steps",
    "Public Library",
    "Riverside Park",
    "First Methodist Church",
    "Town Green",
    "",
)
# Local times; some begin at midnight, some end after it.
TIMES = (("11:00", "13:00"),) * 6 + (("08:30", "10:00"), ("17:30", "19:00"), ("23:30", "00:30"), ("00:00", "01:00"))
DAYS_AFTER = (0,) * 14 + (1, 2, 3, 7, 14, 20)
DESCRIPTION = """We gather so that families stay together. Bring water, a sign and a friend.

**En español:** Nos reunimos para que las familias sigan juntas. Trae agua, un cartel y a alguien más.
Habrá quien hable español.

*This is a demonstration: the action and its host are made up.*"""


def reference_of(number: int) -> str:
    """What the import knows an event by."""
    return f"town-{number:06d}"


def number_of(reference: str) -> int:
    """The number of an event."""
    return int(reference.removeprefix("town-"))


def is_cancelled(number: int) -> bool:
    """Whether the event is called off."""
    return number % 40 == 21


def is_withheld(number: int) -> bool:
    """Whether only those who are coming see the address."""
    return number % 20 == 14


def is_online(number: int) -> bool:
    """Whether one can take part over a link; every other one of these has no place at all."""
    return number % 16 == 15


def is_nowhere(number: int) -> bool:
    """Whether it takes place over a link alone."""
    return number % 32 == 31


def capacity_of(number: int) -> int | None:
    """Places, where they are limited."""
    if number % 40 in (11, 12):
        return 5 + number % 9
    return 200 if number % 9 == 0 else None


def going_count_of(number: int) -> int:
    """How many people are coming: all places of some, nearly all of others, a few or nobody elsewhere."""
    capacity = capacity_of(number) or 0
    if is_cancelled(number):
        return 0
    if number % 40 == 11:
        return capacity
    return capacity - FEW_PLACES + 1 if number % 40 == 12 else Random(f"{SEED}:going:{number}").choice((0, 0, 1, 2))


def as_csv(count: int, day: dt.date) -> bytes:
    """The first `count` events as a file for `events import`, around a given local day."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ALL_COLUMNS)
    writer.writeheader()
    for number in range(1, count + 1):
        writer.writerow(row_of(number, day))
    return text.getvalue().encode()


def row_of(number: int, day: dt.date) -> dict[str, Any]:
    """One event as a row of the file."""
    chance = Random(f"{SEED}:{number}")
    town = edges()[number - 1] if number <= len(edges()) else chance.choice(towns())
    kind, (start, end) = chance.choice(KINDS), chance.choice(TIMES)
    host = chance.randrange(HOSTS)
    row = {
        "reference": reference_of(number),
        "title": title_of(number, kind, town.name),
        "date": (day + dt.timedelta(days=chance.choice(DAYS_AFTER))).isoformat(),
        "start_time": start,
        "end_time": end,
        "kind": str(kind),
        "description": DESCRIPTION,
        "host_name": f"{GIVEN_NAMES[host % len(GIVEN_NAMES)]} {FAMILY_NAMES[host % len(FAMILY_NAMES)]}",
        "host_email": f"town-host{host:03d}@example.org",
        "wheelchair_access": "yes" if number % 3 else "no",
        "sign_language": "no" if number % 7 else "yes",
        "capacity": capacity_of(number) or "",
        "online_url": f"https://meet.example.org/{reference_of(number)}" if is_online(number) else "",
    }
    return row | ({"time_zone": chance.choice(ZONES)} if is_nowhere(number) else _place(town, chance))


def _place(town: Town, chance: Random) -> dict[str, Any]:
    """Where it is: most know their meeting point, the others only the town's ZIP code."""
    place = {
        "venue": chance.choice(VENUES),
        "address": f"{chance.randrange(1, 990)} Main St",
        "city": town.name,
        "state": town.state,
        "postal_code": town.postal_code,
    }
    latitude, longitude = (round(middle + chance.gauss(0, 0.01), 5) for middle in (town.latitude, town.longitude))
    if chance.random() < 0.6 and is_inside(town.state, latitude, longitude):
        return place | {"latitude": latitude, "longitude": longitude}
    return place
