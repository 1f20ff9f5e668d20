"""Pages about the site itself, and its health."""

from flask import Blueprint, render_template

from actions.access import public

bp = Blueprint("pages", __name__)


@bp.get("/privacy")
@public
def privacy() -> str:
    """What is held about people, why, and for how long."""
    return render_template("pages/privacy.html")


@bp.get("/credits")
@public
def credits() -> str:
    """Whose data and software this site stands on."""
    return render_template("pages/credits.html")
