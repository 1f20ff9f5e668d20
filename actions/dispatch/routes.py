"""The organizers' mail desk: how the queue stands, holding and releasing, and trying again what failed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from actions import clock, policy
from actions.access import organizer_only
from actions.accounts.models import User
from actions.dispatch import queries, service, words
from actions.dispatch.forms import HoldForm
from actions.geo.gazetteer import bundled
from actions.mail import queries as mails
from actions.mail.figures import RATE_OVER
from actions.paging import page_number
from actions.templating import language

bp = Blueprint("dispatch", __name__, url_prefix="/organize/mail")
Page = str | Response | tuple[str, int]
LARGEST = 2**31 - 1


@bp.get("")
@organizer_only
def desk() -> str:
    """How mail stands, and what is held."""
    user = _organizer()
    return _page(user, _form(user, is_sent=False))


@bp.post("/hold")
@organizer_only
def hold() -> Page:
    """Stop mail that has not left."""
    user = _organizer()
    form = _form(user, is_sent=True)
    target = form.target()
    if target is None:
        return _page(user, form), 422
    if not policy.may_hold_mail(user, target.steered_campaign):
        if target.event is None:
            abort(404)
        form.refuse_event()
        return _page(user, form), 422
    if service.hold(target, user.id, now=clock.now()):
        flash(_("Held. What is already in a worker’s hands may still leave within a few seconds."))
    else:
        flash(_("That is held already."), "warning")
    return redirect(url_for("dispatch.desk"), 303)


@bp.post("/release")
@organizer_only
def release() -> Response:
    """Let held mail go on."""
    user = _organizer()
    found = queries.active_hold(_number("hold"))
    if found is None:
        flash(_("That was released already."), "warning")
        return redirect(url_for("dispatch.desk"), 303)
    if not policy.may_hold_mail(user, queries.campaign_of(found)):
        abort(404)
    service.release(found.id, user.id, now=clock.now())
    flash(_("Released. Mail that still helps goes out now; what is out of date is dropped."))
    return redirect(url_for("dispatch.desk"), 303)


@bp.get("/failed")
@organizer_only
def failed() -> str:
    """Mail that could not be delivered, without saying to whom."""
    mine, page = policy.steers_mail(_organizer()), page_number()
    return render_template(
        "dispatch/failed.html",
        mails=queries.failed_mails(mine, page),
        mail_count=queries.failed_count(mine),
        words=words,
        now=clock.now(),
        page=page,
        rows_a_page=queries.ROWS_A_PAGE,
    )


@bp.post("/failed/again")
@organizer_only
def try_again() -> Response:
    """Queue one failed mail anew, or all with the same answer."""
    mine, and_alike = policy.steers_mail(_organizer()), request.form.get("alike") == "yes"
    count = service.try_again(_number("mail"), mine, and_alike=and_alike, now=clock.now())
    if count:
        flash(ngettext("%(num)s mail is in the queue again.", "%(num)s mails are in the queue again.", count))
    else:
        flash(_("Nothing to try again: it is in the queue already, or gone."), "warning")
    return redirect(url_for("dispatch.failed"), 303)


def _organizer() -> User:
    """Who is signed in and may see how mail stands; others learn nothing about it."""
    user = policy.signed_in_user()
    if user is None or not policy.may_see_mail(user):
        abort(404)
    return user


def _form(user: User, *, is_sent: bool) -> HoldForm:
    return HoldForm(queries.campaigns(policy.steers_mail(user)), _states(), is_sent=is_sent)


def _states() -> list[tuple[str, str]]:
    return [(state.code, state.name_in(language())) for state in bundled().states_in(language())]


def _page(user: User, form: HoldForm) -> str:
    now, mine, is_all_mine = clock.now(), policy.steers_mail(user), policy.may_hold_mail(user, None)
    return render_template(
        "dispatch/desk.html",
        form=form,
        now=now,
        figures=mails.figures(now),
        rate_over=RATE_OVER,
        holds=queries.active_holds(mine, is_all_mine=is_all_mine),
        is_all_mine=is_all_mine,
        failed_count=queries.failed_count(mine),
        words=words,
        state_names=dict(_states()),
    )


def _number(name: str) -> int:
    """A number that a form carries; 0, which nothing has, when it is none."""
    text = request.form.get(name, "")
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < len(str(LARGEST)) + 1 else 0
