"""Answers to a reminder, each one press away from the mail: yes, I am coming; or no, I can't make it.

The link opens a page with one button and changes nothing: programs that open every link in a mail must not answer for
people. The signed link is the authority, as on the supporter's own page.
"""

import datetime as dt

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actions import clock
from actions.access import public
from actions.errors import DomainError
from actions.events.redaction import Audience, shown_place
from actions.extensions import csrf, limiter
from actions.rsvps import limits, queries, service
from actions.rsvps.models import Rsvp
from actions.rsvps.routes import bp, rsvp_behind


@bp.get("/rsvps/<token>/confirm")
@public
def confirm(token: str) -> str | Response:
    """One button: I am coming."""
    return _answer_page("rsvps/confirm.html", token)


@bp.post("/rsvps/<token>/confirm")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(limits.CHANGES_BY_LINK, key_func=lambda: request.path)
def say_yes(token: str) -> Response:
    """Note that they are coming; where that cannot be, their own page says why."""
    now = clock.now()
    rsvp = rsvp_behind(token, now)
    offer = queries.offer_of(rsvp.event_id)
    try:
        if offer is not None:
            service.confirm_place(rsvp.id, offer, now=now)
    except DomainError:
        return redirect(url_for("rsvps.manage", token=token), 303)
    return redirect(url_for("rsvps.confirm", token=token), 303)


@bp.get("/rsvps/<token>/decline")
@public
def decline(token: str) -> str | Response:
    """One button: I can't make it. It sends the form of the supporter's own page."""
    return _answer_page("rsvps/decline.html", token)


def _answer_page(template: str, token: str) -> str | Response:
    now = clock.now()
    rsvp = rsvp_behind(token, now)
    offer = queries.offer_of(rsvp.event_id)
    if not rsvp.is_going or offer is None or not offer.is_open(now):
        return redirect(url_for("rsvps.manage", token=token))
    return render_template(template, token=token, **_facts(rsvp, now))


def _facts(rsvp: Rsvp, now: dt.datetime) -> dict[str, object]:
    return {
        "rsvp": rsvp,
        "event": rsvp.event,
        "timeslots": queries.timeslots_of(rsvp.id),
        "turns": queries.turns_of(rsvp.id, now),
        "place": shown_place(rsvp.event, Audience.GOING),
    }
