"""The offline gazetteer: ZIPs, towns, nicknames and states out of one read-only file. No network, no lock."""

import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from actions.geo import spelling
from actions.geo.location import Precision
from actions.geo.names import LONGEST_NAME, name_key, words
from actions.geo.places import Ambiguous, Answer, Found, Place, State, Unknown

GAZETTEER = Path(__file__).parent / "data" / "gazetteer.sqlite"
SCALE = 10_000
# A town with this many times the ZIPs of its next namesake is meant by its bare name ("Austin").
DOMINANT = 4
# A town with this many ZIPs stands beside a state of the same name ("New York", "Washington").
FAMOUS = 10
MOST_CHOICES = 24
MOST_SUGGESTIONS = 5
LONGEST_STATE_WORDS = 7

_ZIP = re.compile(r"(\d{5})(?:[\s-]+\d{4})?$", re.ASCII)
_ZIP_AT_END = re.compile(r"[\s,](\d{5})(?:-\d{4})?\s*$", re.ASCII)
_LOST_ZERO = re.compile(r"\d{3,4}$", re.ASCII)
_COUNTRY = re.compile(r"[\s,]+(?:usa|u\.s\.a\.?|united states(?: of america)?|ee\.? ?uu\.?)\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^)]*\)")


class NameKind(IntEnum):
    """Whose name for a place it is, the most official first."""

    OFFICIAL = 0
    ACCEPTED = 1
    NICKNAME = 2
    LOCAL = 3


# `towns` is the view of all names with the places they mean.
_TOWN = "SELECT name, state, lat, lon, weight, kind FROM towns WHERE key = ? AND state = ?"
_NAMESAKES = """SELECT name, state, lat, lon, weight, kind FROM towns WHERE key = ?
                ORDER BY kind = ?, weight DESC, kind, state"""
_BEGINNING = """SELECT name, state, lat, lon FROM towns
                WHERE key >= ? AND key < ? AND state LIKE ? AND kind <> ?
                GROUP BY name, state ORDER BY MIN(kind), weight DESC, name, state LIMIT ?"""
_KNOWN_NAMES = "SELECT DISTINCT key FROM names WHERE kind <> ? ORDER BY key"
_ZIPS = """SELECT zip, zips.lat, zips.lon, is_exact, places.name, places.state
           FROM zips JOIN places ON places.id = place_id WHERE zip BETWEEN ? AND ?"""
_COUNTY = "SELECT counties.name FROM zips JOIN counties ON counties.id = county_id WHERE zip = ?"


class Gazetteer:
    """Look-ups in one gazetteer file. Safe in threads and after a fork: each opens the file for itself."""

    def __init__(self, path: Path = GAZETTEER) -> None:
        self._address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._here = threading.local()
        self._states: tuple[State, ...] = ()
        self._state_names: dict[str, str] = {}
        self._known_names: list[tuple[str, int]] = []

    def search(self, text: str) -> Answer:
        """What a person typed into "ZIP or City, ST": one place, a choice, or the nearest spellings. Never raises."""
        if len(text) > LONGEST_NAME:
            return Unknown()
        text = _COUNTRY.sub("", _IN_BRACKETS.sub(" ", text)).strip()
        if _ZIP.match(text):
            return self._search_zip(text)
        if _LOST_ZERO.match(text):
            # A spreadsheet took the leading zero of a New England or Puerto Rico ZIP: ask, do not assume.
            meant = self.zip(text.zfill(5))
            return Unknown((meant,) if meant else ())
        at_end = _ZIP_AT_END.search(text)
        if at_end and (place := self.zip(at_end[1])):
            return Found(place)
        return self._search_name(text[: at_end.start()] if at_end else text)

    def find(self, text: str, state: str | None = None) -> Place | None:
        """The one place that a text names, within `state` when it is given; nothing when it is unknown or ambiguous."""
        if state:
            place = self.zip(text)
            return place if place and place.state == state.upper() else self.city(text, state)
        answer = self.search(text)
        return answer.place if isinstance(answer, Found) else None

    def zip(self, code: str) -> Place | None:
        """A ZIP or ZIP+4."""
        match = _ZIP.match(code.strip()[:LONGEST_NAME])
        return next(self._zips(int(match[1]), int(match[1])), None) if match else None

    def county(self, code: str) -> str:
        """The name of the county of a ZIP; empty when it is unknown."""
        match = _ZIP.match(code.strip()[:LONGEST_NAME])
        row = self._run(_COUNTY, int(match[1])) if match else []
        return str(row[0][0]) if row else ""

    def city(self, name: str, state: str) -> Place | None:
        """A town by any of its names; `state` is a code or a name."""
        code = self.state_code(state)
        rows = self._run(_TOWN, name_key(_IN_BRACKETS.sub(" ", name[: LONGEST_NAME + 1])), code) if code else []
        return _town(rows[0]) if rows else None

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Place, ...]:
        """Places whose ZIP or name begins so, the largest first; for type-ahead."""
        prefix = prefix.strip()[:LONGEST_NAME]
        if prefix.isascii() and prefix.isdigit():
            return self._suggest_zips(prefix, limit)
        name, _comma, state = prefix.partition(",")
        key = name_key(name)
        if not key:
            return ()
        code = self.state_code(state) or "".join(words(state))[:2].upper()
        # Keys are plain letters and digits: "~" sorts after all that begin so, a space before all that go on.
        end = f"{key} " if state.strip() else f"{key}~"
        rows = self._run(_BEGINNING, key, end, f"{code}%", NameKind.LOCAL, limit)
        return tuple(_town((*row, 0, 0)) for row in rows)

    def states(self) -> tuple[State, ...]:
        """The 50 states, DC and the five territories, by name."""
        if not self._states:
            rows = self._run("SELECT code, name, name_es, fips, lat, lon FROM states ORDER BY name")
            self._states = tuple(_state(*row) for row in rows)
        return self._states

    def state_code(self, text: str) -> str | None:
        """The two-letter code for a code, an English or Spanish name, or a common abbreviation."""
        if not self._state_names:
            self._state_names = dict(self._run("SELECT key, code FROM state_names"))
        return self._state_names.get(name_key(text[: LONGEST_NAME + 1]))

    def _search_zip(self, text: str) -> Answer:
        number = int(text[:5])
        place = next(self._zips(number, number), None)
        if place:
            return Found(place)
        # The same first three digits are one sorting area: the nearest numbers are near on the ground.
        area = number // 100 * 100
        nearby = sorted(self._zips(area, area + 99), key=lambda near: abs(int(near.postal_code or 0) - number))
        return Unknown(tuple(nearby[:MOST_SUGGESTIONS]))

    def _search_name(self, text: str) -> Answer:
        parts = [part for part in text.split(",") if name_key(part)]
        if len(parts) > 1 and (code := self.state_code(parts[-1])):
            # "Venue, City, ST" names the town next to the state; "City, County, ST" does not.
            for part in (parts[-2], parts[0]):
                if place := self.city(part, code):
                    return Found(place)
            return Unknown(self._near_spellings(name_key(parts[-2]), code))

        answer = self._search_bare(" ".join(parts))
        if isinstance(answer, Unknown) and (split := self._split_state(" ".join(parts))):
            place = self.city(*split)
            return Found(place) if place else Unknown(self._near_spellings(name_key(split[0]), split[1]))
        if isinstance(answer, Unknown):
            return Unknown(self._near_spellings(name_key(text), None))
        return answer

    def _search_bare(self, text: str) -> Answer:
        rows = self._run(_NAMESAKES, name_key(text), NameKind.LOCAL)
        # A name that only its neighbourhood knows counts when no town is called so.
        rows = [row for row in rows if row[5] != NameKind.LOCAL] or rows
        namesakes = tuple(_town(row) for row in rows[:MOST_CHOICES])
        is_famous = bool(rows) and (rows[0][4] >= FAMOUS or rows[0][5] == NameKind.NICKNAME)
        if code := self.state_code(text):
            return _town_or_state(namesakes, self._state(code), is_famous)
        if not rows:
            return Unknown()
        if len(rows) == 1 or rows[0][4] >= DOMINANT * rows[1][4] or rows[0][5] == NameKind.NICKNAME:
            return Found(namesakes[0], namesakes[1:])
        return Ambiguous(namesakes)

    def _split_state(self, text: str) -> tuple[str, str] | None:
        parts = words(text)
        for count in range(min(LONGEST_STATE_WORDS, len(parts) - 1), 0, -1):
            if code := self.state_code(" ".join(parts[-count:])):
                return " ".join(parts[:-count]), code
        return None

    def _near_spellings(self, key: str, code: str | None) -> tuple[Place, ...]:
        if not self._known_names:
            rows = self._run(_KNOWN_NAMES, NameKind.LOCAL)
            self._known_names = [(known, spelling.letters(known)) for (known,) in rows]
        ranked = []
        for slips, near in [(0, key), *spelling.nearest(key, self._known_names)]:
            for row in self._run(_NAMESAKES, near, NameKind.LOCAL):
                # In the state that was named first, then by likeness, then by size.
                elsewhere = code is not None and row[1] != code
                ranked.append(((elsewhere, slips, near[:1] != key[:1], -row[4]), _town(row)))
        ranked.sort(key=lambda pair: pair[0])
        return tuple(dict.fromkeys(place for _rank, place in ranked))[:MOST_SUGGESTIONS]

    def _suggest_zips(self, digits: str, limit: int) -> tuple[Place, ...]:
        if len(digits) > 5:
            return ()
        first = int(digits.ljust(5, "0"))
        found = self._zips(first, first + 10 ** (5 - len(digits)) - 1)
        return tuple(place for place, _number in zip(found, range(limit), strict=False))

    def _zips(self, first: int, last: int) -> Iterator[Place]:
        for number, latitude, longitude, is_exact, name, state in self._run(_ZIPS, first, last):
            precision = Precision.ZIP if is_exact else Precision.CITY
            yield Place(name, state, f"{number:05}", latitude / SCALE, longitude / SCALE, precision)

    def _state(self, code: str) -> Place:
        return next(state.place for state in self.states() if state.code == code)

    def _run(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        return self._connection().execute(query, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        # SQLite forbids carrying a connection over a fork, and gunicorn forks.
        if getattr(self._here, "pid", None) != os.getpid():
            self._here.connection = sqlite3.connect(self._address, uri=True)
            self._here.pid = os.getpid()
        connection: sqlite3.Connection = self._here.connection
        return connection


def _town(row: Sequence[Any]) -> Place:
    return Place(row[0], row[1], None, row[2] / SCALE, row[3] / SCALE, Precision.CITY)


def _state(code: str, name: str, name_es: str, fips: str, latitude: int, longitude: int) -> State:
    return State(code, name, name_es, fips, latitude / SCALE, longitude / SCALE)


def _town_or_state(namesakes: tuple[Place, ...], state: Place, is_famous: bool) -> Answer:
    """ "Texas" is the state, "New York" the city in it; "Washington" and "LA" are a question."""
    if not is_famous:
        return Found(state, namesakes)
    if namesakes[0].state == state.state:
        return Found(namesakes[0], (state,))
    return Ambiguous((namesakes[0], state))


@cache
def bundled() -> Gazetteer:
    """The gazetteer that comes with the product."""
    return Gazetteer()
