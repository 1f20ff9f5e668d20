"""The rows of a story's lists, as forms: one class for each kind, each turning into its value."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, FormField
from wtforms.validators import ValidationError

from actions.events.fields import ChoiceField
from actions.events.schedule import read_day
from actions.forms import AtMost, Filled, LineField, LinesField, web_address
from actions.stories.story import LINK_NAMES, Demand, Happening, Link, LinkKind, Partner, Question, Section, Shown
from actions.stories.words_field import words_field, words_of


class RowForm(Form):
    """One row. A row with nothing in it is no row."""

    # By the name that it is found by, in small letters.
    pictures: Mapping[str, Shown] = {}
    # Fields that are filled in before anybody types.
    preset: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(_typed(field) for field in self if field.short_name not in self.preset)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check a row that has something in it."""
        return self.is_blank or super().validate(extra_validators)

    def value(self) -> Any:
        """What it says."""
        raise NotImplementedError


class SectionForm(RowForm):
    """A section of the explainer."""

    heading = words_field(LineField, _l("Heading"), 150, required=_l("Enter a heading"))
    text = words_field(LinesField, _l("Text"), 8_000, required=_l("Enter the text of this section"))

    def value(self) -> Section:
        """The section."""
        return Section(words_of(self.heading), words_of(self.text))


class HappeningForm(RowForm):
    """An entry of the timeline."""

    on = LineField(
        _l("Date"), [Filled(_l("Enter a date like 6/26/2018"))], render_kw={"type": "date", "class": "short"}
    )
    text = words_field(LinesField, _l("What happened"), 1_000, required=_l("Say what happened on that day"))
    source = words_field(LineField, _l("Source"), 300, required=_l("Name who says so, so that readers can check"))
    url = LineField(_l("Link to the source"), [AtMost(500), web_address], render_kw={"inputmode": "url"})

    def validate_on(self, field: Field) -> None:
        """A day that exists."""
        day = read_day(field.data or "")
        if day is None:
            raise ValidationError(_("Enter a date like 6/26/2018"))
        field.data = day.isoformat()

    def value(self) -> Happening:
        """The entry."""
        day = read_day(self.on.data or "")
        if day is None:
            raise ValueError("a row that was not validated has no value")
        return Happening(day, words_of(self.text), words_of(self.source), self.url.data or "")


class DemandForm(RowForm):
    """A demand."""

    title = words_field(LineField, _l("Demand"), 150, required=_l("Enter the demand in a few words"))
    text = words_field(LinesField, _l("A sentence or two about it"), 1_000)

    def value(self) -> Demand:
        """The demand."""
        return Demand(words_of(self.title), words_of(self.text))


class QuestionForm(RowForm):
    """A question and its answer."""

    question = words_field(LineField, _l("Question"), 200, required=_l("Enter the question"))
    answer = words_field(LinesField, _l("Answer"), 4_000, required=_l("Enter the answer"))

    def value(self) -> Question:
        """Both."""
        return Question(words_of(self.question), words_of(self.answer))


class PartnerForm(RowForm):
    """A partner organization. The logo is one of the campaign's pictures, by its name."""

    name = LineField(_l("Name"), [Filled(_l("Enter the organization's name")), AtMost(150)], render_kw={"dir": "auto"})
    url = LineField(_l("Website"), [AtMost(500), web_address], render_kw={"inputmode": "url"})
    logo = LineField(_l("Logo"), [AtMost(120)], render_kw={"list": "pictures", "autocomplete": "off"})

    def validate_logo(self, field: Field) -> None:
        """A name that leads to a picture."""
        if field.data and field.data.casefold() not in self.pictures:
            raise ValidationError(
                _("There is no picture called “%(name)s”. Upload it first, under Pictures.", name=field.data)
            )

    def value(self) -> Partner:
        """The organization."""
        return Partner(self.name.data or "", self.url.data or "", self.pictures.get((self.logo.data or "").casefold()))


class LinkForm(RowForm):
    """Something else to do."""

    preset = ("kind", "parameter")

    kind = ChoiceField(_l("Kind"), LINK_NAMES.items(), default=LinkKind.DONATE.value)
    label = words_field(LineField, _l("What it is, in a few words"), 60)
    url = LineField(_l("Web address"), [AtMost(500), web_address], render_kw={"inputmode": "url"})
    parameter = LineField(_l("What that site calls the visitor's code"), default="source", render_kw={"class": "short"})
    script = words_field(LinesField, _l("Call script"), 4_000)

    def validate_parameter(self, field: Field) -> None:
        """A name that fits into an address."""
        field.data = field.data or "source"
        if not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", field.data):
            raise ValidationError(_("Use letters, digits, dots and hyphens, as in “source” or “utm_source”"))

    def validate_url(self, field: Field) -> None:
        """Without an address there is nothing to follow, unless the text of a call is shown here."""
        if not field.data and not (self.kind.data == LinkKind.CALL and words_of(self.script)):
            raise ValidationError(_("Enter the web address that it leads to"))

    def value(self) -> Link:
        """The link."""
        script = words_of(self.script) if self.kind.data == LinkKind.CALL else {}
        return Link(
            str(self.kind.data), words_of(self.label), self.url.data or "", self.parameter.data or "source", script
        )


def _typed(field: Field) -> bool:
    return bool(words_of(field)) if isinstance(field, FormField) else bool(field.data)
