"""Events for other programs: one event's calendar file, and lists that follow the finder's filters."""

import datetime as dt
from dataclasses import replace

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from actions import clock, page_cache
from actions.access import public
from actions.events.calendar import CONTENT_TYPE, Dated, calendar_file
from actions.events.models import Event
from actions.events.page import event_for_page
from actions.events.queries import LARGEST_ID, timeslots_of
from actions.events.redaction import Audience
from actions.feeds import geojson
from actions.feeds.queries import MOST_EVENTS, dated_events
from actions.finder.places import place_named
from actions.finder.queries import upcoming, within
from actions.finder.search import SearchQuery
from actions.geo.location import Precision
from actions.geo.places import Found
from actions.links import absolute
from actions.templating import language

bp = Blueprint("feeds", __name__)


@bp.get(f"/events/<int(max={LARGEST_ID}):event_id>.ics")
@public
def event_ics(event_id: int) -> Response:
    """One event, with what the public may know of its place."""
    event = event_for_page(event_id)
    if event is None or not event.is_public:
        abort(404)
    return _calendar([Dated(event, timeslots_of(event.id), _url_of(event))], f"event-{event.id}.ics")


@bp.get("/events.ics")
@public
def ics() -> Response:
    """What a search finds, as a calendar to subscribe to."""
    now = clock.now()
    return _calendar(dated_events(_conditions(now), _url_of), "actions.ics", name=_("Actions"))


@bp.get("/events.geojson", endpoint="geojson")
@public
def geojson_file() -> Response:
    """What a search finds, for maps."""
    now = clock.now()
    content = geojson.feature_collection(dated_events(_conditions(now), _url_of), now)
    return page_cache.keep(Response(content, content_type=geojson.CONTENT_TYPE))


def _conditions(now: dt.datetime) -> list[ColumnElement[bool]]:
    """The finder's filters. As on its map, a place that nobody knows is no place at all."""
    search = SearchQuery.from_args(request.args)
    answer = place_named(search.near) if search.near else None
    place = answer.place if isinstance(answer, Found) else None
    if place is None or search.filters.is_online:
        return upcoming(search.filters, now)
    if place.precision is Precision.STATE:
        return upcoming(replace(search.filters, region=place.state), now)
    if search.miles is None:
        return upcoming(search.filters, now)
    hits = within((place.latitude, place.longitude), search.miles, filters=search.filters, now=now)
    return [*upcoming(search.filters, now), Event.id.in_([hit.event_id for hit in hits[:MOST_EVENTS]])]


def _url_of(event: Event) -> str:
    return absolute("events.page", language(), slug=event.slug)


def _calendar(dated: list[Dated], filename: str, name: str = "") -> Response:
    content = calendar_file(dated, Audience.PUBLIC, name=name)
    response = Response(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return page_cache.keep(response)
