"""Sign up, and the supporter's own page.

No form here stands behind a session. Signing up is open to everybody, and on the supporter's own page the signed link
is the authority: a forged request would need it. So these routes carry no CSRF token, and no page needs a cookie.
"""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from actions import clock, signing
from actions.access import public
from actions.errors import DATABASE_AWAY, SECONDS_UNTIL_RETRY, DomainError, LinkExpired, database_down
from actions.events.calendar import CONTENT_TYPE, Dated, calendar_file
from actions.events.page import EventPage, event_for_page
from actions.events.queries import LARGEST_ID
from actions.events.redaction import Audience, shown_place
from actions.events.routes import html_of, page_of
from actions.extensions import csrf, limiter
from actions.links import absolute
from actions.publishing.outage import reading_picture
from actions.rsvps import limits, queries, service
from actions.rsvps.emails import LINK_PURPOSE
from actions.rsvps.forms import ManageForm, RsvpForm
from actions.rsvps.models import Rsvp
from actions.rsvps.offer import EventCancelled, EventFull, Offer
from actions.rsvps.refusals import FORM_HERE, Around, Asking, refusals, set_up
from actions.source_codes import code_of_request, with_code
from actions.templating import language, stand_on

bp = Blueprint("rsvps", __name__)
bp.record(set_up)
LINK_VALID_AFTER_EVENT = dt.timedelta(hours=24)
FORM_ANCHOR = "rsvp"


@bp.get("/events/<int:event_id>/rsvps")
@public
def form_again(event_id: int) -> AnyResponse:
    """Where the form stands: a refused sign-up has this address, and people reload, keep and pass it on."""
    event = event_for_page(event_id) if event_id <= LARGEST_ID else None
    if event is None or not event.is_public:
        abort(404)
    return redirect(with_code(url_for("events.page", slug=event.slug, _anchor=FORM_ANCHOR)))


@bp.post("/events/<int:event_id>/rsvps")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(limits.BY_NETWORK)
@limiter.limit(limits.BY_EVENT_AND_ADDRESS, key_func=limits.event_and_address)
@limiter.limit(limits.BY_ADDRESS, key_func=limits.typed_address)
def create(event_id: int) -> AnyResponse:
    """Sign up."""
    now = clock.now()
    offer = queries.offer_of(event_id) if event_id <= LARGEST_ID else None
    if offer is None:
        abort(404)
    form = RsvpForm(request.form, offer=offer, now=now, language=language())
    try:
        offer.check_open(now)
        if not form.validate():
            return _event_again(event_id, form, now, 422)
        details = form.details(source=code_of_request())
        service.take_place(offer, details, now=now)
    except DomainError as error:
        return _event_again(event_id, form, now, error.status, error)
    waiting = "1" if details.waitlist_ids else None
    return redirect(with_code(url_for("events.thanks", slug=offer.slug, waiting=waiting)), 303)


@bp.get("/rsvps/<token>")
@public
def manage(token: str) -> AnyResponse:
    """The supporter's own page."""
    now = clock.now()
    rsvp = rsvp_behind(token, now)
    return _own_page(token, rsvp, queries.offer_of(rsvp.event_id), now, notice=request.args.get("done"))


@bp.post("/rsvps/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(limits.CHANGES_BY_LINK, key_func=lambda: request.path)
def change(token: str) -> AnyResponse:
    """Names, phone, party and times."""
    now = clock.now()
    rsvp = rsvp_behind(token, now)
    offer = queries.offer_of(rsvp.event_id)
    form = _form(rsvp, offer, now, request.form)
    try:
        if offer is None or form is None:
            raise EventCancelled
        offer.check_open(now)
        if not form.validate():
            return _own_page(token, rsvp, offer, now, form=form, status=422)
        service.change_answer(rsvp.id, form.change(), offer, now=now)
    except DomainError as error:
        return _own_page(token, rsvp_behind(token, now), offer, now, form=form, status=error.status, problem=error)
    return redirect(url_for("rsvps.manage", token=token, done="changed"), 303)


@bp.post("/rsvps/<token>/cancel")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(limits.CHANGES_BY_LINK, key_func=lambda: request.path)
def cancel(token: str) -> AnyResponse:
    """Give the place up."""
    now = clock.now()
    service.give_up_place(rsvp_behind(token, now).id, now=now)
    return redirect(url_for("rsvps.manage", token=token), 303)


@bp.get("/rsvps/<token>/calendar.ics")
@public
def ics(token: str) -> Response:
    """The supporter's own timeslots, with the place in full."""
    rsvp = rsvp_behind(token, clock.now())
    url = absolute("events.page", language(), slug=rsvp.event.slug)
    content = calendar_file([Dated(rsvp.event, queries.timeslots_of(rsvp.id), url)], Audience.GOING)
    return Response(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")


def database_away(error: Exception) -> Response:
    """Nothing can be saved just now. Whoever is signing up gets their form back as it was typed."""
    answer = database_down(error)
    if request.endpoint != "rsvps.create":
        return answer
    with reading_picture() as is_there:
        return _sign_up_later() or answer if is_there else answer


for _away in DATABASE_AWAY:
    bp.register_error_handler(_away, database_away)


@bp.after_request
def keep_private(response: Response) -> Response:
    """Nobody on the way keeps these pages, no search engine lists them, and no link on them tells where it was."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class NotNow(DomainError):
    """The database is away."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _l("Nothing was saved: we cannot reach our records just now. Send this again in a minute.")
        )  # fmt: skip


def _sign_up_later() -> Response | None:
    """The form as it was typed, around it the event's page as it was before; nothing for an event that nobody knows."""
    now, event_id = clock.now(), int((request.view_args or {})["event_id"])
    offer = queries.offer_of(event_id)
    if offer is None:
        return None
    form = RsvpForm(request.form, offer=offer, now=now, language=language())
    response = _event_again(event_id, form, now, NotNow.status, NotNow())
    response.headers["Retry-After"] = SECONDS_UNTIL_RETRY
    return response


def rsvp_behind(token: str, now: dt.datetime) -> Rsvp:
    """The answer that a private link stands for; no such page when there is none, and gone a day after the event."""
    try:
        claim = signing.unsign(LINK_PURPOSE, token)
    except signing.BadLink:
        abort(404)
    rsvp = queries.rsvp_of(claim) if isinstance(claim, int) else None
    if rsvp is None:
        abort(404)
    if rsvp.event.is_over(now - LINK_VALID_AFTER_EVENT):
        raise LinkExpired(_l("This action is over, and with it the private link. Your details are deleted soon."))
    return rsvp


def _form(rsvp: Rsvp, offer: Offer | None, now: dt.datetime, typed: Any = None) -> ManageForm | None:
    if offer is None:
        return None
    times = queries.times_of(rsvp.id)
    data = {
        "given_name": rsvp.given_name,
        "family_name": rsvp.family_name,
        "phone": rsvp.phone,
        "party_size": rsvp.party_size,
        "timeslot": [timeslot.id for timeslot in times.held],
        "waitlist": [timeslot.id for timeslot in times.waited],
    }
    return ManageForm(typed, data=data, offer=offer, now=now)


def _own_page(
    token: str,
    rsvp: Rsvp,
    offer: Offer | None,
    now: dt.datetime,
    *,
    form: ManageForm | None = None,
    status: int = 200,
    problem: DomainError | None = None,
    notice: str | None = None,
) -> Response:
    html = render_template(
        "rsvps/manage.html",
        token=token,
        rsvp=rsvp,
        event=rsvp.event,
        timeslots=queries.timeslots_of(rsvp.id),
        turns=queries.turns_of(rsvp.id, now),
        place=shown_place(rsvp.event, Audience.PUBLIC if rsvp.is_waiting else Audience.GOING),
        form=form or _form(rsvp, offer, now),
        is_open=offer is not None and offer.is_open(now),
        problem=problem.message if problem else None,
        notice=notice,
    )
    return make_response(html, status)


def _event_again(
    event_id: int, form: RsvpForm, now: dt.datetime, status: int, error: DomainError | None = None
) -> Response:
    """The event's page as it is now, around the form as it was typed."""
    if isinstance(error, EventFull):
        offer = queries.offer_of(event_id)
        if offer is not None:
            form.offer_again(offer, now)
    elif form.is_open:
        return make_response(html_of(_page(event_id, now), form, error.message if error else None), status)
    key = (event_id, language(), type(error).__name__)
    around = refusals().kept(key) or refusals().keep(key, _around(event_id, form, now))
    if not around.has_form or error is None:
        return make_response(around.before, status)
    filled = render_template(
        "rsvps/refused.html",
        form=form,
        event_id=event_id,
        organization=around.organization,
        problem=error.message,
    )
    return make_response(around.before + filled + around.after, status)


def _around(event_id: int, form: RsvpForm, now: dt.datetime) -> Around:
    page = _page(event_id, now)
    asking = Asking(page.organization.slug, page.organization.name) if page.organization else None
    return Around.of(html_of(page, form, form_here=FORM_HERE), asking)


def _page(event_id: int, now: dt.datetime) -> EventPage:
    event = event_for_page(event_id)
    if event is None:
        abort(404)
    stand_on("events.page", slug=event.slug, _anchor=FORM_ANCHOR)
    return page_of(event, now)
