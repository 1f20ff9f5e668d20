"""What a search for a place answers: one place, a question back, or the nearest spellings."""

from dataclasses import dataclass

from actions.geo.location import Location, Precision


@dataclass(frozen=True)
class Place:
    """A ZIP, a town or a whole state, with the point that stands for it."""

    name: str
    state: str
    postal_code: str | None
    latitude: float
    longitude: float
    precision: Precision
    source: str = "offline"

    @property
    def label(self) -> str:
        """The place as people write it: "Chicago, IL 60602", "Chicago, IL", "Illinois"."""
        if self.precision is Precision.STATE:
            return self.name
        return f"{self.name}, {self.state} {self.postal_code or ''}".rstrip()

    @property
    def location(self) -> Location:
        """Its point, as the location of an event."""
        return Location(self.latitude, self.longitude, self.precision, self.source)


@dataclass(frozen=True)
class Found:
    """The text names one place; `others` share its name and are much smaller."""

    place: Place
    others: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Ambiguous:
    """The text names several places, the largest first: ask which one."""

    choices: tuple[Place, ...]


@dataclass(frozen=True)
class Unknown:
    """No such place; `suggestions` has the nearest spellings, the likeliest first."""

    suggestions: tuple[Place, ...] = ()


Answer = Found | Ambiguous | Unknown


@dataclass(frozen=True)
class State:
    """A state or territory."""

    code: str
    name: str
    name_es: str
    fips: str
    latitude: float
    longitude: float

    def name_in(self, language: str) -> str:
        """Its name in English or Spanish."""
        return self.name_es if language == "es" else self.name

    @property
    def place(self) -> Place:
        """The state as the answer to a search."""
        return Place(self.name, self.code, None, self.latitude, self.longitude, Precision.STATE)
