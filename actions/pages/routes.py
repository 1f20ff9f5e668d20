"""Pages about the site itself, and its health."""

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST

from actions import clock, health
from actions.access import public
from actions.page_cache import keep
from actions.pages import metrics

bp = Blueprint("pages", __name__)


@bp.get("/privacy")
@public
def privacy() -> Response:
    """What is held about people, why, and for how long."""
    return keep(make_response(render_template("pages/privacy.html")))


@bp.get("/credits")
@public
def credits() -> Response:
    """Whose data and software this site stands on."""
    return keep(make_response(render_template("pages/credits.html")))


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain")


@bp.get("/readyz")
@public
def ready() -> Response:
    """The database answers and its tables are those of this version."""
    trouble = health.database_trouble()
    return Response(f"{trouble or 'ok'}\n", status=503 if trouble else 200, content_type="text/plain")


@bp.get("/metrics")
@public
def figures() -> Response:
    """Figures for Prometheus. To others there is no such page."""
    token = current_app.config["SETTINGS"].metrics_token
    if not metrics.may_read(request.remote_addr, request.headers, token):
        abort(404)
    return Response(metrics.exposition(clock.now()), content_type=CONTENT_TYPE_LATEST)
