"""From the words of a place to where it is: by the bundled gazetteer, with a sentence when that knows no such place."""

import re
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from actions.errors import DomainError
from actions.geo.gazetteer import Gazetteer, bundled
from actions.geo.location import Address, Location
from actions.geo.names import plain_dashes
from actions.geo.offline import locate_offline
from actions.geo.places import Unknown

MOST_SPELLINGS = 3


class PlaceRefused(DomainError):
    """A place that nobody would find; `part` is the input that it belongs to."""

    def __init__(self, message: str, part: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class Placed:
    """A place made whole: what was left out is filled in from the ZIP."""

    city: str
    region: str
    postal_code: str
    location: Location | None


def place_of(address: Address) -> Placed:
    """Where an address is, as far as can be known without asking anybody.

    Raises:
        PlaceRefused: neither its ZIP nor its town is known, or they contradict each other.
    """
    gazetteer = bundled()
    address = replace(address, postal_code=plain_dashes(address.postal_code))
    by_zip = None
    if address.postal_code:
        _check_zip(address.postal_code, gazetteer)
        by_zip = gazetteer.zip(address.postal_code)
    if by_zip and address.state and by_zip.state != address.state:
        raise PlaceRefused(
            _(
                "ZIP code %(zip)s is in %(there)s, not in %(here)s. Correct one of them.",
                zip=address.postal_code,
                there=by_zip.state,
                here=address.state,
            ),
            "postal_code",
        )
    if by_zip is None:
        _check_town(address, gazetteer)
    whole = Address(
        address.street,
        address.city or (by_zip.name if by_zip else ""),
        address.state or (by_zip.state if by_zip else ""),
        address.postal_code,
    )
    return Placed(whole.city, whole.state, whole.postal_code, locate_offline(whole, gazetteer))


def _check_zip(code: str, gazetteer: Gazetteer) -> None:
    if not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", code):
        raise PlaceRefused(_("Enter a ZIP code of five digits, like 60602"), "postal_code")
    if gazetteer.zip(code):
        return
    near = _near(code, gazetteer)
    if near:
        raise PlaceRefused(
            _("We do not know ZIP code %(zip)s. Near it are %(near)s.", zip=code, near=near), "postal_code"
        )
    raise PlaceRefused(
        _("We do not know ZIP code %(zip)s. Leave it empty and enter city and state.", zip=code), "postal_code"
    )


def _check_town(address: Address, gazetteer: Gazetteer) -> None:
    if not address.city:
        raise PlaceRefused(_("Enter the city, or the ZIP code below"), "city")
    if not address.state:
        raise PlaceRefused(_("Choose the state"), "region")
    if gazetteer.city(address.city, address.state):
        return
    near = _near(f"{address.city}, {address.state}", gazetteer, address.state)
    if near:
        raise PlaceRefused(
            _(
                "We do not know %(city)s in %(state)s. Did you mean %(near)s? If it is right, add the ZIP code.",
                city=address.city,
                state=address.state,
                near=near,
            ),
            "city",
        )
    raise PlaceRefused(
        _("We do not know %(city)s in %(state)s. Add the ZIP code.", city=address.city, state=address.state), "city"
    )


def _near(text: str, gazetteer: Gazetteer, state: str = "") -> str:
    answer = gazetteer.search(text)
    near = answer.suggestions if isinstance(answer, Unknown) else ()
    # The state is chosen from a list, so it is the town that is misspelt.
    near = tuple(place for place in near if place.state == state) or near
    return "; ".join(place.label for place in near[:MOST_SPELLINGS])
