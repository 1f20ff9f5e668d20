"""What a host rewrote of a public event, told to whoever looks at it again."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.events.history import PIN
from actions.events.models import Event, EventRewrite

FIELD_NAMES: dict[str, LazyString] = {
    "title": _l("Title"),
    "venue": _l("Name of the place"),
    "address": _l("Street address"),
    "city": _l("City"),
    "region": _l("State"),
    "postal_code": _l("ZIP code"),
    PIN: _l("The pin on the map"),
    "online_url": _l("Link to take part"),
    "description": _l("Description"),
    "host_words": _l("A word from the host"),
}


@dataclass(frozen=True)
class Change:
    """One field: what it is called, what an organizer saw last, what stands there now."""

    name: LazyString
    before: str
    now: str


def changes_of(event: Event, rewrite: EventRewrite) -> list[Change]:
    """Field by field, in the order of the form."""
    return [
        Change(words, rewrite.before[field], _now(event, field))
        for field, words in FIELD_NAMES.items()
        if field in rewrite.before
    ]


def _now(event: Event, field: str) -> str:
    if field == PIN:
        return ", ".join(f"{number:.5f}" for number in (event.latitude, event.longitude) if number is not None)
    return str(getattr(event, field))
