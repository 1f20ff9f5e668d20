"""The organizer's desk."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from actions import clock
from actions.access import organizer_only
from actions.accounts.models import User
from actions.checkin.queries import came_to
from actions.coalition.queries import campaign_called
from actions.dispatch.queries import hold_of_event, wider_hold_of
from actions.errors import Conflict
from actions.events.kinds import KIND_NAMES
from actions.events.lifecycle import Move, may
from actions.events.models import Event
from actions.events.queries import timeslots_of
from actions.events.redaction import Audience, shown_place
from actions.events.selection import Selection
from actions.finder.routes import map_shell
from actions.moderation import attention, queries, reporting, service
from actions.moderation.forms import ApproveForm, DeclineForm
from actions.moderation.hints import hints
from actions.moderation.report_forms import REASONS
from actions.moderation.rewrites import FIELD_NAMES, changes_of
from actions.moderation.states import STATE_MARKS, STATE_NAMES
from actions.paging import page_number
from actions.policy import (
    may_edit,
    may_export,
    may_hold_mail,
    may_review,
    may_see_mail,
    reviewed_by,
    signed_in_user,
)

bp = Blueprint("organize", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/organize")
@organizer_only
def desk() -> str:
    """What waits for review, oldest first, and the campaigns one steers."""
    mine, page = reviewed_by(signed_in_user()), page_number()
    campaigns = queries.steered_campaigns(mine)
    return _render(
        "organize/desk.html",
        campaigns=campaigns,
        waiting=queries.waiting_events(mine, page),
        rewritten=attention.rewritten_events(mine, clock.now()),
        reported=attention.reported_events(mine),
        field_names=FIELD_NAMES,
        may_see_mail=may_see_mail(signed_in_user()),
        waiting_count=sum(campaign.counts.get("pending", 0) for campaign in campaigns),
        page=page,
        other_page=lambda number: url_for("organize.desk", page=number),
    )


@bp.get("/organize/campaigns/<slug>")
@organizer_only
def campaign(slug: str) -> str:
    """Every event of one campaign, filtered, with figures and downloads."""
    user, found = signed_in_user(), campaign_called(slug)
    if found is None or not may_review(user, found):
        abort(404)
    selection, page = Selection.from_args(request.args, found.id), page_number()
    return _render(
        "organize/campaign.html",
        campaign=found,
        selection=selection,
        events=queries.events_of(selection, page),
        totals=queries.totals_of(selection),
        came=came_to(selection),
        regions=queries.regions_of(found.id),
        may_export=may_export(user, found),
        page=page,
        other_page=lambda number: url_for("organize.campaign", slug=slug, **selection.args(page=number)),
    )


@bp.get("/organize/events/<int:event_id>")
@organizer_only
def review(event_id: int) -> str:
    """Everything that the host wrote, what to look for, and the two buttons."""
    event, _user = _event(event_id)
    return _review_page(event, DeclineForm(None))


@bp.post("/organize/events/<int:event_id>/approve")
@organizer_only
def approve(event_id: int) -> Page:
    """Make an event public."""
    (event, user), form = _event(event_id), ApproveForm()
    try:
        decided = service.approve(event.id, user.id, seen=form.seen.data or "", now=clock.now())
    except Conflict as problem:
        return _refused(event_id, problem)
    flash(_("“%(title)s” is public now.", title=decided.title) + _told(decided))
    return redirect(url_for("organize.desk"), 303)


@bp.post("/organize/events/<int:event_id>/decline")
@organizer_only
def decline(event_id: int) -> Page:
    """Send an event back with a reason."""
    (event, user), form = _event(event_id), DeclineForm()
    if not form.validate_on_submit():
        return _review_page(event, form), 422
    try:
        decided = service.decline(event.id, user.id, form.reason.data or "", seen=form.seen.data or "", now=clock.now())
    except Conflict as problem:
        return _refused(event_id, problem, form)
    flash(_("“%(title)s” was declined.", title=decided.title) + _told(decided))
    return redirect(url_for("organize.desk"), 303)


@bp.post("/organize/events/<int:event_id>/looked-at")
@organizer_only
def settle_rewrite(event_id: int) -> Page:
    """Somebody looked at what the host rewrote."""
    event, _user = _event(event_id)
    try:
        service.settle_rewrite(event.id, _instant(request.form.get("seen", "")))
    except Conflict as problem:
        return _refused(event_id, problem)
    flash(_("Noted: you looked at “%(title)s” as it is now.", title=event.title))
    return redirect(url_for("organize.desk"), 303)


@bp.post("/organize/events/<int:event_id>/reports/settled")
@organizer_only
def settle_reports(event_id: int) -> Page:
    """The reports that were read are settled."""
    (event, user), last = _event(event_id), request.form.get("last", "")
    last_id = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else 0
    count = reporting.settle_reports(event.id, last_id, user.id, now=clock.now())
    flash(ngettext("%(num)s report is settled.", "%(num)s reports are settled.", count))
    return redirect(url_for("organize.review", event_id=event.id), 303)


def _instant(text: str) -> dt.datetime:
    """An instant that a form carries; the beginning of time, which nothing has, when it is none."""
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def _event(event_id: int) -> tuple[Event, User]:
    """An event, and who is signed in and may decide about it."""
    event, user = queries.event_to_review(event_id), signed_in_user()
    if event is None or user is None or not may_review(user, event.campaign):
        abort(404)
    return event, user


def _told(decided: service.Decided) -> str:
    return " " + (_("The host is told by mail.") if decided.is_host_told else _("Nobody hosts it, so nobody is told."))


def _refused(event_id: int, problem: Conflict, form: DeclineForm | None = None) -> Page:
    """The page as things stand now, with what came in between and what was typed."""
    event = queries.event_to_review(event_id)
    if event is None:
        flash(str(problem.message), "warning")
        return redirect(url_for("organize.desk"), 303)
    return _review_page(event, form or DeclineForm(None), problem), problem.status


def _review_page(event: Event, form: DeclineForm, problem: Conflict | None = None) -> str:
    timeslots, now, counts = timeslots_of(event.id), clock.now(), queries.counts_of_host(event.host_id)
    rewrite = attention.rewrite_of(event)
    return _render(
        "organize/review.html",
        event=event,
        timeslots=timeslots,
        place=shown_place(event, Audience.STAFF),
        seen=service.mark(event, timeslots),
        hints=hints(event, counts, now),
        host_counts=counts,
        similar=queries.similar_events(event),
        reviewer=queries.reviewer_of(event),
        rewrite=rewrite,
        changes=changes_of(event, rewrite) if rewrite else [],
        reports=attention.open_reports(event.id),
        reasons=REASONS,
        **_rights(event),
        may_approve=may(event.state, Move.APPROVE),
        may_decline=may(event.state, Move.DECLINE),
        kind_names=KIND_NAMES,
        map_shell=map_shell(),
        form=form,
        problem=problem,
    )


def _rights(event: Event) -> dict[str, Any]:
    """What else than decide the person may do, and whether the event's mail is held."""
    user = signed_in_user()
    return {
        "may_edit": may_edit(user, event),
        "may_hold_mail": may_hold_mail(user, event.campaign),
        "hold_id": hold_of_event(event.id),
        "wider_hold": wider_hold_of(event),
    }


def _render(template: str, **context: Any) -> str:
    return render_template(
        template,
        now=clock.now(),
        state_names=STATE_NAMES,
        state_marks=STATE_MARKS,
        rows_a_page=queries.ROWS_A_PAGE,
        **context,
    )
