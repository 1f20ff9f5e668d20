"""Share pictures: of an event, of a campaign, of the site. Each address names what the picture says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from actions import clock
from actions.access import public
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.events.page import event_for_page, event_number, event_page
from actions.events.queries import timeslots_of
from actions.extensions import limiter
from actions.feeds.drawing import picture
from actions.feeds.meta import event_picture_url, picture_url
from actions.feeds.picture_facts import campaign_facts, event_facts
from actions.feeds.picture_store import Busy, PictureStore
from actions.feeds.queries import public_places
from actions.finder.queries import tally
from actions.finder.search import Filters
from actions.links import absolute
from actions.templating import language

bp = Blueprint("pictures", __name__)
# What it says never changes; what an event shows of itself may, so nobody keeps a picture for longer than a day.
KEPT_FOR = 86_400
SECONDS_UNTIL_RETRY = "30"
STORE = "actions-pictures"
pictures_limit = limiter.shared_limit("120 per minute", scope="pictures")


@bp.get("/events/<slug>/share-<digest>.png")
@public
@pictures_limit
def event(slug: str, digest: str) -> AnyResponse:
    """An event's picture; an address from before a change leads to the one of now."""
    event_id = event_number(slug)
    found = None if event_id is None else event_for_page(event_id)
    if found is None or not found.is_public:
        abort(404)
    url = absolute("events.page", language(), slug=found.slug)
    page = event_page(found, timeslots_of(found.id), 0, clock.now(), url)
    facts = event_facts(page)
    if digest != facts.digest or slug != found.slug:
        return redirect(event_picture_url(page, facts))
    return _answer(facts.digest, lambda: picture(facts))


@bp.get("/campaigns/<slug>/share-<digest>.png")
@public
@pictures_limit
def campaign(slug: str, digest: str) -> AnyResponse:
    """A campaign's picture, with a dot for each of its actions."""
    found = campaign_called(slug)
    if found is None:
        abort(404)
    return _of_finder(found, digest)


@bp.get("/share-<digest>.png")
@public
@pictures_limit
def site(digest: str) -> AnyResponse:
    """The site's own picture."""
    return _of_finder(None, digest)


def _of_finder(campaign: Campaign | None, digest: str) -> AnyResponse:
    now, campaign_id = clock.now(), campaign.id if campaign else None
    found = tally(Filters(campaign_id=campaign_id), now)
    facts = campaign_facts(campaign, found.count, found.state_count)
    if digest != facts.digest:
        return redirect(picture_url(campaign, facts))

    return _answer(facts.digest, lambda: picture(replace(facts, points=public_places(campaign_id, now))))


def _answer(digest: str, draw: Callable[[], bytes]) -> Response:
    response = Response(mimetype="image/png")
    response.set_etag(digest)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    if digest in request.if_none_match:
        response.status_code = 304
        return response
    try:
        response.set_data(_store().kept_or_drawn(digest, draw))
    except Busy:
        return Response(status=503, headers={"Retry-After": SECONDS_UNTIL_RETRY, "Cache-Control": "no-store"})
    return response


def _store() -> PictureStore:
    store: PictureStore = current_app.extensions.setdefault(
        STORE, PictureStore(Path(current_app.instance_path) / "pictures")
    )
    return store
