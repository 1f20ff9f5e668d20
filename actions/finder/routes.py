"""The finder, one campaign's finder, and what their map reads."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from actions import clock
from actions.access import public
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.events.kinds import KIND_NAMES
from actions.feeds.meta import PageMeta, finder_meta
from actions.finder import queries
from actions.finder.chips import NOTHING
from actions.finder.map import MapConfig, MapShell, map_script
from actions.finder.places import label_of, words_for
from actions.finder.results import Results, find
from actions.finder.search import MILES_CHOICES, SearchQuery
from actions.finder.snapshot import snapshot
from actions.page_cache import in_common, keep
from actions.publishing.publisher import snapshot_called, snapshot_of_page
from actions.source_codes import carried
from actions.stories.queries import campaign_and_story
from config import Settings

bp = Blueprint("finder", __name__)
A_YEAR = 31_536_000


@bp.get("/")
@public
def home() -> Response:
    """Find an action near you."""
    now = clock.now()
    results = find(SearchQuery.from_args(request.args), now)
    minute = now.replace(second=0, microsecond=0)
    campaigns = in_common(("campaigns", minute), lambda: queries.upcoming_campaigns(now))
    return keep(make_response(render_template("finder/home.html", campaigns=campaigns, **_parts(results))))


@bp.get("/campaigns/<slug>")
@public
def campaign(slug: str) -> Response:
    """One campaign: its story, its own finder."""
    found = campaign_and_story(slug)
    if found is None:
        abort(404)
    campaign, story = found
    results = find(SearchQuery.from_args(request.args, campaign_id=campaign.id), clock.now())
    parts = _parts(results, campaign)
    return keep(make_response(render_template("finder/campaign.html", campaign=campaign, story=story, **parts)))


@bp.get("/events.json")
@public
def events_json() -> Response:
    """The events of a search as the map reads them; `campaign` narrows it to one campaign."""
    slug = request.args.get("campaign")
    found = campaign_called(slug) if slug else None
    if slug and found is None:
        abort(404)
    search = SearchQuery.from_args(request.args, campaign_id=found.id if found else None)
    return keep(Response(snapshot(search, clock.now()), mimetype="application/json"))


@bp.get("/snapshots/<digest>.json", endpoint="snapshot")
@public
def snapshot_file(digest: str) -> AnyResponse:
    """All events, or all of a campaign, as they were published; the name of others leads to those of now."""
    packed = snapshot_called(digest)
    if packed is None:
        return redirect(url_for("finder.events_json", campaign=request.args.get("campaign")))
    response = Response(packed.body, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed.encoding:
        response.headers["Content-Encoding"] = packed.encoding
    response.set_etag(digest)
    return response.make_conditional(request)


@bp.get("/map/<digest>.js", endpoint="map_script")
@public
def map_script_file(digest: str) -> Response:
    """The map's frame, named by its content."""
    shell = map_shell()
    if digest != shell.digest:
        abort(404)
    response = Response(shell.script, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def map_shell() -> MapShell:
    """The map's frame for this installation."""
    settings: Settings = current_app.config["SETTINGS"]
    return map_script(
        MapConfig(
            base_url=f"{current_app.config['ASSET_PREFIX']}/basemap",
            tiles_url=settings.tiles_url or "",
            tiles_attribution=settings.tiles_attribution or "",
        )
    )


def _meta(campaign: Campaign | None, results: Results) -> PageMeta:
    title = _("Actions near %(place)s", place=label_of(results.place)) if results.place else None
    return finder_meta(campaign, results.tally.count, results.tally.state_count, results.search.args(), title)


def _parts(results: Results, campaign: Campaign | None = None) -> dict[str, Any]:
    """What both finders' templates are handed."""
    search, view_args = results.search, request.view_args or {}

    def here(**changes: Any) -> str:
        return carried(url_for(str(request.endpoint), **view_args, **search.args(**{"page": "", **changes})))

    near = (place.postal_code or words_for(place)) if (place := results.place) else None
    return {
        "results": results,
        "host_url": url_for("host.new_event", near=near, campaign=view_args.get("slug")),
        "meta": _meta(campaign, results),
        "here": here,
        "kinds": KIND_NAMES,
        "miles_choices": MILES_CHOICES,
        "words_for": words_for,
        "label_of": label_of,
        "no_filters": NOTHING,
        **map_parts(results, view_args.get("slug")),
    }


def map_parts(results: Results, campaign: str | None) -> dict[str, Any]:
    """What the map is handed: its frame, how far it reaches, and the events of the search and of the whole country, or
    of the campaign that is called so.
    """
    # With nothing in reach the map shows the nearest instead of an empty circle.
    is_empty = results.is_around and results.listing.count == 0
    wider = {"miles": "any"} if is_empty else {}

    def events_url(**changes: Any) -> str:
        args = results.search.args(page="", **changes)
        digest = None if args else snapshot_of_page(campaign)
        if digest:
            return url_for("finder.snapshot", digest=digest, campaign=campaign)
        return url_for("finder.events_json", campaign=campaign, **args)

    return {
        "map_shell": map_shell(),
        "map_miles": "" if is_empty else results.miles or "",
        "events_url": events_url(**wider),
        "all_events_url": events_url(near="", miles=""),
    }
