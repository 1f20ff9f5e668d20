"""The host's list at the door: who is expected, and a button beside each name."""

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask_babel import LazyString
from werkzeug.wrappers import Response as AnyResponse

from actions import clock, policy
from actions.checkin import queries, service, words
from actions.checkin.forms import PressForm
from actions.checkin.parts import parts_of
from actions.checkin.window import Door, door_of, opens_at, shown_first
from actions.errors import DomainError
from actions.events.models import Event, Timeslot
from actions.events.queries import event_of, timeslots_of
from actions.extensions import limiter
from actions.paging import page_number

bp = Blueprint("checkin", __name__, url_prefix="/host/events/<int:event_id>/check-in")
# Somebody at a busy door presses every second or two.
MOST_PRESSES = "5000 per hour"


def _by_user() -> str:
    user = policy.signed_in_user()
    return f"user:{user.id if user else ''}"


@bp.get("")
def door(event_id: int) -> str:
    """The list of one timeslot."""
    return _page(_event(event_id))


@bp.post("")
@limiter.limit(MOST_PRESSES, key_func=_by_user)
def note(event_id: int) -> AnyResponse | tuple[str | Response, int]:
    """Somebody is here, or not after all."""
    event, form, now = _event(event_id), PressForm(), clock.now()
    timeslot = _timeslot(timeslots_of(event_id))
    try:
        press = form.press()
        service.note(press, timeslot.id if timeslot else 0, now=now)
    except DomainError as error:
        if _wants_json():
            return jsonify(sentence=str(error.message)), error.status
        return _page(event, error.message), error.status
    if _wants_json():
        tally = queries.tallies(event_id)[timeslot.id] if timeslot else queries.Tally(0, 0)
        return jsonify(sentence=words.are_here(tally))
    return redirect(_back_to(event_id, press.attendance_id), 303)


def _page(event: Event, refusal: str | LazyString = "") -> str:
    now, timeslots = clock.now(), timeslots_of(event.id)
    timeslot = _timeslot(timeslots)
    door = door_of(event, timeslot, now) if timeslot else Door.OFF
    people = queries.people_at(timeslot.id) if timeslot and door in (Door.OPEN, Door.CLOSED) else []
    parts = parts_of(people)
    return render_template(
        "checkin/door.html",
        event=event,
        timeslots=timeslots,
        timeslot=timeslot,
        door=door,
        opens_at=opens_at(timeslot) if timeslot else None,
        parts=parts,
        part=parts[min(page_number(), len(parts)) - 1] if parts else None,
        tally=queries.tally_of(people),
        words=words,
        refusal=refusal,
    )


def _back_to(event_id: int, attendance_id: int) -> str:
    """The row, on the list it was pressed in."""
    timeslot, page = request.args.get("timeslot"), request.args.get("page")
    anchor = f"person-{attendance_id}"
    return url_for("checkin.door", event_id=event_id, timeslot=timeslot, page=page, _anchor=anchor)


def _timeslot(timeslots: list[Timeslot]) -> Timeslot | None:
    """The one that the address names; otherwise the one that is on or next."""
    asked = request.args.get("timeslot", "")
    named = (timeslot for timeslot in timeslots if str(timeslot.id) == asked)
    return next(named, None) or shown_first(timeslots, clock.now())


def _event(event_id: int) -> Event:
    """An event whose list the person may read; others learn nothing about it."""
    found = event_of(event_id)
    if found is None or not policy.may_see_attendees(policy.signed_in_user(), found):
        abort(404)
    return found


def _wants_json() -> bool:
    """Whether the page's own script asks, which changes the row in its place."""
    return request.accept_mimetypes.best == "application/json"
