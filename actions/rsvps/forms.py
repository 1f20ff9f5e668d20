"""The RSVP form, and the form on a supporter's own page."""

import datetime as dt
import re
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, IntegerField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from actions.forms import AtMost, Filled, LineField, NameField, email_address
from actions.locale import DEFAULT, LANGUAGES
from actions.rsvps.answers import RsvpDetails
from actions.rsvps.models import LARGEST_PARTY
from actions.rsvps.offer import Offer
from actions.rsvps.service import RsvpChange
from actions.rsvps.times import TimesForm

PHONE_DIGITS = range(7, 16)


def zip_code(form: Form, field: Field) -> None:
    """Five digits; the four after them are dropped, nobody here needs to know the street."""
    if not re.fullmatch(r"[0-9]{5}([- ]?[0-9]{4})?", field.data or ""):
        raise ValidationError(str(_l("Enter a ZIP code of five digits, like 60602")))
    field.data = field.data[:5]


def phone_number(form: Form, field: Field) -> None:
    """Nothing, or something with as many digits as a phone number has."""
    digits = re.findall(r"[0-9]", field.data or "")
    if field.data and (len(digits) not in PHONE_DIGITS or re.search(r"[^0-9+()./ x-]", field.data)):
        raise ValidationError(str(_l("Enter a phone number like 312-555-0100, or leave it empty")))


def left_empty(form: Form, field: Field) -> None:
    """People do not see this field; programs that fill in everything do."""
    if field.data:
        raise ValidationError(str(_l("Leave this field empty")))


class PartySizeField(IntegerField):
    """How many are coming, one when nothing is said."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]  # as in actions.forms: any label that turns into text

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a small whole number; anything else is kept as typed and refused in `pre_validate`."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None if text else 1

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no possible party."""
        if self.data is None or not 1 <= self.data <= LARGEST_PARTY:
            raise StopValidation(str(_l("Enter a number from 1 to %(most)s", most=LARGEST_PARTY)))


class RsvpForm(TimesForm):
    """Sign up."""

    given_name = NameField(_l("First name"), [Filled(_l("Enter your first name")), AtMost(100)])
    family_name = NameField(_l("Last name"), [AtMost(100)])
    email = LineField(
        _l("Email"), [Filled(_l("Enter an email address like name@example.org")), AtMost(254), email_address]
    )
    postal_code = LineField(_l("ZIP code"), [Filled(_l("Enter a ZIP code of five digits, like 60602")), zip_code])
    phone = LineField(_l("Phone"), [AtMost(40), phone_number])
    party_size = PartySizeField(_l("How many are you, yourself included?"), default=1)
    language = HiddenField()
    consent = SelectMultipleField(validate_choice=False, choices=[])
    leave_empty = LineField(_l("Leave this field empty"), [left_empty])

    def __init__(self, formdata: MultiDict[str, str] | None, *, offer: Offer, now: dt.datetime, language: str) -> None:
        super().__init__(formdata, data={"language": language})
        self._offer = offer
        self.set_times(offer, now)

    def offer_again(self, offer: Offer, now: dt.datetime) -> None:
        """Offer what there is by now: for a party of the size typed, the waiting list too where it does not fit."""
        self.set_times(offer, now, people=self.party_size.data or 1)

    def validate_timeslot(self, field: Field) -> None:
        """One of several has to be named."""
        if not self.is_single and not field.data and not self.waitlist.data:
            raise ValidationError(_("Choose when you are going"))

    def details(self, *, source: str = "") -> RsvpDetails:
        """What was typed, checked; `source` is the code of the link that led here."""
        return RsvpDetails(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            postal_code=self.postal_code.data or "",
            phone=self.phone.data or "",
            language=self.language.data if self.language.data in LANGUAGES else DEFAULT,
            party_size=self.party_size.data or 1,
            may_be_contacted=self._offer.organization_slug in (self.consent.data or ()),
            timeslot_ids=tuple(self.timeslot.data or ()),
            waitlist_ids=tuple(self.waitlist.data or ()),
            source=source,
        )


class ManageForm(TimesForm):
    """What a supporter can change on their own page."""

    given_name = NameField(_l("First name"), [Filled(_l("Enter your first name")), AtMost(100)])
    family_name = NameField(_l("Last name"), [AtMost(100)])
    phone = LineField(_l("Phone"), [AtMost(40), phone_number])
    party_size = PartySizeField(_l("How many are you, yourself included?"), default=1)

    def __init__(
        self, formdata: MultiDict[str, str] | None, *, data: dict[str, Any], offer: Offer, now: dt.datetime
    ) -> None:
        super().__init__(formdata, data=data)
        self.set_times(offer, now, held=data["timeslot"], waited=data["waitlist"])

    def validate_timeslot(self, field: Field) -> None:
        """No time at all is what the other button is for."""
        if not self.is_single and not field.data and not self.waitlist.data:
            raise ValidationError(_("Choose when you are going, or give up your place below"))

    def change(self) -> RsvpChange:
        """What was typed, checked."""
        return RsvpChange(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            phone=self.phone.data or "",
            party_size=self.party_size.data or 1,
            timeslot_ids=tuple(self.timeslot.data or ()),
            waitlist_ids=tuple(self.waitlist.data or ()),
        )
