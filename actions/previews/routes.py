"""The organizer's desk: how every mail reads, in each language, with made-up people in it."""

from flask import Blueprint, Response, abort, render_template, request

from actions import clock
from actions.access import organizer_only
from actions.locale import LANGUAGES
from actions.mail.framing import around_frame, in_frame
from actions.mail.message import Message
from actions.previews.samples import SHOWN, Reader, message_of
from actions.templating import language

bp = Blueprint("previews", __name__, url_prefix="/organize/mail/previews")


@bp.get("")
@organizer_only
def desk() -> str:
    """Every mail there is: its subject, and when it goes out."""
    now = clock.now()
    subjects = {kind: message_of(kind, language(), now).subject for kind in SHOWN}
    return render_template("previews/desk.html", readers=Reader, shown=SHOWN, subjects=subjects)


@bp.get("/<kind>")
@organizer_only
def mail(kind: str) -> Response:
    """One mail: its HTML in a frame, and its plain text."""
    message = _message(kind)
    page = render_template("previews/mail.html", kind=kind, shown=SHOWN[kind], message=message, languages=LANGUAGES)
    return around_frame(page)


@bp.get("/<kind>/html")
@organizer_only
def html(kind: str) -> Response:
    """The HTML alone, for the frame."""
    return in_frame(_message(kind).html)


def _message(kind: str) -> Message:
    if kind not in SHOWN:
        abort(404)
    asked = request.args.get("language", "")
    return message_of(kind, asked if asked in LANGUAGES else language(), clock.now())
