"""The host's forms: an event with its timeslots, the pin, and the reason for calling it off."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, HiddenField
from wtforms.validators import Optional, ValidationError

from actions.coalition.models import Campaign
from actions.events.changes import ADDRESS_FIELDS, location_of
from actions.events.draft import EventDraft
from actions.events.fields import ChoiceField, RadiosField, TickField, listed
from actions.events.form_values import values_of
from actions.events.kinds import KIND_NAMES
from actions.events.models import AddressVisibility, Event, Timeslot
from actions.events.placing import Placed, PlaceRefused, place_of
from actions.events.timeslot_rows import TimeslotForm, TimeslotRows
from actions.forms import AtMost, Filled, LineField, LinesField, SessionForm, email_address, web_address
from actions.geo.gazetteer import bundled
from actions.geo.location import Address
from actions.geo.timezones import US_ZONES, is_zone, zone_at
from actions.templating import language

IN_PERSON, ONLINE, BOTH = "in-person", "online", "both"
SETTINGS = ((IN_PERSON, _l("In person")), (ONLINE, _l("Online")), (BOTH, _l("Both")))
VISIBILITIES = (
    (AddressVisibility.PUBLIC.value, _l("Everybody")),
    (AddressVisibility.GOING.value, _l("Only people who sign up")),
)


def phone_number(form: Form, field: Field) -> None:
    """Nothing, or something with as many digits as a phone number has."""
    digits = re.findall(r"[0-9]", field.data or "")
    if field.data and (not 7 <= len(digits) <= 15 or re.search(r"[^0-9+()./ x-]", field.data)):
        raise ValidationError(_("Enter a phone number like 312-555-0100, or leave it empty"))


class EventForm(SessionForm):
    """One event. `event` and its `timeslots` are what is being changed, nothing when it is new."""

    seen = HiddenField()
    campaign = ChoiceField(_l("Campaign"), coerce=int, validators=[Filled(_l("Choose a campaign"))])
    title = LineField(_l("Title"), [Filled(_l("Enter a title, like “Rally at Daley Plaza”")), AtMost(200)])
    kind = ChoiceField(_l("Kind of action"), KIND_NAMES.items())
    description = LinesField(_l("Description"), [Filled(_l("Say what will happen")), AtMost(20_000)])
    timeslots = FieldList(FormField(TimeslotForm), min_entries=1)
    setting = RadiosField(_l("How people take part"), SETTINGS, default=IN_PERSON)
    venue = LineField(_l("Name of the place"), [AtMost(200)])
    address = LineField(_l("Street address"), [AtMost(300)], render_kw={"autocomplete": "off"})
    city = LineField(_l("City"), [AtMost(120)])
    region = ChoiceField(_l("State"))
    postal_code = LineField(_l("ZIP code"), [AtMost(10)], render_kw={"inputmode": "numeric", "class": "short"})
    address_visibility = RadiosField(_l("Who sees the exact address"), VISIBILITIES, default="public")
    online_url = LineField(_l("Link to take part"), [AtMost(500), web_address], render_kw={"inputmode": "url"})
    time_zone = ChoiceField(_l("Time zone"))
    is_wheelchair_accessible = TickField(_l("People in wheelchairs can take part"))
    has_sign_language = TickField(_l("There is sign language interpretation"))
    access_notes = LineField(_l("More about access"), [AtMost(500)])
    what_to_bring = LinesField(_l("What to bring"), [AtMost(500)])
    contact_name = LineField(_l("Name"), [Filled(_l("Enter a name that people can ask for")), AtMost(120)])
    contact_email = LineField(
        _l("Email address"),
        [Filled(_l("Enter an email address that people can write to")), AtMost(254), email_address],
        render_kw={"type": "email", "inputmode": "email"},
    )
    shows_contact_email = TickField(_l("Show my email address to people who are coming"))
    contact_phone = LineField(_l("Phone"), [AtMost(40), phone_number], render_kw={"type": "tel"})
    instructions = LinesField(_l("What people should know before they come"), [AtMost(5_000)])

    def __init__(
        self,
        *,
        now: dt.datetime,
        campaigns: Sequence[Campaign] = (),
        event: Event | None = None,
        timeslots: Sequence[Timeslot] = (),
        start: dict[str, Any] | None = None,
        passes_replies_on: bool = False,
    ) -> None:
        super().__init__(data=values_of(event, timeslots) if event else start)
        self._now, self._event, self._zone = now, event, ""
        self._placed = Placed("", "", "", None)
        self.rows = TimeslotRows(self.timeslots, timeslots)
        states = [(state.code, state.name_in(language())) for state in bundled().states_in(language())]
        self.region.choices = listed([("", _("Choose a state")), *states])
        zones = [(zone.name, str(zone.label)) for zone in US_ZONES]
        if event and event.time_zone not in dict(zones):
            zones.append((event.time_zone, event.time_zone))
        self.time_zone.choices = listed([("", _("The zone of the place")), *zones])
        if event and not event.contact_email:
            # An imported one has none; whoever corrects its time must not be stopped by that.
            self.contact_name.validators = [AtMost(120)]
            self.contact_email.validators = [Optional(), AtMost(254), email_address]
        if not passes_replies_on:
            # Hidden, it would leave people nobody to ask.
            del self.shows_contact_email
        if event:
            del self.campaign
        else:
            self.campaign.choices = listed((campaign.id, campaign.title) for campaign in campaigns)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the times are in, once the form is valid."""
        return ZoneInfo(self._zone)

    @property
    def is_in_person(self) -> bool:
        """Whether people meet in a place."""
        return bool(self.setting.data != ONLINE)

    @property
    def is_online(self) -> bool:
        """Whether people take part over a link."""
        return bool(self.setting.data in (ONLINE, BOTH))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then place, zone and times, which depend on each other."""
        super().validate(extra_validators)
        if self.is_in_person:
            self._check_place()
        if self.is_online and not self.online_url.data:
            refuse(self.online_url, _("Enter the link that people open to take part"))
        self._check_zone()
        self.rows.check(self._zone, self._now)
        return not any(True for _problem in self.problems())

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each input that needs another look, and what to do about it, in the order of the page."""
        for field in self:
            if field is self.timeslots:
                yield from self.rows.problems()
            elif field.errors:
                yield field.id, str(field.errors[0])

    def draft(self, *, geocodes_online: bool) -> EventDraft:
        """What the form says, once it is valid."""
        in_person = self.is_in_person
        plain = ("title", "kind", "description", "is_wheelchair_accessible", "has_sign_language", "access_notes")
        contact = ("contact_name", "contact_email", "contact_phone", "instructions", "address_visibility")
        return EventDraft(
            time_zone=self._zone,
            timeslots=self.rows.drafts,
            venue=self._text("venue") if in_person else "",
            address=self._text("address") if in_person else "",
            city=self._placed.city,
            region=self._placed.region,
            postal_code=self._placed.postal_code,
            location=self._placed.location,
            wants_geocoding=geocodes_online and in_person and bool(self.address.data),
            online_url=self._text("online_url") if self.is_online else "",
            shows_contact_email=self.shows_contact_email.data if "shows_contact_email" in self else None,
            **{name: self[name].data or type(self[name].data)() for name in (*plain, *contact, "what_to_bring")},
        )

    def _text(self, name: str) -> str:
        return str(self[name].data or "")

    def _check_place(self) -> None:
        if any(self[name].errors for name in ADDRESS_FIELDS):
            return
        address = Address(*(self._text(name) for name in ("address", "city", "region", "postal_code")))
        try:
            self._placed = place_of(address)
        except PlaceRefused as refused:
            refuse(self[refused.part], str(refused.message))
            return
        if self._event and all(getattr(self._event, name) == self._value(name) for name in ADDRESS_FIELDS):
            # The pin that is there is better than anything the words alone say.
            kept = location_of(self._event) or self._placed.location
            self._placed = Placed(self._placed.city, self._placed.region, self._placed.postal_code, kept)

    def _value(self, name: str) -> str:
        return self._text(name) if name == "address" else str(getattr(self._placed, name))

    def _check_zone(self) -> None:
        chosen, location = self._text("time_zone"), self._placed.location
        if chosen and is_zone(chosen):
            self._zone = chosen
        elif location is not None:
            self._zone = zone_at(location.latitude, location.longitude)
        elif not self.is_in_person:
            refuse(self.time_zone, _("Choose the time zone that your times are in"))


class PinForm(SessionForm):
    """Where on the map people meet. The first input also takes both numbers, as map apps copy them."""

    latitude = LineField(_l("Latitude"), [Filled(_l("Enter the latitude, like 41.8836")), AtMost(60)])
    longitude = LineField(_l("Longitude"), [AtMost(60)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the two numbers."""
        if not super().validate(extra_validators):
            return False
        both = re.split(r"[,;\s]+", str(self.latitude.data))
        if len(both) == 2:
            self.latitude.data, self.longitude.data = both
        for field, most in ((self.latitude, 90), (self.longitude, 180)):
            if number_in(field.data) is None or abs(number_in(field.data) or 0) > most:
                refuse(field, _("Enter a number of degrees between -%(most)s and %(most)s", most=most))
        return not self.errors

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude, once the form is valid."""
        return number_in(self.latitude.data) or 0.0, number_in(self.longitude.data) or 0.0


class CancelForm(SessionForm):
    """Why a public action is called off."""

    reason = LinesField(_l("Reason"), [Filled(_l("Say in a sentence why it is cancelled")), AtMost(2_000)])


class PostponeForm(SessionForm):
    """Why a public action has no date for a while."""

    reason = LinesField(_l("Reason"), [Filled(_l("Say in a sentence why it is postponed")), AtMost(2_000)])


def number_in(text: str | None) -> float | None:
    """A plain decimal number; nothing when the text is none."""
    clean = (text or "").strip().removesuffix("°")
    return float(clean) if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", clean) else None


def refuse(field: Field, message: str) -> None:
    """Put a sentence beside a field."""
    field.errors = [*field.errors, message]
