"""One text in every language, side by side: a field for each, named after it, as in `headline-en` and `headline-es`."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import LazyString
from wtforms import Form, FormField

from actions.forms import AtMost, LineField
from actions.locale import LANGUAGES
from actions.stories.story import Words


class WordsForm(Form):
    """The fields of one text; `required` is what to say when it is written in no language at all."""

    required: LazyString | str = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each language, and that there is one where there has to be."""
        is_valid = super().validate(extra_validators)
        if not self.required or any(field.data for field in self):
            return is_valid
        first = next(iter(self))
        first.errors = [*first.errors, str(self.required)]
        return False

    @property
    def words(self) -> Words:
        """What was typed, by language."""
        return {field.short_name: str(field.data) for field in self if field.data}


def words_field(
    field_class: type[LineField],
    label: LazyString,
    most: int,
    *,
    required: LazyString | str = "",
    validators: Sequence[Callable[..., None]] = (),
) -> "FormField[Any]":
    """A text in every language, of at most so many characters in each."""
    fields: dict[str, Any] = {
        code: field_class(name, [AtMost(most), *validators], render_kw={"lang": code, "dir": "auto"})
        for code, name in LANGUAGES.items()
    }
    return FormField(type("TheseWordsForm", (WordsForm,), {**fields, "required": required}), label=label)  # type: ignore[arg-type]  # as in actions.forms: any label that turns into text


def words_of(field: Any) -> Words:
    """What a words field holds."""
    words: Words = field.form.words
    return words
