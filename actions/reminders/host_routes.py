"""The host's desk: a paragraph of their own in the reminders of their action, and how a reminder reads with it."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from actions import clock, policy
from actions.events import lifecycle, service
from actions.events.models import Event
from actions.events.queries import event_of, timeslots_of
from actions.mail.framing import around_frame, in_frame
from actions.reminders import emails
from actions.reminders.forms import HostWordsForm
from actions.rsvps.samples import sample_about
from actions.stories.queries import words_in_mail
from actions.templating import language

bp = Blueprint("host_words", __name__, url_prefix="/host/events/<int:event_id>/words")
KIND = "reminder-day-before"


@bp.route("", methods=["GET", "POST"])
def edit(event_id: int) -> Response | AnyResponse:
    """Write the paragraph."""
    event = _event(event_id)
    form = HostWordsForm(data={"words": event.host_words})
    if not form.validate_on_submit():
        page = render_template("reminders/host_words.html", event=event, form=form)
        return around_frame(page, 422 if form.errors else 200)
    is_reviewer = policy.may_review(policy.signed_in_user(), event.campaign)
    service.set_host_words(event_id, form.words.data or "", now=clock.now(), is_reviewer=is_reviewer)
    flash(_("Saved. It is in every reminder that goes out from now on."), "good")
    return redirect(url_for("host.event", event_id=event_id), 303)


@bp.route("/preview", methods=["GET", "POST"])
def preview(event_id: int) -> Response:
    """A reminder of the action with the paragraph as it is typed, for the frame; nothing is saved."""
    event = _event(event_id)
    form = HostWordsForm(data={"words": event.host_words})
    if request.method == "POST" and not form.validate_on_submit():
        problems = [("words", str(problem)) for problem in form.words.errors]
        return in_frame(render_template("stories/mail_frame.html", message=None, problems=problems), 422)
    made_up = sample_about(event, timeslots_of(event_id), form.words.data or "", clock.now(), language())
    made_up.campaign_words.extend(words_in_mail(event.campaign_id, KIND, language()))
    return in_frame(emails.written_to_sample(KIND, made_up).html)


def _event(event_id: int) -> Event:
    """An event that the person may change; others learn nothing about it."""
    found = event_of(event_id)
    if found is None or not policy.may_edit(policy.signed_in_user(), found):
        abort(404)
    lifecycle.check_editable(found.state)
    return found
