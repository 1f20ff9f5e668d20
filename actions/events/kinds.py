"""What the kinds of events are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.events.models import EventKind

KIND_NAMES: dict[str, LazyString] = {
    EventKind.RALLY: _l("Rally"),
    EventKind.MARCH: _l("March"),
    EventKind.VIGIL: _l("Vigil"),
    EventKind.PICNIC: _l("Picnic"),
    EventKind.MEETING: _l("Meeting"),
    EventKind.TRAINING: _l("Training"),
    EventKind.PHONE_BANK: _l("Phone bank"),
    EventKind.FUNDRAISER: _l("Fundraiser"),
    EventKind.OTHER: _l("Other"),
}
