"""The finder in a frame on a partner's site, the script that puts it there, and its colours."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import LazyString
from werkzeug.wrappers import Response as AnyResponse

from actions import clock
from actions.access import public
from actions.embeds.colours import Theme
from actions.embeds.frame import Frame, NothingToShow, SiteNotListed, frame_of, theme_of
from actions.finder.places import label_of, words_for
from actions.finder.results import Results, find
from actions.finder.routes import map_parts
from actions.finder.search import SearchQuery
from actions.locale import LANGUAGES, prefix_of
from actions.page_cache import keep
from actions.security import content_policy
from actions.source_codes import carried, with_code
from config import ROOT

bp = Blueprint("embeds", __name__)
CARDS = 10
SCRIPT = (ROOT / "static" / "js" / "embed.js").read_text(encoding="utf-8")
SCRIPT_SECONDS = 3_600
THEME_SECONDS = 86_400


@bp.get("/embed")
@public
def embed() -> AnyResponse:
    """The finder, small enough for a frame on another site."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return redirect(_in_language(asked))
    try:
        frame = frame_of(request.args, current_app.config["SITE_URL"])
    except (NothingToShow, SiteNotListed) as problem:
        return _refused(problem.status, problem.message)
    search = SearchQuery.from_args(request.args, campaign_id=frame.campaign.id if frame.campaign else None)
    response = make_response(render_template("embeds/embed.html", **_parts(frame, find(search, clock.now()))))
    response.headers["Content-Security-Policy"] = _policy(frame.ancestors)
    return keep(response)


@bp.get("/embed/theme-<theme>.css", endpoint="theme")
@public
def theme_sheet(theme: str) -> Response:
    """The frame's colours: the site's own for a light or a dark page, with a partner's one among them."""
    found = Theme.named(theme)
    if found is None:
        abort(404)
    return _dated(Response(found.sheet, mimetype="text/css"), THEME_SECONDS)


@bp.get("/embed.js")
@public
def script() -> Response:
    """The script that partners put into their pages."""
    return _dated(Response(SCRIPT, mimetype="text/javascript"), SCRIPT_SECONDS)


def _in_language(code: str) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return with_code(f"{prefix_of(code)}{request.path}" + (f"?{urlencode(kept)}" if kept else ""))


def _refused(status: int, message: str | LazyString) -> Response:
    """A page that says why there is nothing. Anybody may frame it: a frame that stays empty would tell nobody."""
    response = make_response(
        render_template("embeds/refused.html", message=message, theme=theme_of(request.args)), status
    )
    response.headers["Content-Security-Policy"] = _policy("*")
    return response


def _policy(ancestors: str) -> str:
    return content_policy(current_app.config["SETTINGS"], framed_by=ancestors)


def _dated(response: Response, seconds: int) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _parts(frame: Frame, results: Results) -> dict[str, Any]:
    """What the frame's template is handed."""
    search = results.search
    return {
        "frame": frame,
        "theme": frame.theme,
        "results": results,
        "cards": results.listing.cards[:CARDS],
        "hidden": {**frame.args, **search.args(near="", page="")},
        "label_of": label_of,
        "words_for": words_for,
        **map_parts(results, frame.campaign_slug),
        **_links(frame, search),
    }


def _links(frame: Frame, search: SearchQuery) -> dict[str, Any]:
    """Where one can go from here: inside the frame, and out of it in a tab of its own."""

    def here(**changes: Any) -> str:
        return carried(url_for("embeds.embed", **frame.args, **search.args(**{"page": "", **changes})))

    def elsewhere(endpoint: str, **values: Any) -> str:
        return carried(url_for(endpoint, **values, source=frame.source or None))

    endpoint = "finder.campaign" if frame.campaign else "finder.home"
    return {
        "here": here,
        "elsewhere": elsewhere,
        "full_url": elsewhere(endpoint, slug=frame.campaign_slug, **search.args(page="")),
        "everybody_url": here(organization=""),
    }
