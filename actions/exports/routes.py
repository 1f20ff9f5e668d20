"""Downloads for organizers."""

from collections.abc import Iterable
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from actions import clock
from actions.access import organizer_only
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.events.selection import Selection
from actions.exports.queries import ATTENDANCE_HEADER, EVENT_HEADER, attendance_rows, event_rows
from actions.exports.tables import Cell, csv_chunks, xlsx_chunks
from actions.policy import may_export, signed_in_user

bp = Blueprint("exports", __name__, url_prefix="/organize/campaigns/<slug>")

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/attendance.<any(csv, xlsx):kind>")
@organizer_only
def attendance(slug: str, kind: str) -> Response:
    """Who is coming, filtered as the campaign's page is."""
    campaign = _campaign(slug)
    rows = attendance_rows(_selection(campaign), current_app.config["SITE_URL"])
    return _download(f"{campaign.slug}-attendance", kind, ATTENDANCE_HEADER, rows)


@bp.get("/events.<any(csv, xlsx):kind>")
@organizer_only
def events(slug: str, kind: str) -> Response:
    """The campaign's events, filtered as its page is."""
    campaign = _campaign(slug)
    return _download(f"{campaign.slug}-events", kind, EVENT_HEADER, event_rows(_selection(campaign)))


def _campaign(slug: str) -> Campaign:
    campaign = campaign_called(slug)
    if campaign is None or not may_export(signed_in_user(), campaign):
        abort(404)
    return campaign


def _selection(campaign: Campaign) -> Selection:
    selection = Selection.from_args(request.args, campaign.id)
    # A filter that was not understood must not silently become "everybody".
    if selection.problems:
        abort(422)
    return selection


def _download(name: str, kind: str, header: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> Response:
    folder = Path(current_app.instance_path)
    chunks = csv_chunks(header, rows) if kind == "csv" else xlsx_chunks(folder, header, rows)
    response = Response(chunks, content_type=TYPES[kind])
    filename = f"{name}-{clock.now():%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response
