"""What a story's page loads: its pictures, and the style sheet of its colour. Both are named by their content."""

from flask import Blueprint, Response, abort

from actions.access import public
from actions.page_cache import keep
from actions.stories import colours
from actions.stories.queries import picture_content
from actions.stories.story import LINK_NAMES, LinkKind, Told, Words, told
from actions.templating import language

bp = Blueprint("story_files", __name__)
FOREVER = "public, max-age=31536000, immutable"


@bp.get("/pictures/<digest>.webp")
@public
def picture(digest: str) -> Response:
    """A picture that we drew ourselves; never what was uploaded."""
    content = picture_content(digest)
    if content is None:
        abort(404)
    response = keep(Response(content, mimetype="image/webp"))
    response.headers["Cache-Control"] = FOREVER
    return response


@bp.get("/accents/<colour>.css")
@public
def accent(colour: str) -> Response:
    """The rules that put a page into a campaign's colour, worked out from the colour alone."""
    if not colours.COLOUR.fullmatch(f"#{colour}"):
        abort(404)
    response = Response(colours.stylesheet(f"#{colour}"), mimetype="text/css")
    response.headers["Cache-Control"] = FOREVER
    return response


@bp.app_template_filter("link_name")
def link_name(kind: str) -> str:
    """What a kind of link is called on its button."""
    return str(LINK_NAMES[LinkKind(kind)])


@bp.app_template_filter("told")
def told_here(words: Words) -> Told:
    """Words in the language of the page."""
    return told(words, language())
