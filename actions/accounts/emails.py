"""The mails of accounts. A link is made when its mail is composed, so one that had to wait still carries a good one."""

import datetime as dt

from flask_babel import gettext as _

from actions.accounts.mailed_links import token_for
from actions.accounts.models import LinkPurpose, User
from actions.accounts.next_path import safe_path
from actions.database import db
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.rendering import in_language, render

NOBODY = Drop("no account is behind this address, or it is suspended")


@composes("verify-address", lane=Lane.SAFETY, may_be_held=False)
def verify_address(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """Asks a new account's owner to confirm the address."""
    user = _reader(mail)
    if user is None:
        return NOBODY
    if user.email_verified_at is not None:
        return Drop("the address is confirmed already")
    token = token_for(user, LinkPurpose.VERIFY, now=now)
    return written("verify-address", user, user.language, token=token, next_path=_next_path(mail))


@composes("sign-in-link", lane=Lane.SAFETY, may_be_held=False)
def sign_in_link(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """A link to sign in without a password."""
    user = _reader(mail)
    if user is None:
        return NOBODY
    token = token_for(user, LinkPurpose.SIGN_IN, now=now)
    return written("sign-in-link", user, _language(mail, user), token=token, next_path=_next_path(mail))


@composes("account-exists", lane=Lane.SAFETY, may_be_held=False)
def account_exists(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """Tells somebody who signed up again that the account is there, with a link into it."""
    user = _reader(mail)
    if user is None:
        return NOBODY
    token = token_for(user, LinkPurpose.SIGN_IN, now=now)
    return written("account-exists", user, _language(mail, user), token=token)


def _reader(mail: OutboxMail) -> User | None:
    user = db.session.get(User, mail.user_id) if mail.user_id else None
    return user if user is not None and user.is_active else None


def _language(mail: OutboxMail, user: User) -> str:
    return str(mail.details.get("language") or user.language)


def _next_path(mail: OutboxMail) -> str | None:
    path = mail.details.get("next")
    return safe_path(path) if isinstance(path, str) else None


def written(kind: str, user: User, language: str, *, token: str, next_path: str | None = None) -> Message:
    """A mail with a link, to an account."""
    with in_language(language):
        if kind == "sign-in-link":
            reason = _("You get this mail because somebody asked for a sign-in link for this address, most likely you.")
        else:
            reason = _("You get this mail because somebody signed up with this address, most likely you.")
    subject, text, html = render(kind, language, reason=reason, person=user.name, token=token, next=next_path)
    return Message(to_address=user.email, to_name=user.name, language=language, subject=subject, text=text, html=html)
