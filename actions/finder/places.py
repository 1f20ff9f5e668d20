"""Which place a searcher means, and what to call it in the language of the page."""

from functools import cache

from flask_babel import gettext as _

from actions.geo.gazetteer import bundled
from actions.geo.location import Precision
from actions.geo.places import Answer, Found, Place, State
from actions.templating import language


def place_named(text: str) -> Answer:
    """As the gazetteer answers."""
    return bundled().search(text)


def states() -> list[State]:
    """The 50 states, DC and the territories, by their names in the language of the page."""
    return bundled().states_in(language())


def state_name(state: State) -> str:
    """Its name in the language of the page."""
    return state.name_in(language())


def label_of(place: Place) -> str:
    """As people write it, in the language of the page: "Chicago, IL", "Cook County, IL", "Nuevo México"."""
    if place.precision is Precision.STATE:
        return state_name(next(state for state in states() if state.code == place.state))
    if place.precision is Precision.COUNTY and place.name.endswith(" County"):
        return _("%(county)s County, %(state)s", county=place.name.removesuffix(" County"), state=place.state)
    return place.label


def words_for(place: Place) -> str:
    """What to type to get exactly this place."""
    return _full_name(place.name) if place.precision is Precision.STATE else place.label


@cache
def search_text(state: State) -> str:
    """What to search for to get the whole state."""
    answer = place_named(state.name)
    is_state = isinstance(answer, Found) and answer.place.precision is Precision.STATE
    return state.name if is_state else _full_name(state.name)


def _full_name(name: str) -> str:
    return f"{name} State"
