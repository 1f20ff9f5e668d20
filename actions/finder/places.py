"""Which place a searcher means, on top of the gazetteer: whole states by a name that nothing else has."""

from functools import cache

from flask_babel import get_locale

from actions.geo.gazetteer import bundled
from actions.geo.location import Precision
from actions.geo.names import name_key
from actions.geo.places import Answer, Found, Place, State


def place_named(text: str) -> Answer:
    """As the gazetteer answers, and "New York State" is the state where "New York" is the city."""
    state = _states_by_full_name().get(name_key(text))
    return Found(state.place) if state else bundled().search(text)


def states() -> tuple[State, ...]:
    """The 50 states, DC and the territories, by name."""
    return bundled().states()


def state_name(state: State) -> str:
    """Its name in the language of the page."""
    return state.name_es if str(get_locale() or "en").startswith("es") else state.name


def words_for(place: Place) -> str:
    """What to type to get exactly this place."""
    return _full_name(place.name) if place.precision is Precision.STATE else place.label


@cache
def search_text(state: State) -> str:
    """What to search for to get the whole state."""
    answer = place_named(state.name)
    is_state = isinstance(answer, Found) and answer.place.precision is Precision.STATE
    return state.name if is_state else _full_name(state.name)


@cache
def _states_by_full_name() -> dict[str, State]:
    full = {name_key(_full_name(state.name)): state for state in states()}
    # Nobody calls the town in it so.
    return full | {name_key(state.name): state for state in states() if state.code == "DC"}


def _full_name(name: str) -> str:
    return f"{name} State"
