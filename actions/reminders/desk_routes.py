"""The organizer's desk: by which rules a campaign reminds and thanks, and how people say it went."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from actions import clock, policy
from actions.access import organizer_only
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.errors import DomainError
from actions.reminders import queries, service, words
from actions.reminders.forms import RuleForm
from actions.reminders.rules import DEFAULTS, Rule

bp = Blueprint("rules", __name__, url_prefix="/organize/campaigns/<slug>/reminders")
Page = str | Response | tuple[str, int]


@bp.get("")
@organizer_only
def desk(slug: str) -> Page:
    """The rules in words, each with its switch, and the form for one more."""
    return _page(_campaign(slug), RuleForm(None))


@bp.post("")
@organizer_only
def add(slug: str) -> Page:
    """One more rule."""
    campaign, form = _campaign(slug), RuleForm()
    if not form.validate_on_submit():
        return _page(campaign, form, 422)
    try:
        service.add_rule(campaign.id, form.rule(), now=clock.now())
    except DomainError as problem:
        form.amount.errors = [str(problem.message)]
        return _page(_campaign(slug), form, problem.status)
    flash(_("The rule is on. It sends what is due from now on."), "good")
    return redirect(url_for("rules.desk", slug=slug), 303)


@bp.post("/switch")
@organizer_only
def switch(slug: str) -> Response:
    """Turn a rule on or off."""
    is_on = request.form.get("on") == "yes"
    service.switch_rule(_campaign(slug).id, request.form.get("rule", ""), is_on=is_on, now=clock.now())
    flash(_("The rule is on. It sends what is due from now on.") if is_on else _("The rule is off."), "good")
    return redirect(url_for("rules.desk", slug=slug), 303)


@bp.post("/remove")
@organizer_only
def remove(slug: str) -> Response:
    """Take a rule away."""
    service.remove_rule(_campaign(slug).id, request.form.get("rule", ""), now=clock.now())
    flash(_("The rule is gone."), "good")
    return redirect(url_for("rules.desk", slug=slug), 303)


def _campaign(slug: str) -> Campaign:
    """A campaign whose reminders the person may set; others learn nothing about it."""
    found = campaign_called(slug)
    if found is None or not policy.may_set_reminders(policy.signed_in_user(), found):
        abort(404)
    return found


def _page(campaign: Campaign, form: RuleForm, status: int = 200) -> Page:
    own = queries.rules_of(campaign.id)
    rules = [(Rule.named(row.signature), row.is_on) for row in own] or [(rule, True) for rule in DEFAULTS]
    html = render_template(
        "reminders/desk.html",
        campaign=campaign,
        form=form,
        rules=rules,
        is_own=bool(own),
        words=words,
        answers=queries.answer_counts(campaign.id),
    )
    return html, status
