"""What the states of an event are called on the organizer's desk, and how each is marked."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.events.models import EventState

# In the order in which the desk lists them.
STATE_NAMES: dict[str, LazyString] = {
    EventState.PENDING: _l("Waiting"),
    EventState.APPROVED: _l("Public"),
    EventState.DECLINED: _l("Declined"),
    EventState.CANCELLED: _l("Cancelled"),
}
STATE_MARKS: dict[str, str] = {
    EventState.PENDING: "warn",
    EventState.APPROVED: "good",
    EventState.DECLINED: "bad",
    EventState.CANCELLED: "bad",
}
