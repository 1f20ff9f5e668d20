"""`/dev/mail`: the mails kept on disk, readable in the browser. In production it is not there at all."""

import re

from flask import Flask, Response, abort, current_app, make_response, render_template
from markupsafe import Markup, escape

from actions.access import public
from actions.mail import kept
from actions.mail.carriers import folder_for
from actions.mail.framing import around_frame, in_frame
from actions.mail.kept import KeptMail
from config import Settings

_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,:;!?)]")


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
    return around_frame(render_template("mail/message.html", mail=mail, text=linked(mail.text)))


@public
def dev_html(name: str) -> Response:
    """The HTML part as it came, for the frame; its links open in the whole window."""
    return in_frame(_found(name).html, may_leave=True)


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
