"""The desk where a campaign's own words in its mails are written, looked at, and sent to oneself for a try."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from actions import clock, policy
from actions.access import organizer_only
from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.errors import DomainError
from actions.locale import LANGUAGES
from actions.mail.framing import around_frame, in_frame
from actions.previews.samples import message_of
from actions.stories import mail_service
from actions.stories.mail_forms import MailTextsForm
from actions.templating import language

bp = Blueprint("mails", __name__, url_prefix="/organize/campaigns/<slug>/mails")


@bp.get("")
@organizer_only
def desk(slug: str) -> Response:
    """A text for each occasion in each language, and how a mail reads with it."""
    campaign, _user = _campaign(slug)
    return _page(campaign, _form(campaign))


@bp.post("")
@organizer_only
def save(slug: str) -> Response | AnyResponse:
    """Put the texts into all mails from now on."""
    campaign, _user = _campaign(slug)
    form = _form(campaign)
    if not form.validate_on_submit():
        return _page(campaign, form, 422)
    try:
        mail_service.save_texts(campaign.id, form.texts(), seen=form.seen.data or "", now=clock.now())
    except DomainError as error:
        form.seen.data = mail_service.mark_of_texts(mail_service.saved_texts(campaign.id))
        return _page(campaign, form, error.status, problem=str(error.message))
    flash(_("Saved. The words are in every mail that goes out from now on."), "good")
    return redirect(url_for("mails.desk", slug=slug), 303)


@bp.route("/preview", methods=["GET", "POST"])
@organizer_only
def preview(slug: str) -> Response:
    """A mail with the words as they are typed, for the frame; nothing is saved."""
    campaign, _user = _campaign(slug)
    form = _form(campaign)
    if request.method == "POST" and not form.validate_on_submit():
        return in_frame(render_template("stories/mail_frame.html", message=None, problems=list(form.problems())), 422)
    message = message_of(form.kind.data, form.language.data, clock.now(), form.shown_words)
    if request.form.get("as") == "text":
        return in_frame(render_template("stories/mail_frame.html", message=message))
    return in_frame(message.html)


@bp.post("/test")
@organizer_only
def test(slug: str) -> Response:
    """Send the mail with the words as they are typed to whoever asks; nothing is saved."""
    campaign, user = _campaign(slug)
    form = _form(campaign)
    if not form.validate_on_submit():
        return _page(campaign, form, 422)
    mail_service.owe_trial(user.id, form.kind.data, form.language.data, form.shown_words, now=clock.now())
    flash(_("A test is on its way to your own address. What you typed is not saved by that."), "good")
    return _page(_campaign(slug)[0], form)


def _campaign(slug: str) -> tuple[Campaign, User]:
    """A campaign whose mails the person may word, and the person; others learn nothing about it."""
    user, found = policy.signed_in_user(), campaign_called(slug)
    if user is None or found is None or not policy.may_set_reminders(user, found):
        abort(404)
    return found, user


def _form(campaign: Campaign) -> MailTextsForm:
    texts = mail_service.saved_texts(campaign.id)
    return MailTextsForm(data={**texts, "seen": mail_service.mark_of_texts(texts), "language": language()})


def _page(campaign: Campaign, form: MailTextsForm, status: int = 200, *, problem: str = "") -> Response:
    html = render_template(
        "stories/mails.html",
        campaign=campaign,
        form=form,
        problems=list(form.problems()),
        problem=problem,
        languages=LANGUAGES,
    )
    return around_frame(html, status)
