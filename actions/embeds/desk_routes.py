"""The organizer's desk: on which sites an organization shows the finder, and the line to paste there."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from actions import clock
from actions.access import organizer_only
from actions.coalition.models import Organization
from actions.coalition.queries import organization_called
from actions.embeds import queries, service
from actions.embeds.forms import OriginForm
from actions.embeds.snippet import Wish, snippet
from actions.errors import DomainError
from actions.links import absolute
from actions.locale import LANGUAGES, locale_of
from actions.policy import lists_sites, may_list_sites, signed_in_user
from actions.security import content_policy
from config import Settings

bp = Blueprint("sites", __name__, url_prefix="/organize/sites")


@bp.get("")
@organizer_only
def home() -> str:
    """The organizations whose sites one may list."""
    organizations = queries.organizations_with_counts(lists_sites(signed_in_user()))
    return render_template("sites/home.html", organizations=organizations)


@bp.get("/<slug>")
@organizer_only
def desk(slug: str) -> Response:
    """One organization: its sites, the line to paste, and how it will look."""
    return _page(_organization(slug), OriginForm(None))


@bp.post("/<slug>")
@organizer_only
def add(slug: str) -> AnyResponse:
    """List a site."""
    organization, form = _organization(slug), OriginForm()
    if not form.validate_on_submit():
        return _page(organization, form, 422)
    may_be_local = not _settings().is_production
    try:
        origin = service.add_origin(organization.id, form.origin.data or "", may_be_local=may_be_local, now=clock.now())
    except DomainError as problem:
        form.origin.errors = [str(problem.message)]
        return _page(organization, form, problem.status)
    flash(_("%(site)s may show the list now.", site=origin))
    return redirect(url_for("sites.desk", slug=slug), 303)


@bp.post("/<slug>/remove")
@organizer_only
def remove(slug: str) -> AnyResponse:
    """Take a site off the list."""
    organization, form = _organization(slug), OriginForm()
    if not form.validate_on_submit():
        return _page(organization, OriginForm(None), 422)
    origin = service.remove_origin(organization.id, form.origin.data or "")
    flash(_("%(site)s may not show the list any more.", site=origin))
    return redirect(url_for("sites.desk", slug=slug), 303)


def _organization(slug: str) -> Organization:
    organization = organization_called(slug)
    if organization is None or not may_list_sites(signed_in_user(), organization):
        abort(404)
    return organization


def _page(organization: Organization, form: OriginForm, status: int = 200) -> Response:
    campaigns = queries.campaign_names()
    wish = Wish.from_args(request.args, frozenset(slug for slug, _title in campaigns))
    html = render_template(
        "sites/desk.html",
        organization=organization,
        form=form,
        origins=queries.origins_of(organization.id),
        campaigns=campaigns,
        wish=wish,
        languages=LANGUAGES,
        snippet=_snippet(organization, wish),
        preview_url=url_for("embeds.embed", **wish.parts_for(organization)),
    )
    response = make_response(html, status)
    # It shows the frame as it will look.
    response.headers["Content-Security-Policy"] = f"{content_policy(_settings())}; frame-src 'self'"
    return response


def _snippet(organization: Organization, wish: Wish) -> str:
    where = {"near": wish.near or None, "source": organization.slug}
    if wish.campaign:
        link = absolute("finder.campaign", wish.language, slug=wish.campaign, **where)
    else:
        link = absolute("finder.home", wish.language, **where)
    with force_locale(locale_of(wish.language)):
        words = _("Find an action near you")
    return snippet(absolute("embeds.script"), link, words, wish.parts_for(organization))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
