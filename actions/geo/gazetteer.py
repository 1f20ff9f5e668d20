"""What a text typed into "ZIP code or town" means: one place, a choice, or the nearest spellings."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from actions.geo import typed
from actions.geo.counties import bare_county
from actions.geo.gazetteer_file import ZIP, GazetteerFile, Named, NameKind
from actions.geo.names import LONGEST_NAME, name_key, words
from actions.geo.places import Ambiguous, Answer, Found, Place, Unknown
from actions.geo.spelling import slips_between

# A town with this many times the ZIPs of its next namesake is meant by its bare name ("Austin").
DOMINANT = 4
# A town with this many ZIPs stands beside a state of the same name ("New York", "Washington").
FAMOUS = 10
MOST_CHOICES = 24
MOST_SUGGESTIONS = 5

_ZIP_AT_END = re.compile(r"[\s,](\d{5})(?:-\d{4})?\s*$", re.ASCII)
_ZIP_AT_START = re.compile(r"(\d{5})(?:-\d{4})?[\s,]+(?=\S)", re.ASCII)
_LOST_ZERO = re.compile(r"\d{3,4}$", re.ASCII)
Known = Found | Ambiguous


class Gazetteer(GazetteerFile):
    """The file, and how people ask for what is in it."""

    def search(self, text: str) -> Answer:
        """What a person typed: one place, a choice, or the nearest spellings. Never raises."""
        if len(text) > LONGEST_NAME:
            return Unknown()
        text = typed.cleaned(text, self.state_code)
        for reading in typed.readings(text):
            if answer := self._read(reading):
                return answer
        return Unknown(_first(self._guesses(reading) for reading in typed.misspelt_readings(text)))

    def find(self, text: str, state: str | None = None) -> Place | None:
        """The one ZIP or town that a text names, within `state` when it is given; nothing when there is none such."""
        if state:
            place = self.zip(text)
            return place if place and place.state == state.upper() else self.city(text, state)
        answer = self.search(text)
        return answer.place if isinstance(answer, Found) and not answer.place.precision.is_area else None

    def _read(self, text: str) -> Known | None:
        if ZIP.match(text):
            place = self.zip(text)
            return Found(place) if place else None
        at_end = _ZIP_AT_END.search(text)
        if at_end and (place := self.zip(at_end[1])):
            return Found(place)
        text = text[: at_end.start()] if at_end else text
        at_start = _ZIP_AT_START.match(text)
        if not at_start:
            return self._read_name(text)
        # "60602 Chicago" is a ZIP; "60602 Main St, Austin, TX" is a house number.
        rest = self._read_name(text[at_start.end() :])
        place = self.zip(at_start[1])
        return Found(place) if place and rest and place.state in _states_of(rest) else rest

    def _read_name(self, text: str) -> Known | None:
        parts = [part for part in text.split(",") if name_key(part)]
        if len(parts) > 1:
            if code := self.state_code(parts[-1]):
                # "Venue, City, ST" names the town next to the state; "City, County, ST" does not.
                return self._first_in_state(sorted((parts[-2], parts[0]), key=_is_county), code)
            if (code := self.state_code(parts[0])) and (found := self._first_in_state(parts[1:], code)):
                return found
            for part in (parts[-1], parts[0]):
                if found := self._read_split(part):
                    return found
            if any(True for _town in typed.towns_at_the_end(f"{parts[0]} -")) and (known := self._read_bare(parts[-1])):
                return known
        whole = " ".join(parts)
        # "Newton IA" is not Newtonia, though both are one key.
        has_code = len((words(whole) or [""])[-1]) == 2
        first = self._read_split(whole) if has_code else None
        return first or self._read_bare(whole) or self._read_split(whole) or self._bare_county(whole)

    def _read_bare(self, text: str) -> Known | None:
        """A town, or a whole state; with a word like "County" the county of that name."""
        if (county := bare_county(text)) and (counties := self.counties(county)):
            # "Orleans Parish" is none of the Orleans Counties.
            exact = [one for one in counties if name_key(one.place.name) == name_key(text)]
            return _one_or_many(exact or counties)
        towns = self.namesakes(name_key(text))
        # A name that only its neighbourhood knows counts when no town is called so.
        towns = [town for town in towns if town.kind != NameKind.LOCAL] or towns
        if code := self.state_code(text):
            return _town_or_state(towns, self.state(code))
        return _one_or_many(towns)

    def _read_split(self, text: str) -> Found | None:
        found = (self._in_state(name, code) for name, code in typed.splits(text, self.state_code))
        return next((one for one in found if one), None)

    def _bare_county(self, text: str) -> Known | None:
        """A county that nobody would call anything else, "Miami-Dade", or that is named as its city: "LA County"."""
        return _one_or_many(self.counties(text) or self._counties_by_nickname(bare_county(text)))

    def _counties_by_nickname(self, name: str, code: str | None = None) -> list[Named]:
        cities = [town.place for town in self.namesakes(name_key(name)) if town.kind == NameKind.NICKNAME]
        return [one for city in cities if code in (None, city.state) for one in self.counties(city.name, city.state)]

    def _first_in_state(self, names: Iterable[str], code: str) -> Found | None:
        return next((found for name in names if (found := self._in_state(name, code))), None)

    def _in_state(self, name: str, code: str) -> Found | None:
        county = bare_county(name, beside_state=True)
        if county and (counties := self.counties(county, code)):
            return Found(counties[0].place)
        if place := self.city(name, code):
            return Found(place)
        if counties := self.counties(name, code) or self._counties_by_nickname(county, code):
            return Found(counties[0].place)
        for town in typed.towns_at_the_end(name):
            # Neighbourhoods are left out: nearly every word is one somewhere.
            if any(one.place.state == code and one.kind != NameKind.LOCAL for one in self.namesakes(name_key(town))):
                return Found(place) if (place := self.city(town, code)) else None
        return None

    def _guesses(self, text: str) -> tuple[Place, ...]:
        if _LOST_ZERO.match(text):
            # A spreadsheet took the leading zero of a New England or Puerto Rico ZIP: ask, do not assume.
            meant = self.zip(text.zfill(5))
            return (meant,) if meant else ()
        if ZIP.match(text):
            return self._zips_near(int(text[:5]))
        at_start = _ZIP_AT_START.match(text)
        meant = self.zip(at_start[1]) if at_start else None
        return ((meant,) if meant else ()) + self._names_guessed(text)

    def _names_guessed(self, text: str) -> tuple[Place, ...]:
        states = tuple(self.state(code) for code in self.states_like(text))
        name, code = self._name_and_state(text)
        parts = [part for part in text.split(",") if name_key(part)]
        # "Washington, Ilinois" begins with a state and means the other one.
        is_misspelt = len(parts) > 1 and not self.state_code(parts[-1]) and bool(self.states_like(parts[-1]))
        if states or (code and not is_misspelt):
            return (*states, *self._like(name, code))[:MOST_SUGGESTIONS]
        return self._guessed_around_commas(parts) if len(parts) > 1 else self._guessed_at_the_end(text)

    def _guessed_around_commas(self, parts: Sequence[str]) -> tuple[Place, ...]:
        before = sorted(dict.fromkeys((parts[-2], parts[0])), key=_is_county)
        if codes := self.states_like(parts[-1]):
            found = next((one for code in codes if (one := self._first_in_state(before, code))), None)
            return (found.place,) if found else _first(self._like(part, codes[0]) for part in before)
        whole = self._like(" ".join(parts))
        return whole or _first(self._known_or_like(part) for part in (*before, parts[-1]))

    def _guessed_at_the_end(self, text: str) -> tuple[Place, ...]:
        """Without a comma the last words may be a misspelt state, or the whole a misspelt town: "Lake Orgon"."""
        whole = self._like(text)
        for name, state in typed.ends(text):
            for code in self.states_like(state):
                if found := self._in_state(name, code):
                    near = (place for place in whole if slips_between(name_key(place.name), name_key(text), 1) <= 1)
                    return tuple(dict.fromkeys((found.place, *near)))[:MOST_SUGGESTIONS]
                inside = tuple(place for place in self._like(name, code) if place.state == code)
                if inside and not whole:
                    return inside
        return whole

    def _known_or_like(self, name: str) -> tuple[Place, ...]:
        known = self._read_name(name)
        if isinstance(known, Found):
            return (known.place, *known.others)[:MOST_SUGGESTIONS]
        return known.choices[:MOST_SUGGESTIONS] if known else self._like(name)

    def _like(self, name: str, code: str | None = None) -> tuple[Place, ...]:
        county = bare_county(name, beside_state=bool(code))
        guesses = self._counties_spelt_like(name_key(county), code) if county else ()
        return guesses or self._spelt_like(name_key(name), code)

    def _name_and_state(self, text: str) -> tuple[str, str | None]:
        parts = [part for part in text.split(",") if name_key(part)]
        if len(parts) > 1 and (code := self.state_code(parts[-1])):
            return parts[-2], code
        return next(typed.splits(" ".join(parts), self.state_code), (text, None))

    def _zips_near(self, number: int) -> tuple[Place, ...]:
        # The same first three digits are one sorting area: the nearest numbers are near on the ground.
        area = number // 100 * 100
        nearby = sorted(self.zips(area, area + 99), key=lambda near: abs(int(near.postal_code or 0) - number))
        return tuple(nearby[:MOST_SUGGESTIONS])

    def _spelt_like(self, key: str, code: str | None) -> tuple[Place, ...]:
        likely = [(0, key), *self.names_like(key)] if key else []
        return _likeliest(((slips, near, self.namesakes(near)) for slips, near in likely), key, code)

    def _counties_spelt_like(self, key: str, code: str | None) -> tuple[Place, ...]:
        likely = [(0, key), *self.counties_like(key)]
        return _likeliest(((slips, near, self.counties(near)) for slips, near in likely), key, code)


def _likeliest(found: Iterable[tuple[int, str, Sequence[Named]]], key: str, code: str | None) -> tuple[Place, ...]:
    """In the state that was named first, then by likeness, then by size."""
    ranked = [
        ((code is not None and one.place.state != code, slips, near[:1] != key[:1], -one.weight), one.place)
        for slips, near, named in found
        for one in named
    ]
    ranked.sort(key=lambda pair: pair[0])
    if code and ranked and not ranked[0][0][0]:
        # Where the named state has a likely town, another state is meant only if the name is exactly right there.
        ranked = [(rank, place) for rank, place in ranked if place.state == code or rank[1] == 0]
    return tuple(dict.fromkeys(place for _rank, place in ranked))[:MOST_SUGGESTIONS]


def _one_or_many(named: Sequence[Named]) -> Known | None:
    """The one that is meant where it dwarfs its namesakes or is called by a nickname, else the choice."""
    places = tuple(one.place for one in named[:MOST_CHOICES])
    if not named:
        return None
    if len(named) == 1 or named[0].weight >= DOMINANT * named[1].weight or named[0].kind == NameKind.NICKNAME:
        return Found(places[0], places[1:])
    return Ambiguous(places)


def _town_or_state(towns: Sequence[Named], state: Place) -> Known:
    """ "Texas" is the state, "New York" the city in it, "LA" the city elsewhere; "Washington" is a question."""
    places = tuple(one.place for one in towns[:MOST_CHOICES])
    is_nickname = bool(towns) and towns[0].kind == NameKind.NICKNAME
    if not towns or not (is_nickname or towns[0].weight >= FAMOUS):
        return Found(state, places)
    if is_nickname or places[0].state == state.state:
        return Found(places[0], (state,))
    return Ambiguous((places[0], state))


def _first(guesses: Iterable[tuple[Place, ...]]) -> tuple[Place, ...]:
    return next((places for places in guesses if places), ())


def _is_county(text: str) -> bool:
    return bool(bare_county(text, beside_state=True))


def _states_of(known: Known) -> set[str]:
    return {known.place.state} if isinstance(known, Found) else {place.state for place in known.choices}


@cache
def bundled() -> Gazetteer:
    """The gazetteer that comes with the product."""
    return Gazetteer()
