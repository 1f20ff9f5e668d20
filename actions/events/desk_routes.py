"""The host's desk: my actions, a new one, its place, who is coming, and calling it off."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from actions import clock, policy
from actions.accounts.models import User
from actions.checkin.queries import arrivals
from actions.checkin.window import Door, door_of
from actions.errors import DomainError
from actions.events import lifecycle, queries, service
from actions.events.changes import Outcome, fingerprint
from actions.events.desk_words import flash_saved, start_values
from actions.events.forms import CancelForm, EventForm, PinForm, PostponeForm
from actions.events.lifecycle import Move
from actions.events.models import Event
from actions.events.redaction import Audience, shown_place
from actions.extensions import limiter
from actions.finder.routes import map_shell
from actions.links import absolute
from actions.paging import page_number
from actions.policy import signed_in_user
from actions.rsvps import queries as rsvps
from actions.rsvps.service import tell_going
from actions.rsvps.waitlist import settle
from actions.templating import language

bp = Blueprint("host", __name__)
Page = str | Response | tuple[str, int]
MOST_POSTS = "300 per hour"


class AddressNotConfirmed(DomainError):
    """Only whoever reads mail at their address may post."""

    status = 403


class NoCampaignOpen(DomainError):
    """There is nothing that a new action could belong to."""

    status = 409


def _signed_in() -> User:
    user = signed_in_user()
    if user is None:
        abort(404)
    return user


def _passes_replies_on() -> bool:
    return bool(current_app.config["SETTINGS"].mail_replies_to)


def _by_user() -> str:
    return f"user:{_signed_in().id}"


@bp.get("/host")
def desk() -> str:
    """My actions, each with what to do next."""
    user, now, page = _signed_in(), clock.now(), page_number()
    may_post = policy.may_post_events(user)
    # As `policy.is_host` has it: an unconfirmed address may be somebody else's.
    hosted = queries.hosted_by(user.id, now, page) if may_post else []
    return render_template(
        "host/desk.html",
        events=hosted[: queries.ACTIONS_A_PAGE],
        page=page,
        has_more=len(hosted) > queries.ACTIONS_A_PAGE,
        now=now,
        may_post=may_post,
    )


@bp.route("/host/events/new", methods=["GET", "POST"])
@limiter.limit(MOST_POSTS, methods=["POST"], key_func=_by_user)
def new_event() -> Page:
    """The form for a new action."""
    user, now, campaigns = _signed_in(), clock.now(), queries.open_campaigns()
    if not policy.may_post_events(user):
        raise AddressNotConfirmed(_("Confirm your email address first: use the link in the mail we sent you."))
    if not campaigns:
        raise NoCampaignOpen(_("No campaign takes new actions at the moment. Look again later."))
    asked = request.args
    start = start_values(user, campaigns, asked.get("campaign"), asked.get("near", ""))
    form = EventForm(now=now, campaigns=campaigns, start=start, passes_replies_on=_passes_replies_on())
    if not _is_saved(form):
        return _form_page("host/new.html", form)
    draft = form.draft(geocodes_online=current_app.config["SETTINGS"].geocodes_online)
    event_id = service.create_event(draft, campaign_id=form.campaign.data, host_id=user.id, now=now)
    flash_saved(form)
    return redirect(url_for("host.place" if form.is_in_person else "host.event", event_id=event_id), 303)


@bp.get("/host/events/<int:event_id>")
def event(event_id: int) -> str:
    """One action's desk: its state, its link, who is coming."""
    event, page, now = _event(event_id), page_number(), clock.now()
    timeslots, totals = queries.timeslots_of(event_id), rsvps.going_totals(event_id)
    return render_template(
        "host/event.html",
        event=event,
        timeslots=timeslots,
        is_door_open=any(door_of(event, timeslot, now) is Door.OPEN for timeslot in timeslots),
        arrivals=arrivals(event_id),
        place=shown_place(event, Audience.STAFF),
        totals=totals,
        attendees=rsvps.attendees(event_id, page),
        waiting=rsvps.waiting(event_id),
        page=page,
        has_more=totals.answers > page * rsvps.ATTENDEES_A_PAGE,
        public_url=absolute("events.page", language(), slug=event.slug),
        now=now,
        may_submit=lifecycle.may(event.state, Move.SUBMIT),
        may_edit=event.state in lifecycle.EDITABLE,
        may_cancel=lifecycle.may(event.state, Move.CANCEL) and not event.is_over(now),
        may_postpone=lifecycle.may_postpone(event, now),
        may_discard=lifecycle.may(event.state, Move.DISCARD),
    )


@bp.route("/host/events/<int:event_id>/edit", methods=["GET", "POST"])
@limiter.limit(MOST_POSTS, methods=["POST"], key_func=_by_user)
def edit(event_id: int) -> Page:
    """Change an action. What somebody else changed meanwhile is shown, and nothing typed is lost."""
    event, now = _event(event_id), clock.now()
    lifecycle.check_editable(event.state)
    current = queries.timeslots_of(event_id)
    form = EventForm(now=now, event=event, timeslots=current, passes_replies_on=_passes_replies_on())
    if not _is_saved(form):
        return _form_page("host/edit.html", form, event=event)
    try:
        outcome = _saved(event, form, now)
    except service.ChangedMeanwhile as meanwhile:
        current = queries.timeslots_of(event_id)
        form.seen.data = fingerprint(event, current)
        parts = {"event": event, "meanwhile": meanwhile.fields, "current_timeslots": current}
        return _form_page("host/edit.html", form, meanwhile.status, **parts)
    except DomainError as error:
        return _form_page("host/edit.html", form, error.status, event=event, refusal=error.message)
    flash_saved(form, outcome)
    return redirect(url_for("host.place" if outcome.is_place_new else "host.event", event_id=event_id), 303)


@bp.route("/host/events/<int:event_id>/place", methods=["GET", "POST"])
def place(event_id: int) -> Page:
    """Where the action fell on the map, and the pin to put right."""
    event, now = _event(event_id), clock.now()
    lifecycle.check_editable(event.state)
    form = PinForm(latitude=event.latitude, longitude=event.longitude)
    parts = {"event": event, "place": shown_place(event, Audience.STAFF), "map_shell": map_shell(), "form": form}
    if not form.validate_on_submit():
        return render_template("host/place.html", **parts), 422 if form.errors else 200
    try:
        service.place_pin(event_id, *form.point, now=now, tell=tell_going, is_reviewer=_is_reviewer(event))
    except DomainError as error:
        return render_template("host/place.html", refusal=error.message, **parts), error.status
    flash(_("The pin is where you put it."), "good")
    return redirect(url_for("host.event", event_id=event_id), 303)


@bp.post("/host/events/<int:event_id>/submit")
def submit(event_id: int) -> Response:
    """Send it for review."""
    _event(event_id)
    try:
        service.submit_event(event_id, now=clock.now())
        flash(_("Sent for review. We write to you as soon as it is decided."), "good")
    except DomainError as error:
        flash(str(error.message), "error")
    return redirect(url_for("host.event", event_id=event_id), 303)


@bp.route("/host/events/<int:event_id>/cancel", methods=["GET", "POST"])
def cancel(event_id: int) -> Page:
    """Call a public action off, with a reason; the question comes first."""
    event, form = _event(event_id), CancelForm()
    lifecycle.follows(event.state, Move.CANCEL)
    if not form.validate_on_submit():
        page = render_template("host/cancel.html", event=event, form=form, totals=rsvps.going_totals(event_id))
        return page, 422 if form.errors else 200
    service.cancel_event(event_id, str(form.reason.data), now=clock.now(), tell=tell_going)
    flash(_("The action is cancelled. Everybody who was coming is being told."), "good")
    return redirect(url_for("host.event", event_id=event_id), 303)


@bp.route("/host/events/<int:event_id>/postpone", methods=["GET", "POST"])
def postpone(event_id: int) -> Page:
    """Take the date of a public action off, with a reason; the question comes first."""
    event, form = _event(event_id), PostponeForm()
    lifecycle.check_postponable(event)
    if not form.validate_on_submit():
        page = render_template("host/postpone.html", event=event, form=form, totals=rsvps.going_totals(event_id))
        return page, 422 if form.errors else 200
    service.postpone_event(event_id, str(form.reason.data), now=clock.now(), tell=tell_going)
    flash(
        _("The action is postponed. Everybody who signed up is being told. Set the new date as soon as you know."),
        "good",
    )
    return redirect(url_for("host.event", event_id=event_id), 303)


@bp.route("/host/events/<int:event_id>/discard", methods=["GET", "POST"])
def discard(event_id: int) -> Page:
    """Delete an action that was never public; the question comes first."""
    event = _event(event_id)
    lifecycle.follows(event.state, Move.DISCARD)
    if request.method == "GET":
        return render_template("host/discard.html", event=event)
    service.discard_event(event_id)
    flash(_("The action is deleted."), "good")
    return redirect(url_for("host.desk"), 303)


def _event(event_id: int) -> Event:
    """An event that the person may change; others learn nothing about it."""
    found = queries.event_of(event_id)
    if found is None or not policy.may_edit(signed_in_user(), found):
        abort(404)
    return found


def _is_reviewer(event: Event) -> bool:
    """Whether whoever edits may approve it too, so that nobody else needs to look at what they write."""
    return policy.may_review(signed_in_user(), event.campaign)


def _saved(event: Event, form: EventForm, now: dt.datetime) -> Outcome:
    draft = form.draft(geocodes_online=current_app.config["SETTINGS"].geocodes_online)
    return service.edit_event(
        event.id,
        draft,
        seen=form.seen.data or "",
        now=now,
        tell=tell_going,
        settle=settle,
        is_reviewer=_is_reviewer(event),
    )


def _is_saved(form: EventForm) -> bool:
    """Do what the pressed button asks of the form; whether it asks to save and everything in it will do."""
    if request.method != "POST":
        return False
    action, _dash, number = request.form.get("action", "save").partition("-")
    if action == "add":
        form.rows.add()
    elif action == "remove" and number.isascii() and number.isdigit():
        form.rows.remove(int(number[:3]))
    return action == "save" and form.validate()


def _form_page(template: str, form: EventForm, status: int = 0, **parts: Any) -> tuple[str, int]:
    problems = list(form.problems())
    is_preview = request.form.get("action") == "preview"
    page = render_template(template, form=form, problems=problems, is_preview=is_preview, **parts)
    return page, status or (422 if problems else 200)
