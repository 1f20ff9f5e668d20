"""One event as a schema.org Event in JSON-LD, with what the public may know of its place."""

import datetime as dt
import json
from typing import Any

from markupsafe import Markup

from actions import localtime
from actions.events.models import Timeslot
from actions.events.page import EventPage, Standing
from actions.events.redaction import ShownPlace
from actions.feeds.plain import plain_text
from actions.links import absolute
from actions.templating import language

CONTENT_TYPE = "application/ld+json"
SCHEMA = "https://schema.org/"
FEW_WORDS = 5_000
_STATUS = {Standing.CANCELLED: "EventCancelled", Standing.POSTPONED: "EventPostponed"}


def event_data(page: EventPage, picture_url: str) -> dict[str, Any]:
    """The event; with several timeslots each is a part of it."""
    event, slots = page.event, page.timeslots
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page.url,
        "url": page.url,
        "name": event.title,
        "description": plain_text(event.description, FEW_WORDS) or event.title,
        "inLanguage": language(),
        "image": [picture_url],
        "eventStatus": SCHEMA + _status(page),
        "eventAttendanceMode": SCHEMA + _attendance_mode(page.place, event.is_online),
        "location": _location(page),
        "organizer": _organizer(page),
        "isAccessibleForFree": True,
        **_times(page, slots),
    }
    if len(slots) == 1:
        data |= _offers(page, slots)
        data |= _before(page)
    if len(slots) > 1:
        data["subEvent"] = [_part(page, slot, data) for slot in slots]
    return data


def as_json(data: dict[str, Any]) -> str:
    """As a file."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def data_block(data: dict[str, Any]) -> Markup:
    """As a block of data in a page's head: no letter in it can end the block."""
    text = as_json(data).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup(f'<script type="{CONTENT_TYPE}">{text}</script>')  # noqa: S704  # every "<" was just written out


def _status(page: EventPage) -> str:
    if page.standing in _STATUS:
        return _STATUS[page.standing]
    is_moved = any(move.is_time_new for move in page.moves)
    return "EventRescheduled" if is_moved and page.is_on else "EventScheduled"


def _before(page: EventPage) -> dict[str, Any]:
    """When it was to be: the first of the times it was moved from that people may still have in mind."""
    befores = [move.starts_at for move in page.moves if move.is_time_new and move.starts_at is not None]
    if not befores or not page.is_on:
        return {}
    return {"previousStartDate": _local(befores[-1], page)}


def _attendance_mode(place: ShownPlace, is_online: bool) -> str:
    if not is_online:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if place.town else "OnlineEventAttendanceMode"


def _location(page: EventPage) -> Any:
    place, is_online = page.place, page.event.is_online
    # The link itself is for those who sign up; the page is where they do.
    virtual = {"@type": "VirtualLocation", "url": page.url}
    if is_online and not place.town:
        return virtual
    return [_place(place), virtual] if is_online else _place(place)


def _place(place: ShownPlace) -> dict[str, Any]:
    address = {
        "streetAddress": place.address,
        "addressLocality": place.city,
        "addressRegion": place.region,
        "postalCode": place.postal_code,
        "addressCountry": "US",
    }
    data: dict[str, Any] = {
        "@type": "Place",
        "name": place.venue or place.town or place.postal_code,
        "address": {"@type": "PostalAddress", **{name: value for name, value in address.items() if value}},
    }
    # A point that is only a neighbourhood would be taken for the door.
    if place.is_exact:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return data


def _organizer(page: EventPage) -> dict[str, Any]:
    organization, campaign = page.organization, page.event.campaign
    if organization is None:
        url = absolute("finder.campaign", language(), slug=campaign.slug)
        return {"@type": "Organization", "name": campaign.title, "url": url}
    data = {"@type": "Organization", "name": organization.name}
    return data | ({"url": organization.website_url} if organization.website_url else {})


def _times(page: EventPage, slots: Any) -> dict[str, Any]:
    if not slots:
        return {}
    return {
        "startDate": _local(min(slot.starts_at for slot in slots), page),
        "endDate": _local(max(slot.ends_at for slot in slots), page),
    }


def _offers(page: EventPage, slots: Any) -> dict[str, Any]:
    """Free places, as long as there is something to sign up for."""
    if not page.is_on or all(slot.has_ended(page.now) for slot in slots):
        return {}
    is_full = all(slot.is_full for slot in slots)
    offer = {
        "@type": "Offer",
        "url": page.url,
        "price": "0",
        "priceCurrency": "USD",
        "availability": SCHEMA + ("SoldOut" if is_full else "InStock"),
        "validFrom": page.event.created_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }
    return {"offers": offer}


def _part(page: EventPage, slot: Timeslot, whole: dict[str, Any]) -> dict[str, Any]:
    same = ("url", "name", "image", "eventStatus", "eventAttendanceMode", "location", "organizer")
    return {
        "@type": "Event",
        "@id": f"{page.url}#timeslot-{slot.id}",
        **{name: whole[name] for name in same},
        **_times(page, [slot]),
        **_offers(page, [slot]),
    }


def _local(instant: dt.datetime, page: EventPage) -> str:
    return localtime.machine_time(instant, page.event.zone)
