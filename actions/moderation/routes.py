"""The room's pages."""

from flask import Blueprint

from actions.access import public

bp = Blueprint("organize", __name__)


@bp.get("/organize")
@public
def desk() -> str:
    return ""
