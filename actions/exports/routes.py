"""Downloads for organizers."""

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, stream_with_context

from actions import clock
from actions.access import organizer_only
from actions.exports.queries import (
    ATTENDANCE_HEADER,
    EVENT_HEADER,
    ExportFilter,
    attendance_rows,
    campaign_by_slug,
    event_rows,
)
from actions.exports.tables import Cell, csv_chunks, file_chunks, write_xlsx
from actions.policy import may_export, signed_in_user

bp = Blueprint("exports", __name__, url_prefix="/organize/campaigns/<slug>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/attendance.<any(csv, xlsx):kind>")
@organizer_only
def attendance(slug: str, kind: str) -> Response:
    """Who is coming, filtered by `state`, `from` and `to`."""
    return _download(slug, kind, "attendance", ATTENDANCE_HEADER, _attendance)


@bp.get("/events.<any(csv, xlsx):kind>")
@organizer_only
def events(slug: str, kind: str) -> Response:
    """Every event, filtered by `state`, `from` and `to`."""
    return _download(slug, kind, "events", EVENT_HEADER, event_rows)


def _attendance(chosen: ExportFilter) -> Iterator[tuple[Cell, ...]]:
    return attendance_rows(chosen, current_app.config["SITE_URL"])


def _download(
    slug: str, kind: str, name: str, header: tuple[str, ...], rows_of: Callable[[ExportFilter], Iterable[tuple[Cell, ...]]]
) -> Response:
    campaign = campaign_by_slug(slug)
    if campaign is None or not may_export(signed_in_user(), campaign):
        abort(404)
    rows = rows_of(_filter_of_request(campaign.id))
    filename = f"{slug}-{name}-{clock.now():%Y-%m-%d}.{kind}"
    if kind == "csv":
        body, content_type = stream_with_context(csv_chunks(header, rows)), "text/csv; charset=utf-8"
    else:
        with tempfile.NamedTemporaryFile(dir=current_app.instance_path, suffix=".xlsx", delete=False) as file:
            path = Path(file.name)
        write_xlsx(path, header, rows)
        body, content_type = file_chunks(path), XLSX
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _filter_of_request(campaign_id: int) -> ExportFilter:
    state = request.args.get("state", "").strip().upper()
    if state and not re.fullmatch("[A-Z]{2}", state):
        abort(422)
    return ExportFilter(campaign_id, state or None, _date_of_request("from"), _date_of_request("to"))


def _date_of_request(name: str) -> dt.date | None:
    text = request.args.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        abort(422)
