"""Report a problem with an event: open to everybody, so without a session and without a token."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions import clock, page_cache
from actions.access import public
from actions.events.models import Event
from actions.events.page import event_for_page, event_number
from actions.extensions import csrf, limiter
from actions.moderation import reporting
from actions.moderation.attention import open_report_count
from actions.moderation.report_forms import ReportForm

bp = Blueprint("reports", __name__)
MOST_BY_NETWORK = "30 per hour; 100 per day"


@bp.get("/events/<slug>/report")
@public
def form(slug: str) -> AnyResponse:
    """The form, and after sending it what happens next; the same for everybody."""
    event = _event(slug)
    if slug != event.slug:
        return redirect(url_for("reports.form", slug=event.slug), 301)
    return page_cache.keep(_page(event, ReportForm(None), 200))


@bp.post("/events/<slug>/report")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(MOST_BY_NETWORK)
def send(slug: str) -> AnyResponse:
    """Put it before the organizers."""
    event, form = _event(slug), ReportForm(request.form)
    if not form.validate():
        return _page(event, form, 422)
    reporting.report_problem(event.id, form.draft(), open_count=open_report_count(event.id), now=clock.now())
    return redirect(url_for("reports.form", slug=event.slug, sent=1), 303)


def _event(slug: str) -> Event:
    number = event_number(slug)
    event = None if number is None else event_for_page(number)
    if event is None or not event.is_public:
        abort(404)
    return event


def _page(event: Event, form: ReportForm, status: int) -> Response:
    is_sent = request.method == "GET" and request.args.get("sent") == "1"
    return make_response(render_template("events/report.html", event=event, form=form, is_sent=is_sent), status)
