"""A mail's HTML in a frame of a page of ours. Its elements carry styles; only there, where nothing runs, may they.

The frame's document has an address of its own: one that is written into the page would be held to the page's policy.
"""

from flask import Response, current_app, make_response

from actions.security import content_policy

_POLICY = (
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
)
# What a frame of kept mails may do: links open in the whole window.
LEAVING = "allow-top-navigation-by-user-activation allow-popups"


def in_frame(html: str, status: int = 200, *, may_leave: bool = False) -> Response:
    """The HTML of a mail as a document for the frame. Without `may_leave` its links lead nowhere."""
    target = "_top" if may_leave else "_blank"
    response = make_response(html.replace("<head>", f'<head><base target="{target}">', 1), status)
    sandbox = f"sandbox {LEAVING}" if may_leave else "sandbox"
    response.headers["Content-Security-Policy"] = "; ".join((*_POLICY, sandbox))
    return response


def around_frame(page: str, status: int = 200) -> Response:
    """A page that frames a document of ours; no other page of the site may."""
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = f"{content_policy(current_app.config['SETTINGS'])}; frame-src 'self'"
    return response
