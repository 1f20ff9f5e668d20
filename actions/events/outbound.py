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

DIRECTIONS = (
    ("OpenStreetMap", "https://www.openstreetmap.org/directions?to={point}"),
    ("Apple Maps", "https://maps.apple.com/?daddr={point}"),
    ("Google Maps", "https://www.google.com/maps/dir/?api=1&destination={point}"),
)
Links = list[tuple[str, str]]


def directions(place: ShownPlace) -> Links:
    """Map programs that lead there, where the point is the meeting point itself and everybody may know it."""
    if not place.is_exact:
        return []
    point = f"{place.latitude:.6f},{place.longitude:.6f}"
    return [(name, address.format(point=point)) for name, address in DIRECTIONS]


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
