"""The gazetteer's read-only file: ZIPs, towns and their other names, counties, states. No network, no lock."""

import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from actions.alphabet import place_in_alphabet
from actions.geo import spelling
from actions.geo.location import Precision
from actions.geo.names import LONGEST_NAME, name_key, plain_dashes
from actions.geo.places import Place, State

GAZETTEER = Path(__file__).parent / "data" / "gazetteer.sqlite"
SCALE = 10_000
ZIP = re.compile(r"(\d{5})(?:[\s-]*\d{4})?$", re.ASCII)

# In a shorter name of a state two slips already make another word.
_LONG_STATE = 8
# Shorter ones that are no full name are abbreviations, near to too many words.
_SHORTEST_STATE = 6

_IN_BRACKETS = re.compile(r"\([^)]*\)")


class NameKind(IntEnum):
    """Whose name for a place it is, the most official first."""

    OFFICIAL = 0
    ACCEPTED = 1
    NICKNAME = 2
    LOCAL = 3


@dataclass(frozen=True)
class Named:
    """A place under one of its names; `weight` is the number of ZIPs that mail is carried to."""

    place: Place
    weight: int
    kind: NameKind


# `towns` is the view of all names with the places they mean.
_TOWN = "SELECT name, state, lat, lon, weight, kind FROM towns WHERE key = ? AND state = ?"
_NAMESAKES = """SELECT name, state, lat, lon, weight, kind FROM towns WHERE key = ?
                ORDER BY kind = ?, kind <> ?, weight DESC, kind, state"""
_KNOWN_NAMES = "SELECT DISTINCT key FROM names WHERE kind <> ? ORDER BY key"
_ZIPS = """SELECT zip, zips.lat, zips.lon, is_exact, places.name, places.state
           FROM zips JOIN places ON places.id = place_id WHERE zip BETWEEN ? AND ?"""
_COUNTY_OF_ZIP = "SELECT counties.name FROM zips JOIN counties ON counties.id = county_id WHERE zip = ?"
_COUNTIES = """SELECT name, state, lat, lon, weight FROM counties WHERE key = ? AND state LIKE ?
               ORDER BY weight DESC, name, state"""
_KNOWN_COUNTIES = "SELECT DISTINCT key FROM counties WHERE key <> '' ORDER BY key"


class GazetteerFile:
    """Look-ups in one gazetteer file. Safe in threads and after a fork: each opens the file for itself."""

    def __init__(self, path: Path = GAZETTEER) -> None:
        self._address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._here = threading.local()
        self._states: tuple[State, ...] = ()
        self._state_names: dict[str, str] = {}
        self._known_names: spelling.Known = {}
        self._known_counties: spelling.Known = {}
        self._known_states: spelling.Known = {}

    def zip(self, code: str) -> Place | None:
        """A ZIP or ZIP+4."""
        match = ZIP.match(plain_dashes(code.strip()[:LONGEST_NAME]))
        return next(self.zips(int(match[1]), int(match[1])), None) if match else None

    def zips(self, first: int, last: int) -> Iterator[Place]:
        """Every ZIP from one number to another."""
        for number, latitude, longitude, is_exact, name, state in self.run(_ZIPS, first, last):
            precision = Precision.ZIP if is_exact else Precision.CITY
            yield Place(name, state, f"{number:05}", latitude / SCALE, longitude / SCALE, precision)

    def county(self, code: str) -> str:
        """The name of the county of a ZIP; empty when it is unknown."""
        match = ZIP.match(plain_dashes(code.strip()[:LONGEST_NAME]))
        row = self.run(_COUNTY_OF_ZIP, int(match[1])) if match else []
        return str(row[0][0]) if row else ""

    def counties(self, name: str, code: str | None = None) -> list[Named]:
        """The counties of this bare name ("Cook"), in one state where its code is given, the largest first."""
        key = name_key(name)
        rows = self.run(_COUNTIES, key, code or "%") if key else []
        return [Named(_place(row, Precision.COUNTY), row[4], NameKind.OFFICIAL) for row in rows]

    def city(self, name: str, state: str) -> Place | None:
        """A town by any of its names; `state` is a code or a name."""
        code = self.state_code(state)
        rows = self.run(_TOWN, name_key(_IN_BRACKETS.sub(" ", name[: LONGEST_NAME + 1])), code) if code else []
        return _place(rows[0]) if rows else None

    def namesakes(self, key: str) -> list[Named]:
        """Every town of this name: who has it as a nickname, then the largest; what only neighbours call so is last."""
        rows = self.run(_NAMESAKES, key, NameKind.LOCAL, NameKind.NICKNAME)
        return [Named(_place(row), row[4], NameKind(row[5])) for row in rows]

    def names_like(self, key: str) -> Sequence[tuple[int, str]]:
        """The names of towns that differ by a slip or two, as (slips, key)."""
        if not self._known_names:
            self._known_names = spelling.by_length(key for (key,) in self.run(_KNOWN_NAMES, NameKind.LOCAL))
        return spelling.nearest(key, self._known_names)

    def counties_like(self, key: str) -> Sequence[tuple[int, str]]:
        """As `names_like`, for the bare names of counties."""
        if not self._known_counties:
            self._known_counties = spelling.by_length(key for (key,) in self.run(_KNOWN_COUNTIES))
        return spelling.nearest(key, self._known_counties)

    def states(self) -> tuple[State, ...]:
        """The 50 states, DC and the five territories, by their English names."""
        if not self._states:
            rows = self.run("SELECT code, name, name_es, fips, lat, lon FROM states ORDER BY name")
            self._states = tuple(_state(*row) for row in rows)
        return self._states

    def states_in(self, language: str) -> list[State]:
        """All of them by their names in a language, as its alphabet has them."""
        return sorted(self.states(), key=lambda state: place_in_alphabet(state.name_in(language)))

    def state(self, code: str) -> Place:
        """The whole state with this code."""
        return next(state.place for state in self.states() if state.code == code)

    def state_code(self, text: str) -> str | None:
        """The two-letter code for a code, an English or Spanish name, or a common abbreviation."""
        return self._codes_by_name().get(name_key(text[: LONGEST_NAME + 1]))

    def states_like(self, text: str) -> tuple[str, ...]:
        """The codes of the states whose English or Spanish names are nearest to a misspelt one; mostly one, or none."""
        codes = self._codes_by_name()
        if not self._known_states:
            full = {name_key(name) for state in self.states() for name in (state.name, state.name_es)}
            self._known_states = spelling.by_length(key for key in codes if key in full or len(key) >= _SHORTEST_STATE)
        near = spelling.nearest(name_key(text), self._known_states)
        near = [(slips, key) for slips, key in near if slips <= 1 or len(key) >= _LONG_STATE]
        return tuple(dict.fromkeys(codes[key] for slips, key in near if slips == near[0][0]))

    def _codes_by_name(self) -> dict[str, str]:
        if not self._state_names:
            self._state_names = dict(self.run("SELECT key, code FROM state_names"))
        return self._state_names

    def run(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection().execute(query, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        # SQLite forbids carrying a connection over a fork, and gunicorn forks.
        if getattr(self._here, "pid", None) != os.getpid():
            self._here.connection = sqlite3.connect(self._address, uri=True)
            self._here.pid = os.getpid()
        connection: sqlite3.Connection = self._here.connection
        return connection


def _place(row: Sequence[Any], precision: Precision = Precision.CITY) -> Place:
    return Place(row[0], row[1], None, row[2] / SCALE, row[3] / SCALE, precision)


def _state(code: str, name: str, name_es: str, fips: str, latitude: int, longitude: int) -> State:
    return State(code, name, name_es, fips, latitude / SCALE, longitude / SCALE)
