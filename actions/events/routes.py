"""The public page of an event, and the page after signing up."""

import datetime as dt

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import LazyString
from werkzeug.wrappers import Response as AnyResponse

from actions import clock, page_cache
from actions.access import public
from actions.events.kinds import KIND_NAMES
from actions.events.models import Event
from actions.events.page import EventPage, event_for_page, event_number, event_page
from actions.events.qr import qr_code
from actions.events.queries import timeslots_of
from actions.feeds.meta import event_meta
from actions.finder.routes import map_shell
from actions.links import absolute
from actions.policy import may_see_unpublished, signed_in_user
from actions.rsvps.forms import RsvpForm
from actions.rsvps.queries import going_count, offer_of
from actions.source_codes import with_code
from actions.templating import language

bp = Blueprint("events", __name__)


@bp.get("/events/<slug>")
@public
def page(slug: str) -> AnyResponse:
    """One event. Its number alone or an outdated title leads to the canonical address."""
    event = _visible_event(slug)
    if slug != event.slug:
        return redirect(with_code(url_for("events.page", slug=event.slug)), 301)
    now = clock.now()
    offer = offer_of(event.id)
    form = RsvpForm(None, offer=offer, now=now, language=language()) if offer else None
    response = make_response(html_of(page_of(event, now), form))
    # What only the host and the staff may see yet is never kept for others.
    return page_cache.keep(response) if event.is_public else response


@bp.get("/events/<slug>/thanks")
@public
def thanks(slug: str) -> AnyResponse:
    """After signing up or asking to wait: the same for everybody, so that it says nothing about who did."""
    event = _visible_event(slug)
    if not event.is_public:
        abort(404)
    if slug != event.slug:
        return redirect(with_code(url_for("events.thanks", slug=event.slug)), 301)
    is_waiting = request.args.get("waiting") == "1"
    return page_cache.keep(make_response(render_template("events/thanks.html", event=event, is_waiting=is_waiting)))


@bp.get("/events/<slug>/qr.svg")
@public
def qr(slug: str) -> AnyResponse:
    """The page's address to be scanned, from a screen or from paper."""
    event = _visible_event(slug)
    if not event.is_public:
        abort(404)
    if slug != event.slug:
        return redirect(url_for("events.qr", slug=event.slug), 301)
    drawing = qr_code(absolute("events.page", language(), slug=event.slug))
    return page_cache.keep(Response(drawing, mimetype="image/svg+xml"))


def page_of(event: Event, now: dt.datetime) -> EventPage:
    """What the page of an event says, in the language of the request."""
    url = absolute("events.page", language(), slug=event.slug)
    return event_page(event, timeslots_of(event.id), going_count(event.id), now, url)


def html_of(
    page: EventPage, form: RsvpForm | None, problem: str | LazyString | None = None, *, form_here: str = ""
) -> str:
    """The page around a form, which may be filled in and refused; `form_here` stands where the form would be."""
    return render_template(
        "events/page.html",
        page=page,
        meta=event_meta(page) if page.event.is_public else None,
        form=form,
        problem=problem,
        form_here=form_here,
        kind_names=KIND_NAMES,
        map_shell=map_shell(),
    )


def _visible_event(slug: str) -> Event:
    event_id = event_number(slug)
    event = None if event_id is None else event_for_page(event_id)
    if event is None or not (event.is_public or may_see_unpublished(signed_in_user(), event)):
        abort(404)
    return event
