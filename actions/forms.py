"""What every form of the site shares: cleaned text, and checks that speak in sentences."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea

# Characters that change how text around them reads or hide in it; joiners stay, emoji and Persian need them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CONTROL_BUT_NEWLINE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")
# Where `example.org` and `https://example.org` could go on; not in `J.-P.`, `Jr., PhD` or `s/o`.
_MAKES_ADDRESSES = re.compile(r"(\.(?=[^\W_]{2})|[:/](?=[/\w]{2}))")
# One more than the longest address there is: what is cut here is refused by every form.
LONGEST_COUNTED = 255
Validator = Callable[[Form, Field], None]


def one_line(text: str | None) -> str:
    """One line of clean text: no control or direction-changing characters, spaces folded. Fit for a mail header."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", _encodable(text or "")))
    return " ".join(_CONTROL.sub(" ", plain).split())


def many_lines(text: str | None) -> str:
    """Clean text that keeps its line breaks, as `\\n`."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", _encodable(text or "")))
    unix = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _CONTROL_BUT_NEWLINE.sub("", unix).strip()


def persons_name(text: str | None) -> str:
    """One line of clean text in which no mail program finds a web or mail address to link to: a name is printed in mail
    to an address that its writer may not own. `J.R.` stays, `example.org` becomes `example. org`.
    """
    return _MAKES_ADDRESSES.sub(r"\1 ", one_line(text))


class LineField(StringField):
    """One line of text, cleaned."""

    clean = staticmethod(one_line)

    def __init__(
        self, label: str | LazyString | None = None, validators: Sequence[Any] | None = None, **kwargs: Any
    ) -> None:
        # wtforms' types know no translated label; it takes any that turns into text.
        super().__init__(label, validators, **kwargs)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        if valuelist:
            self.data = self.clean(valuelist[0])


class NameField(LineField):
    """What a person is called."""

    clean = staticmethod(persons_name)


class LinesField(LineField):
    """Several lines of text, cleaned."""

    clean = staticmethod(many_lines)
    widget = TextArea()


class SessionForm(FlaskForm):
    """A form that a session stands behind: it carries a CSRF token."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)  # type: ignore[no-untyped-call]  # flask-wtf has no types

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether it was sent and everything in it will do."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]


class PublicForm(Form):
    """A form anybody may send from a cached page: no session, no token."""


class Filled:
    """Something must be typed; says which sentence to show otherwise, and ends the checks of that field."""

    field_flags = {"required": True}

    def __init__(self, message: str | LazyString) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Check one field."""
        if not field.data:
            raise StopValidation(str(self.message))


class AtMost:
    """No more than `characters`; says how many there are."""

    def __init__(self, characters: int) -> None:
        self.characters = characters
        self.field_flags = {"maxlength": characters}

    def __call__(self, form: Form, field: Field) -> None:
        """Check one field."""
        length = len(field.data or "")
        if length > self.characters:
            raise StopValidation(
                str(_l("Use at most %(most)s characters; this has %(length)s", most=self.characters, length=length))
            )


def email_address(form: Form, field: Field) -> None:
    """A plausible mail address; nothing is asked of the network."""
    try:
        field.data = validate_email(field.data or "", check_deliverability=False).normalized
    except EmailNotValidError:
        raise StopValidation(str(_l("Enter an email address like name@example.org"))) from None


def plain_address(text: str | None) -> str:
    """A typed mail address as a form would take it, for counting; what is none stays as it is, cleaned and cut."""
    cleaned = one_line(text)[:LONGEST_COUNTED]
    try:
        return validate_email(cleaned, check_deliverability=False).normalized
    except EmailNotValidError:
        return cleaned


def web_address(form: Form, field: Field) -> None:
    """Nothing, or an http(s) address."""
    if field.data and not (
        re.fullmatch(r"https?://[^\s/$.?#@\\][^\s\\]*", field.data, re.IGNORECASE) and _can_be_parted(field.data)
    ):
        raise ValidationError(str(_l("Enter a web address that begins with https://")))


def _can_be_parted(address: str) -> bool:
    """Whether the parts of an address can be told: not with half a bracket in its host."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _encodable(text: str) -> str:
    """Without lone surrogates, which no encoding takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
