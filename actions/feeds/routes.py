"""Events for other programs: calendars now, and the lists that follow the finder's filters."""

from flask import Blueprint, Response, abort

from actions import page_cache
from actions.access import public
from actions.events.calendar import CONTENT_TYPE, Dated, calendar_file
from actions.events.page import event_for_page, timeslots_of
from actions.events.redaction import Audience
from actions.links import absolute
from actions.templating import language

bp = Blueprint("feeds", __name__)
LARGEST_NUMBER = 2**31 - 1


@bp.get(f"/events/<int(max={LARGEST_NUMBER}):event_id>.ics")
@public
def event_ics(event_id: int) -> Response:
    """One event, with what the public may know of its place."""
    event = event_for_page(event_id)
    if event is None or not event.is_public:
        abort(404)
    url = absolute("events.page", language(), slug=event.slug)
    content = calendar_file([Dated(event, timeslots_of(event.id), url)], Audience.PUBLIC)
    return page_cache.keep(_calendar(content, f"event-{event.id}.ics"))


def _calendar(content: bytes, filename: str) -> Response:
    response = Response(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
