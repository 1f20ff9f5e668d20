"""The desk where a campaign's story is written, looked over and published."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from actions import clock, policy
from actions.access import organizer_only
from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.errors import DomainError
from actions.links import absolute
from actions.locale import LANGUAGES
from actions.stories import queries, service
from actions.stories.drawing import MOST_UPLOAD_BYTES, Purpose, draw_anew
from actions.stories.forms import FORMS, PartForm, PictureForm, RowsForm, start_of
from actions.stories.models import Picture
from actions.stories.parts import PARTS, Part, missing, row_count
from actions.stories.story import Story
from actions.stories.words_field import words_of

bp = Blueprint("stories", __name__, url_prefix="/organize/campaigns/<slug>/story")
Page = str | Response | tuple[str, int]
# A picture, and the form around it.
MOST_BYTES = MOST_UPLOAD_BYTES + 64 * 1024


@bp.url_value_preprocessor
def let_pictures_in(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Pictures are larger than any other form; this is said before the form is read."""
    if endpoint == "stories.pictures":
        request.max_content_length = MOST_BYTES


@bp.get("")
@organizer_only
def desk(slug: str) -> str:
    """The parts of the story, what is missing in which language, and whether the public sees it all."""
    campaign = _campaign(slug)
    story, kept = queries.draft_of(campaign.id), queries.story_kept(campaign.id)
    return render_template(
        "stories/desk.html",
        campaign=campaign,
        kept=kept,
        parts=[(part, row_count(story, part), _missing_by_language(story, part)) for part in PARTS.values()],
        picture_count=len(queries.pictures_of(campaign.id)),
        has_news=kept is not None and kept.draft != kept.published,
        example=absolute("finder.campaign", slug=slug) + "?source=spring-newsletter",
    )


@bp.route("/<any(beginning,about,explainer,timeline,demands,questions,partners,links):name>", methods=["GET", "POST"])
@organizer_only
def part(slug: str, name: str) -> Page:
    """One part of the draft. Buttons within it add, remove and move rows without saving anything."""
    campaign, part = _campaign(slug), PARTS[name]
    story, pictures = queries.draft_of(campaign.id), queries.pictures_of(campaign.id)
    form = FORMS[name](data={**start_of(part, story, pictures), "seen": service.mark_of(story, part.fields)})
    form.prepare(pictures)
    action = request.form.get("action", "save")
    if request.method == "POST" and action != "save" and isinstance(form, RowsForm):
        again = FORMS[name](formdata=None, data={"rows": form.moved(action), "seen": form.seen.data})
        return _part_page(campaign, part, again, pictures)
    if not form.validate_on_submit():
        return _part_page(campaign, part, form, pictures, status=422 if form.errors else 200)
    try:
        service.save_part(campaign.id, form.changes(), seen=form.seen.data or "", now=clock.now())
    except DomainError as error:
        form.seen.data = service.mark_of(queries.draft_of(campaign.id), part.fields)
        return _part_page(campaign, part, form, pictures, status=error.status, problem=error)
    flash(_("Saved. The public does not see it before you publish."), "good")
    return redirect(url_for("stories.desk", slug=slug), 303)


@bp.get("/preview")
@organizer_only
def preview(slug: str) -> str:
    """The story as it would look in public."""
    campaign = _campaign(slug)
    return render_template("stories/preview.html", campaign=campaign, story=queries.draft_of(campaign.id))


@bp.post("/publish")
@organizer_only
def publish(slug: str) -> Response:
    """Show the public the draft."""
    campaign = _campaign(slug)
    service.publish(campaign.id, now=clock.now())
    flash(_("The story is public."), "good")
    return redirect(url_for("stories.desk", slug=slug), 303)


@bp.route("/pictures", methods=["GET", "POST"])
@organizer_only
def pictures(slug: str) -> Page:
    """The campaign's pictures, and one more."""
    campaign = _campaign(slug)
    campaign_id, known = campaign.id, queries.pictures_of(campaign.id)
    form = PictureForm(known)
    if not form.validate_on_submit():
        return _pictures_page(campaign, known, form, 422 if form.errors else 200)
    # Drawing takes a while: nobody waits for the database meanwhile.
    service.let_go()
    try:
        drawn = draw_anew(form.file.data.read(), Purpose[form.purpose.data])
        service.keep_picture(campaign_id, drawn, form.name.data or "", words_of(form.alt), now=clock.now())
    except DomainError as error:
        form.file.errors = [str(error.message)]
        return _pictures_page(_campaign(slug), queries.pictures_of(campaign_id), form, error.status)
    flash(_("The picture is here. Choose it in the story now."), "good")
    return redirect(url_for("stories.pictures", slug=slug), 303)


@bp.post("/pictures/<int:picture_id>/remove")
@organizer_only
def remove_picture(slug: str, picture_id: int) -> Response:
    """Take a picture away."""
    campaign = _campaign(slug)
    try:
        service.remove_picture(campaign.id, picture_id)
        flash(_("The picture is gone."), "good")
    except DomainError as error:
        flash(str(error.message), "error")
    return redirect(url_for("stories.pictures", slug=slug), 303)


def _campaign(slug: str) -> Campaign:
    """A campaign that the person may speak for; others learn nothing about it."""
    found = campaign_called(slug)
    if found is None or not policy.may_tell_story(policy.signed_in_user(), found):
        abort(404)
    return found


def _missing_by_language(story: Story, part: Part) -> list[tuple[str, int]]:
    counts = [(name, missing(story, part, code)) for code, name in LANGUAGES.items()]
    return [(name, count) for name, count in counts if count]


def _part_page(
    campaign: Campaign,
    part: Part,
    form: PartForm,
    pictures: Sequence[Picture],
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> Page:
    html = render_template(
        "stories/part.html",
        campaign=campaign,
        part=part,
        form=form,
        pictures=pictures,
        problems=list(form.problems()),
        problem=problem.message if problem else None,
    )
    return html, status


def _pictures_page(campaign: Campaign, pictures: Sequence[Picture], form: PictureForm, status: int) -> Page:
    html = render_template(
        "stories/pictures.html", campaign=campaign, pictures=pictures, form=form, problems=list(form.problems())
    )
    return html, status
