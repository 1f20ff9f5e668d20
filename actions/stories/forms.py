"""The forms of a story's parts. Each turns into values of `story.py`; the ones with rows are in `row_forms.py`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, FieldList, FormField, HiddenField
from wtforms.validators import ValidationError

from actions.colours import DAY, contrast
from actions.events.fields import ChoiceField, RadiosField, listed
from actions.forms import AtMost, Filled, LineField, LinesField, SessionForm
from actions.stories import colours
from actions.stories.drawing import Purpose
from actions.stories.models import Picture
from actions.stories.parts import PARTS, Part
from actions.stories.row_forms import (
    DemandForm,
    HappeningForm,
    LinkForm,
    PartnerForm,
    QuestionForm,
    RowForm,
    SectionForm,
)
from actions.stories.story import Happening, Partner, Shown, Story
from actions.stories.words_field import words_field, words_of


def accent_colour(form: SessionForm, field: Field) -> None:
    """Nothing, or a colour that stands out from the page."""
    text = (field.data or "").lower()
    if not text:
        return
    colour = text if text.startswith("#") else f"#{text}"
    if not colours.COLOUR.fullmatch(colour):
        raise ValidationError(_("Enter a color as # and six digits or letters from a to f, like #c8102e"))
    if not colours.is_visible(colour):
        found = f"{contrast(colour, DAY['paper']):.1f}"
        raise ValidationError(
            _(
                "Buttons in this color can hardly be seen on a light page: %(found)s to 1. Choose a darker one.",
                found=found,
            )
        )
    field.data = colour


class PartForm(SessionForm):
    """One part of a story. `seen` stands for what it said when the page was opened."""

    seen = HiddenField()

    def prepare(self, pictures: Sequence[Picture]) -> None:
        """Learn which pictures there are to choose from."""

    def changes(self) -> dict[str, Any]:
        """The story's fields as they were typed, once the form is valid."""
        raise NotImplementedError

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each input that needs another look, and what to do about it."""
        yield from problems_of(self)


class BeginningForm(PartForm):
    """What is seen first."""

    headline = words_field(LineField, _l("Headline"), 120)
    lead = words_field(LinesField, _l("A sentence or two below it"), 400)
    accent = LineField(_l("Accent color"), [accent_colour], render_kw={"class": "short", "spellcheck": "false"})
    picture = ChoiceField(_l("Picture"))

    def prepare(self, pictures: Sequence[Picture]) -> None:
        """A menu of the campaign's pictures."""
        self._pictures = {picture.digest: shown(picture) for picture in pictures}
        names = [(picture.digest, picture.name) for picture in pictures]
        self.picture.choices = listed([("", _("No picture")), *names])

    def changes(self) -> dict[str, Any]:
        """Headline, lead, colour and picture."""
        return {
            "headline": words_of(self.headline),
            "lead": words_of(self.lead),
            "accent": self.accent.data or "",
            "picture": self._pictures.get(self.picture.data or ""),
        }


class AboutForm(PartForm):
    """What and why."""

    what = words_field(LinesField, _l("What we do"), 5_000)
    why = words_field(LinesField, _l("Why it matters"), 5_000)

    def changes(self) -> dict[str, Any]:
        """Both texts."""
        return {"what": words_of(self.what), "why": words_of(self.why)}


class RowsForm(PartForm):
    """A part that is a list."""

    rows: "FieldList[Any]"
    field_name: str

    @property
    def row_forms(self) -> list[RowForm]:
        """The rows in order."""
        return [entry.form for entry in self.rows.entries]

    def prepare(self, pictures: Sequence[Picture]) -> None:
        """Tell every row which pictures there are."""
        known = {picture.name.casefold(): shown(picture) for picture in pictures}
        for row in self.row_forms:
            row.pictures = known

    def changes(self) -> dict[str, Any]:
        """The list, without the rows that were left empty."""
        values = [row.value() for row in self.row_forms if not row.is_blank]
        return {self.field_name: tuple(sorted(values, key=lambda entry: entry.on) if self.is_by_date else values)}

    @property
    def is_by_date(self) -> bool:
        """Whether the order is that of the dates."""
        return self.field_name == "timeline"

    def moved(self, action: str) -> list[dict[str, Any]]:
        """The rows' values after pressing `add`, `remove-2` or `up-2`."""
        rows: list[dict[str, Any]] = [entry.data for entry in self.rows.entries]
        verb, _hyphen, text = action.partition("-")
        number = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else len(rows)
        if verb == "add" and len(rows) < (self.rows.max_entries or 0):
            rows.append({})
        elif verb == "remove" and number < len(rows):
            del rows[number]
        elif verb == "up" and 0 < number < len(rows):
            rows[number - 1], rows[number] = rows[number], rows[number - 1]
        return rows or [{}]


def _rows_form(part: str, row: type[RowForm]) -> type[RowsForm]:
    name = PARTS[part].fields[0]
    rows: FieldList[Any] = FieldList(FormField(row), min_entries=1, max_entries=PARTS[part].most_rows)
    return type(f"{row.__name__}s", (RowsForm,), {"rows": rows, "field_name": name})


FORMS: dict[str, type[PartForm]] = {
    "beginning": BeginningForm,
    "about": AboutForm,
    "explainer": _rows_form("explainer", SectionForm),
    "timeline": _rows_form("timeline", HappeningForm),
    "demands": _rows_form("demands", DemandForm),
    "questions": _rows_form("questions", QuestionForm),
    "partners": _rows_form("partners", PartnerForm),
    "links": _rows_form("links", LinkForm),
}


class PictureForm(SessionForm):
    """A picture to keep."""

    file = FileField(_l("File"))  # type: ignore[arg-type]  # as in actions.forms: any label that turns into text
    purpose = RadiosField(
        _l("What it is for"),
        ((Purpose.LOGO.name, _l("A partner's logo")), (Purpose.HERO.name, _l("The large picture at the beginning"))),
        default=Purpose.LOGO.name,
    )
    name = LineField(_l("Name"), [Filled(_l("Enter a name, like “Lantern Alliance logo”")), AtMost(120)])
    alt = words_field(LineField, _l("What it shows, for people who cannot see it"), 300)

    def __init__(self, pictures: Sequence[Picture]) -> None:
        super().__init__()
        self._names = {picture.name.casefold() for picture in pictures}

    def validate_file(self, field: Field) -> None:
        """There has to be one."""
        if not field.data:
            raise ValidationError(_("Choose a picture on your device"))

    def validate_name(self, field: Field) -> None:
        """The name is what it is found by."""
        if (field.data or "").casefold() in self._names:
            raise ValidationError(_("Another picture has this name already. Choose a different one."))

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each input that needs another look, and what to do about it."""
        yield from problems_of(self)


def start_of(part: Part, story: Story, pictures: Sequence[Picture]) -> dict[str, Any]:
    """What a part's form shows of a story."""
    if part.most_rows:
        names = {picture.digest: picture.name for picture in pictures}
        return {"rows": [_row(value, names) for value in getattr(story, part.fields[0])]}
    values = {name: getattr(story, name) for name in part.fields}
    if "picture" in values:
        values["picture"] = values["picture"].digest if values["picture"] else ""
    return values


def shown(picture: Picture) -> Shown:
    """A picture as a story refers to it."""
    return Shown(picture.digest, picture.width, picture.height, picture.alt)


def _row(value: Any, picture_names: Mapping[str, str]) -> dict[str, Any]:
    row = {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Happening):
        row["on"] = value.on.isoformat()
    if isinstance(value, Partner):
        row["logo"] = picture_names.get(value.logo.digest, "") if value.logo else ""
    return row


def problems_of(form: Any) -> Iterator[tuple[str, str]]:
    """The id of each input of a form, and of the forms in it, that needs another look, and what to do about it."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                yield from problems_of(entry.form)
        elif isinstance(field, FormField):
            yield from problems_of(field.form)
        elif field.errors:
            yield field.id, str(field.errors[0])
