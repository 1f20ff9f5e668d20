"""The room's pages."""

from flask import Blueprint

from actions.access import public

bp = Blueprint("host", __name__)


@bp.get("/host")
@public
def desk() -> str:
    return ""
