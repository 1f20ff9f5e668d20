"""How did it go? The one question after an action, answered by one press."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actions import clock
from actions.access import public
from actions.extensions import csrf, limiter
from actions.reminders import queries, service
from actions.reminders.models import HowItWent
from actions.rsvps.models import Rsvp
from actions.rsvps.queries import rsvp_of
from actions.signing import BadLink, unsign

bp = Blueprint("reminders", __name__)
# The link is its own authority; nobody needs to change their mind more often.
ANSWERS_BY_LINK = "30 per hour"


@bp.get("/how-it-went/<token>")
@public
def how_it_went(token: str) -> str:
    """The question, with a button for each answer: a program that opens the link answers nothing."""
    rsvp = _rsvp_behind(token)
    return render_template(
        "reminders/how_it_went.html", token=token, event=rsvp.event, answer=queries.answer_of(rsvp.id)
    )


@bp.post("/how-it-went/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(ANSWERS_BY_LINK, key_func=lambda: request.path)
def say_how_it_went(token: str) -> Response:
    """Keep the answer; another press changes it."""
    rsvp = _rsvp_behind(token)
    try:
        answer = HowItWent(request.form.get("answer", ""))
    except ValueError:
        abort(422)
    service.say_how_it_went(rsvp.id, answer, now=clock.now())
    return redirect(url_for("reminders.how_it_went", token=token), 303)


def _rsvp_behind(token: str) -> Rsvp:
    """Whom the link was sent to."""
    try:
        claim = unsign("how-it-went", token)
    except BadLink:
        abort(404)
    rsvp = rsvp_of(claim) if isinstance(claim, int) else None
    return rsvp if rsvp is not None else abort(404)
