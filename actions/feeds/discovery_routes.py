"""What search engines ask for first: robots.txt and the sitemap."""

from flask import Blueprint, Response, abort, current_app

from actions import page_cache
from actions.access import public
from actions.events.queries import LARGEST_ID
from actions.extensions import limiter
from actions.feeds import sitemap
from actions.feeds.queries import EVENTS_A_SITEMAP, campaign_slugs, sitemap_events, sitemap_pages
from actions.links import absolute

bp = Blueprint("discovery", __name__)
PAGES = ("finder.home", "pages.privacy", "pages.credits")
MOST_PAGES = LARGEST_ID // EVENTS_A_SITEMAP
sitemaps_limit = limiter.shared_limit("30 per minute", scope="sitemaps")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Where crawlers may go."""
    return page_cache.keep(Response(sitemap.robots(absolute("discovery.index")), mimetype="text/plain"))


@bp.get("/sitemap.xml")
@public
@sitemaps_limit
def index() -> Response:
    """The pages of the sitemap: one of the site's own pages, then one for every so many events."""
    pages: list[sitemap.Changed] = [(absolute("discovery.page", number=0), None)]
    pages += [(absolute("discovery.page", number=number), changed_at) for number, changed_at in sitemap_pages()]
    return _xml(sitemap.index(pages))


@bp.get(f"/sitemaps/<int(max={MOST_PAGES}):number>.xml")
@public
@sitemaps_limit
def page(number: int) -> Response:
    """One page of the sitemap."""
    paths = _own_paths() if number == 0 else _event_paths(number)
    if not paths:
        abort(404)
    return _xml(sitemap.page(current_app.config["SITE_URL"], paths))


def _own_paths() -> list[sitemap.Changed]:
    pages = [(_path(endpoint), None) for endpoint in PAGES]
    return [*pages, *((_path("finder.campaign", slug=slug), None) for slug in campaign_slugs())]


def _event_paths(number: int) -> list[sitemap.Changed]:
    begin = _path("events.page", slug="0").removesuffix("0")
    return [(begin + slug, changed_at) for slug, changed_at in sitemap_events(number)]


def _path(endpoint: str, **values: str) -> str:
    """The address below the site, without a language before it."""
    return absolute(endpoint, **values).removeprefix(current_app.config["SITE_URL"])


def _xml(content: str) -> Response:
    return page_cache.keep(Response(content, content_type=sitemap.CONTENT_TYPE))
