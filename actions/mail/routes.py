"""The way out of mail that is not owed: no account, no cookie, one press."""

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from actions import clock
from actions.access import public
from actions.extensions import csrf
from actions.mail import wishes
from actions.mail.suppression import EVERYTHING, REMINDERS
from actions.mail.wishes import WayOut, Wishes
from actions.rsvps.queries import rsvp_of
from actions.signing import BadLink

bp = Blueprint("mail", __name__)


@bp.get("/mail/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> Response:
    """A page with buttons: programs that open links in mail must not stop anything for people."""
    return _page(token, _way_out(token))


@bp.post("/mail/unsubscribe/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
def stop_reminders(token: str) -> Response:
    """Stop what the mail was, for the button and for mail programs (RFC 8058); or what the page's forms ask for."""
    way_out = _way_out(token)
    if way_out is not None:
        _do_as_asked(way_out)
    return _page(token, way_out)


def _do_as_asked(way_out: WayOut) -> None:
    now, asked = clock.now(), request.form
    if asked.get("again") == "yes":
        wishes.choose(way_out.email_hash, Wishes(before=True, after=True), now=now)
    elif asked.get("everything") == "stop":
        wishes.stop(way_out.email_hash, EVERYTHING, now=now)
    elif asked.get("choice") == "yes":
        wanted = asked.getlist("send")
        wishes.choose(way_out.email_hash, Wishes("before" in wanted, "after" in wanted), now=now)
    else:
        wishes.stop(way_out.email_hash, way_out.stops, now=now)


def _way_out(token: str) -> WayOut | None:
    """Whom a link is for; nothing when an old link names an RSVP that is deleted, with which its reminders went."""
    try:
        claim = wishes.read_token(token)
    except BadLink:
        abort(404)
    if isinstance(claim, WayOut):
        return claim
    rsvp = rsvp_of(claim)
    return WayOut(rsvp.email_hash, REMINDERS) if rsvp else None


def _page(token: str, way_out: WayOut | None) -> Response:
    wanted = wishes.wishes_of(way_out.email_hash) if way_out else Wishes(before=False, after=False)
    is_after = way_out is not None and way_out.stops != REMINDERS
    html = render_template(
        "mail/unsubscribe.html",
        token=token,
        wanted=wanted,
        is_known=way_out is not None,
        is_after=is_after,
        is_stopped=not (wanted.after if is_after else wanted.before),
    )
    return make_response(html)
