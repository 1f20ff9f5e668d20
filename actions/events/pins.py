"""Where a host puts the pin: what is no place for it, and what else moves with it."""

from flask_babel import lazy_gettext as _l

from actions.errors import DomainError
from actions.events.models import Event, Timeslot
from actions.events.timeslots import keep_wall_times
from actions.geo.distance import miles_between
from actions.geo.location import Location, is_on_earth
from actions.geo.states import is_inside
from actions.geo.timezones import zone_at

# People who stand on the old spot do not see the new one; a nudge within a square is no news.
PIN_MOVED_MILES = 0.1


class PinElsewhere(DomainError):
    """The pin is not in the state that the address names."""


def check_pin(event: Event, latitude: float, longitude: float) -> None:
    """Refuse a point at which the event cannot be.

    Raises:
        PinElsewhere: with the reason.
    """
    if not is_on_earth(latitude, longitude):
        raise PinElsewhere(_l("These are no coordinates. A latitude in Chicago is 41.8836, a longitude -87.6308."))
    if event.region and not is_inside(event.region, latitude, longitude):
        raise PinElsewhere(
            _l(
                "This point is not in %(state)s, as the address says. Move the pin, or correct the address.",
                state=event.region,
            )
        )


def is_news(before: Location | None, pin: Location) -> bool:
    """Whether people would stand in the wrong place: turning an area into a point is no other place."""
    if before is None or not before.precision.is_exact:
        return False
    return miles_between(before.latitude, before.longitude, pin.latitude, pin.longitude) > PIN_MOVED_MILES


def follow_zone(event: Event, before: Location | None, timeslots: list[Timeslot]) -> tuple[int, ...]:
    """Where the zone came from the place, let it come from the new one; the ids of timeslots that moved for people."""
    if before is None or event.latitude is None or event.longitude is None:
        return ()
    zone = zone_at(event.latitude, event.longitude)
    if zone == event.time_zone or zone_at(before.latitude, before.longitude) != event.time_zone:
        return ()
    keep_wall_times(event, timeslots, zone)
    return tuple(slot.id for slot in timeslots if slot.going_count)
