"""`/dev/mail`: the mails kept on disk, readable in the browser. In production it is not there at all."""

import re

from flask import Flask, Response, abort, current_app, make_response, render_template
from markupsafe import Markup, escape

from actions.access import public
from actions.mail import kept
from actions.mail.carriers import folder_for
from actions.mail.kept import KeptMail
from actions.security import content_policy
from config import Settings

_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,:;!?)]")
# A mail's HTML styles its elements; only here, in a frame of its own that can run nothing, is that allowed.
MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation allow-popups",
    )
)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the pages, unless real people rely on this installation."""
    if settings.is_production:
        return
    app.add_url_rule("/dev/mail", "mail.dev_inbox", dev_inbox)
    app.add_url_rule("/dev/mail/<name>", "mail.dev_message", dev_message)
    app.add_url_rule("/dev/mail/<name>/html", "mail.dev_html", dev_html)
    app.add_url_rule("/dev/mail/<name>/attachments/<int:number>", "mail.dev_attachment", dev_attachment)


@public
def dev_inbox() -> str:
    """Every mail kept, newest first."""
    return render_template("mail/inbox.html", mails=kept.latest(folder_for(_settings())))


@public
def dev_message(name: str) -> Response:
    """One mail: headers, both parts, attachments."""
    mail = _found(name)
    response = make_response(render_template("mail/message.html", mail=mail, text=linked(mail.text)))
    # The only page of ours that frames another.
    response.headers["Content-Security-Policy"] = f"{content_policy(_settings())}; frame-src 'self'"
    return response


@public
def dev_html(name: str) -> Response:
    """The HTML part as it came, for the frame; its links open in the whole window."""
    html = _found(name).html.replace("<head>", '<head><base target="_top">', 1)
    response = make_response(html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@public
def dev_attachment(name: str, number: int) -> Response:
    """One attached file."""
    attachments = _found(name).attachments
    if number >= len(attachments):
        abort(404)
    response = make_response(attachments[number].get_payload(decode=True))
    response.headers["Content-Type"] = attachments[number].get_content_type()
    response.headers.set("Content-Disposition", "attachment", filename=attachments[number].get_filename() or "file")
    return response


def linked(text: str) -> Markup:
    """Plain text whose web addresses can be pressed."""
    parts: list[Markup] = []
    end = 0
    for match in _LINK.finditer(text):
        parts += [escape(text[end : match.start()]), Markup('<a href="{0}">{0}</a>').format(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _found(name: str) -> KeptMail:
    return kept.find(folder_for(_settings()), name) or abort(404)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
