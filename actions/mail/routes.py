"""The way out of mail that is not owed: no account, no cookie, one press."""

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from actions import clock
from actions.access import public
from actions.extensions import csrf
from actions.reminders import queries as reminders_queries
from actions.reminders import service as reminders
from actions.signing import BadLink, unsign

bp = Blueprint("mail", __name__)


@bp.get("/mail/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> Response:
    """A page with a button: programs that open links in mail must not stop anything for people."""
    rsvp_id = _rsvp_id(token)
    return _page(token, is_stopped=reminders_queries.has_stopped_reminders(rsvp_id))


@bp.post("/mail/unsubscribe/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
def stop_reminders(token: str) -> Response:
    """Stop reminders, for the button and for mail programs (RFC 8058); or send them again."""
    rsvp_id = _rsvp_id(token)
    again = request.form.get("again") == "yes"
    if again:
        reminders.resume_reminders(rsvp_id)
    else:
        reminders.stop_reminders(rsvp_id, now=clock.now())
    return _page(token, is_stopped=not again)


def _rsvp_id(token: str) -> int:
    try:
        claim = unsign("unsubscribe", token)
    except BadLink:
        abort(404)
    return claim if isinstance(claim, int) else abort(404)


def _page(token: str, *, is_stopped: bool) -> Response:
    return make_response(render_template("mail/unsubscribe.html", token=token, is_stopped=is_stopped))
