"""Forms of accounts."""

from collections.abc import Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, PasswordField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # its types are a release behind
from wtforms.validators import StopValidation, ValidationError

from actions.accounts import passwords
from actions.accounts.next_path import safe_path
from actions.accounts.service import NewAccount
from actions.forms import AtMost, Filled, LineField, NameField, SessionForm, email_address
from actions.locale import LANGUAGES

LONGEST_NAME = 120
LONGEST_EMAIL = 254
EMAIL_ATTRIBUTES = {"autocomplete": "username", "type": "email", "inputmode": "email", "spellcheck": "false"}


def new_password(form: Form, field: Field) -> None:
    """A password that is long enough and not one that many use."""
    email = form["email"].data or "" if "email" in form else ""
    objection = passwords.objection(field.data or "", email)
    if objection is not None:
        raise StopValidation(str(objection))


class SecretField(PasswordField):
    """A password: taken as it was typed, never written back into the page."""

    def __init__(self, label: LazyString, validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        # wtforms' types know no translated label; it takes any that turns into text.
        super().__init__(label, validators, **kwargs)  # type: ignore[arg-type]


class NextForm(SessionForm):
    """A form that carries along where the person was going."""

    next = HiddenField()

    @property
    def next_path(self) -> str | None:
        """The path to go on to, when it is one on this site."""
        return safe_path(self.next.data)


class SignUpForm(NextForm):
    """A new account."""

    name = NameField(
        _l("Your name"),
        [Filled(_l("Enter your name")), AtMost(LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )
    email = LineField(
        _l("Email address"),
        [Filled(_l("Enter your email address")), AtMost(LONGEST_EMAIL), email_address],
        render_kw=EMAIL_ATTRIBUTES,
    )
    password = SecretField(
        _l("Password"),
        [Filled(_l("Choose a password")), new_password],
        render_kw={"autocomplete": "new-password", "minlength": passwords.SHORTEST},
    )

    def draft(self, language: str) -> NewAccount:
        """What was typed, ready for `service.sign_up`."""
        return NewAccount(
            name=str(self.name.data),
            email=str(self.email.data),
            password=str(self.password.data),
            language=language,
            next_path=self.next_path,
        )


class LinkForm(NextForm):
    """An address to mail a sign-in link to."""

    email = LineField(
        _l("Email address"),
        [Filled(_l("Enter your email address")), AtMost(LONGEST_EMAIL), email_address],
        render_kw=EMAIL_ATTRIBUTES,
    )


class SignInForm(LinkForm):
    """Address and password."""

    password = SecretField(
        _l("Password"),
        [Filled(_l("Enter your password, or have us mail you a link"))],
        render_kw={"autocomplete": "current-password"},
    )


class ProfileForm(SessionForm):
    """What an account is called, and its language."""

    name = NameField(
        _l("Your name"),
        [Filled(_l("Enter your name")), AtMost(LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )
    language = RadioField(
        # wtforms' types know no translated label; it takes any that turns into text.
        _l("Language of our mail to you"),  # type: ignore[arg-type]
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )


class PasswordForm(SessionForm):
    """Another password. `asks_current` is off where the person proved themselves by a mailed link a moment ago."""

    current = SecretField(_l("Current password"), render_kw={"autocomplete": "current-password"})
    password = SecretField(
        _l("New password"),
        [Filled(_l("Choose a password")), new_password],
        render_kw={"autocomplete": "new-password", "minlength": passwords.SHORTEST},
    )
    asks_current = True

    def validate_current(self, field: Field) -> None:
        """Something must be typed where it is asked for."""
        if self.asks_current and not field.data:
            raise ValidationError(str(_l("Enter your current password")))
