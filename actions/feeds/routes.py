"""Events for other programs: each one's own files, and lists that follow the finder's filters."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from actions import clock, page_cache
from actions.access import public
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.errors import DomainError
from actions.events.calendar import CONTENT_TYPE, Dated, calendar_file
from actions.events.days import echo
from actions.events.models import Event
from actions.events.page import EventPage, event_for_page, event_page
from actions.events.queries import LARGEST_ID, timeslots_of
from actions.events.redaction import Audience
from actions.extensions import limiter
from actions.feeds import atom, geojson, structured
from actions.feeds.meta import event_picture_url
from actions.feeds.picture_facts import event_facts
from actions.feeds.queries import dated_events, still_ahead
from actions.finder.places import place_named
from actions.finder.queries import fitting, upcoming, within
from actions.finder.search import SearchQuery
from actions.geo.location import Precision
from actions.geo.places import Ambiguous, Found, Unknown
from actions.links import absolute
from actions.numerals import numeral
from actions.templating import language

bp = Blueprint("feeds", __name__)
# What docs/contract.md promises. Kept answers do not count against the rate: only what has to be made.
MOST_FEATURES = 10_000
MOST_CALENDAR_EVENTS = 2_000
MOST_NEWS = 100
LONGEST_CALENDAR_TEXT = 500
# A page leaves it out and tells so; a list has no pages.
PASSED_OVER = "page"
lists_limit = limiter.shared_limit("12 per minute", scope="feeds")
files_limit = limiter.shared_limit("120 per minute", scope="event-files")


@bp.get(f"/events/<int(max={LARGEST_ID}):event_id>.ics")
@public
@files_limit
def event_ics(event_id: int) -> Response:
    """One event, with what the public may know of its place."""
    page = _public_page(event_id)
    dated = [Dated(page.event, page.timeslots, page.url)]
    return _calendar(calendar_file(dated, Audience.PUBLIC), f"event-{event_id}.ics")


@bp.get(f"/events/<int(max={LARGEST_ID}):event_id>.json")
@public
@files_limit
def event_json(event_id: int) -> Response:
    """One event as schema.org has it, as it also stands in the head of its page."""
    page = _public_page(event_id)
    data = structured.event_data(page, event_picture_url(page, event_facts(page)))
    return page_cache.keep(Response(structured.as_json(data), content_type=structured.CONTENT_TYPE))


@bp.get("/events.ics")
@public
@lists_limit
def ics() -> Response:
    """What a search finds, as a calendar to subscribe to; what is called off stays in it until it would be over."""
    now, campaign = clock.now(), _campaign()
    search = _search(campaign)
    conditions = [*still_ahead(now), *_fitting(search, still_ahead(now), now)]
    dated = dated_events(conditions, _page_url(), days=search.filters.days, now=now, limit=MOST_CALENDAR_EVENTS)
    name = campaign.title if campaign else _("Actions")
    content = calendar_file(
        dated,
        Audience.PUBLIC,
        name=name,
        about=_where_it_ends(len(dated), MOST_CALENDAR_EVENTS),
        longest_text=LONGEST_CALENDAR_TEXT,
    )
    return _calendar(content, "actions.ics")


@bp.get("/events.geojson", endpoint="geojson")
@public
@lists_limit
def geojson_file() -> Response:
    """What a search finds, for maps."""
    now, campaign = clock.now(), _campaign()
    search = _search(campaign)
    ahead, days = upcoming(search.filters, now), search.filters.days
    conditions = [*ahead, *_fitting(search, ahead, now)]
    dated = dated_events(conditions, _page_url(), days=days, now=now, limit=MOST_FEATURES)
    content = geojson.feature_collection(dated)
    return page_cache.keep(Response(content, content_type=geojson.CONTENT_TYPE))


@bp.get("/events.atom", endpoint="atom")
@public
@lists_limit
def atom_file() -> Response:
    """What a search finds, as news: what was published or changed last comes first."""
    now, campaign = clock.now(), _campaign()
    search = _search(campaign)
    conditions = [*still_ahead(now), *_fitting(search, still_ahead(now), now)]
    args = search.args(page="")
    slug = {"campaign": campaign.slug} if campaign else {}
    page = ("finder.campaign", {"slug": campaign.slug}) if campaign else ("finder.home", {})
    dated = dated_events(conditions, _page_url(), days=search.filters.days, now=now, limit=MOST_NEWS, newest_first=True)
    content = atom.feed(
        dated,
        subtitle=_where_it_ends(len(dated), MOST_NEWS),
        title=campaign.title if campaign else _("Actions"),
        author=campaign.organization.name if campaign and campaign.organization else _("Actions"),
        own_url=absolute("feeds.atom", language(), **slug, **args),
        page_url=absolute(page[0], language(), **page[1], **args),
        now=now,
    )
    return page_cache.keep(Response(content, content_type=f"{atom.CONTENT_TYPE}; charset=utf-8"))


class SenselessList(DomainError):
    """The address asks for a list that cannot be meant. Left out, as on a page that says so, it would be a longer list
    than was asked for, and nobody would be told.
    """

    status = 400


def _search(campaign: Campaign | None) -> SearchQuery:
    """What the address asks for.

    Raises:
        SenselessList: a part of it cannot be meant: a kind or an organization that is not there, no one place, no days.
    """
    search = SearchQuery.from_args(request.args, campaign_id=campaign.id if campaign else None)
    problem = next((problem for problem in search.problems if problem.field != PASSED_OVER), None)
    if problem:
        raise SenselessList(problem.wrong)
    answer = place_named(search.near) if search.near else None
    if isinstance(answer, Ambiguous):
        raise SenselessList(_("There is more than one %(place)s. Which do you mean?", place=echo(search.near)))
    if isinstance(answer, Unknown):
        told = _("We know no place called “%(place)s”. Check the spelling, or use a ZIP code.", place=echo(search.near))
        raise SenselessList(told)
    return search


def _where_it_ends(count: int, most: int) -> str:
    """What a list says of itself when it may not be all; nothing when it is."""
    if count < most:
        return ""
    return _(
        "Not more than %(most)s actions. Name a place, days or an organization to have all of those.",
        most=numeral(most),
    )


def _campaign() -> Campaign | None:
    """The campaign that the address narrows the list to."""
    slug = request.args.get("campaign", "")
    found = campaign_called(slug) if slug else None
    if slug and found is None:
        abort(404)
    return found


def _fitting(search: SearchQuery, ahead: Sequence[ColumnElement[bool]], now: dt.datetime) -> list[ColumnElement[bool]]:
    """The finder's filters."""
    answer = place_named(search.near) if search.near else None
    place = answer.place if isinstance(answer, Found) else None
    if place is None or search.filters.is_online:
        return fitting(search.filters, now)
    if place.precision is Precision.STATE:
        return fitting(replace(search.filters, region=place.state), now)
    if search.miles is None:
        return fitting(search.filters, now)
    hits = within((place.latitude, place.longitude), search.miles, filters=search.filters, now=now, ahead=ahead)
    return [Event.id.in_([hit.event_id for hit in hits[:MOST_FEATURES]])]


def _public_page(event_id: int) -> EventPage:
    event = event_for_page(event_id)
    if event is None or not event.is_public:
        abort(404)
    url = absolute("events.page", language(), slug=event.slug)
    return event_page(event, timeslots_of(event.id), 0, clock.now(), url)


def _page_url() -> str:
    """The beginning of the address of every event's page; built once, since thousands follow it."""
    return absolute("events.page", language(), slug="0").removesuffix("0")


def _calendar(content: bytes, filename: str) -> Response:
    response = Response(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return page_cache.keep(response)
