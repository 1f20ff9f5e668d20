"""Where a mail server or a relay posts its reports. Closed until the installation sets a secret."""

import hmac

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from actions import clock
from actions.access import public
from actions.extensions import csrf, limiter
from actions.returns import service
from actions.returns.reports import LARGEST_REPORT

bp = Blueprint("returns", __name__)
MOST = "1200 per minute"


@bp.post("/mail/bounces")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@limiter.limit(MOST)
def take_in() -> Response:
    """One report or reply, as the mail it came in. The answer is the same whatever was in it."""
    settings = current_app.config["SETTINGS"]
    if not settings.mail_bounces_secret:
        abort(404)
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {settings.mail_bounces_secret}".encode()):
        abort(403)
    if request.content_length is None or request.content_length > LARGEST_REPORT:
        abort(413)
    service.take_in(request.get_data(), settings, now=clock.now())
    return Response(status=204)
