"""Plain links from an event's page to other programs: directions, calendars, messages. Nothing is loaded from them.

Places come in as `ShownPlace` only, so that no link can say more than the page.
"""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from actions import localtime
from actions.events.models import Event, Timeslot
from actions.events.redaction import ShownPlace

TO_A_POINT = (
    ("OpenStreetMap", "https://www.openstreetmap.org/directions?to={there}"),
    ("Apple Maps", "https://maps.apple.com/?daddr={there}"),
    ("Google Maps", "https://www.google.com/maps/dir/?api=1&destination={there}"),
)
# OpenStreetMap takes no words as a destination: its search shows the place, and from there the way.
TO_AN_ADDRESS = (("OpenStreetMap", "https://www.openstreetmap.org/search?query={there}"), *TO_A_POINT[1:])
Links = list[tuple[str, str]]


def directions(place: ShownPlace) -> Links:
    """Map programs that lead there: to the meeting point where it is known, else to the address as it is written.

    None where this audience is told neither, nor where all that is known is a town.
    """
    if place.is_exact:
        point = f"{place.latitude:.6f},{place.longitude:.6f}"
        return [(name, address.format(there=point)) for name, address in TO_A_POINT]
    if place.address or (place.venue and place.city):
        words = quote(place.one_line, safe="")
        return [(name, address.format(there=words)) for name, address in TO_AN_ADDRESS]
    return []


def calendar_links(event: Event, timeslot: Timeslot, place: ShownPlace, url: str) -> Links:
    """Calendars in the browser, their form filled in. Whoever uses another takes the calendar file."""
    where = place.one_line or _("Online")
    google = {
        "action": "TEMPLATE",
        "text": event.title,
        "dates": f"{_basic(timeslot.starts_at)}/{_basic(timeslot.ends_at)}",
        "ctz": event.time_zone,
        "location": where,
        "details": url,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.title,
        "startdt": _extended(timeslot.starts_at),
        "enddt": _extended(timeslot.ends_at),
        "location": where,
        "body": url,
    }
    return [
        ("Google Calendar", f"https://calendar.google.com/calendar/render?{_query(google)}"),
        ("Outlook", f"https://outlook.live.com/calendar/0/deeplink/compose?{_query(outlook)}"),
    ]


def share_text(event: Event, timeslots: Sequence[Timeslot], place: ShownPlace) -> str:
    """As in `Rally at Daley Plaza, Sat, Dec 5, 11:00 AM, Chicago, IL`: what, when and the town."""
    first = next(iter(timeslots), None)
    parts = [event.title]
    if first is not None:
        parts += [localtime.short_day(first.starts_at, event.zone), localtime.clock_time(first.starts_at, event.zone)]
    return ", ".join([*parts, place.town or _("Online")])


def share_links(event: Event, text: str, url: str) -> Links:
    """Programs that pass the event on."""
    mail = {"subject": event.title, "body": f"{text}\n{url}"}
    message = {"text": f"{text} {url}"}
    return [(_("Mail"), f"mailto:?{_query(mail)}"), ("WhatsApp", f"https://wa.me/?{_query(message)}")]


def _query(values: dict[str, str]) -> str:
    # Mail programs show a plus sign as it is, so spaces are %20.
    return urlencode(values, quote_via=quote)


def _basic(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _extended(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
