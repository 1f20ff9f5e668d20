"""The room's pages."""

from flask import Blueprint

from actions.access import public

bp = Blueprint("finder", __name__)


@bp.get("/")
@public
def home() -> str:
    return ""
