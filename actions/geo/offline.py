"""Where an address is, by the bundled gazetteer alone. What web processes call: never the network."""

from actions.geo import states
from actions.geo.gazetteer import Gazetteer, bundled
from actions.geo.location import Address, Location
from actions.geo.places import Place


def locate_offline(address: Address, gazetteer: Gazetteer | None = None) -> Location | None:
    """The ZIP where it agrees with the state, else the town; nothing when neither is known or they contradict."""
    place = place_of(address, gazetteer or bundled())
    return place.location if place else None


def place_of(address: Address, gazetteer: Gazetteer) -> Place | None:
    """The ZIP or town of an address."""
    by_zip = gazetteer.zip(_whole_zip(address.postal_code))
    if not address.state.strip():
        return by_zip or gazetteer.find(address.city)
    code = gazetteer.state_code(address.state)
    if by_zip and by_zip.state == code:
        return by_zip
    return gazetteer.city(address.city, code) if code else None


def is_in_stated_state(address: Address, latitude: float, longitude: float) -> bool:
    """Whether a point lies in the state that the address names, or in any state where it names none."""
    code = bundled().state_code(address.state)
    return states.is_inside(code, latitude, longitude) if code else states.state_at(latitude, longitude) is not None


def _whole_zip(text: str) -> str:
    """A ZIP with the leading zeros that spreadsheets take away; the state beside it says whether that was right."""
    digits = text.strip()
    return digits.zfill(5) if digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 4 else digits
