"""The form of what a campaign adds to its mails."""

import re
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, ValidationError

from actions.events.fields import ChoiceField
from actions.forms import LinesField, SessionForm
from actions.locale import LANGUAGES
from actions.stories.forms import problems_of
from actions.stories.mail_texts import MOST_CHARACTERS, MOST_ELEMENTS, MailTexts, Occasion, words_for
from actions.stories.story import Told, told
from actions.stories.words_field import words_field, words_of
from actions.templating import markdown

KIND_NAMES = {
    "rsvp-confirmed": _l("The confirmation"),
    "reminder-day-before": _l("The reminder the day before"),
    "reminder-on-day": _l("The reminder on the day"),
    "reminder-ahead": _l("A reminder further ahead"),
    "thanks-after": _l("The thanks"),
}
_OPENING_TAG = re.compile("<[a-z]")


def few_elements(form: Form, field: Field) -> None:
    """Not so many headings, links and paragraphs that the mail grows too large."""
    count = len(_OPENING_TAG.findall(markdown(field.data or "")))
    if count > MOST_ELEMENTS:
        raise ValidationError(
            str(
                _l(
                    "Use fewer paragraphs, headings, links and points: at most %(most)s in all; this has %(count)s",
                    most=MOST_ELEMENTS,
                    count=count,
                )
            )
        )


class MailTextsForm(SessionForm):
    """A text for each occasion, and which mail to look at. `seen` stands for what was saved when it was opened."""

    seen = HiddenField()
    confirmation = words_field(LinesField, _l("When somebody signs up"), MOST_CHARACTERS, validators=[few_elements])
    reminder = words_field(
        LinesField, _l("Before the action, in every reminder"), MOST_CHARACTERS, validators=[few_elements]
    )
    day_before = words_field(
        LinesField, _l("The day before, instead of that"), MOST_CHARACTERS, validators=[few_elements]
    )
    on_day = words_field(LinesField, _l("On the day, instead of that"), MOST_CHARACTERS, validators=[few_elements])
    thanks = words_field(
        LinesField, _l("After the action, with the thanks"), MOST_CHARACTERS, validators=[few_elements]
    )
    kind = ChoiceField(_l("Which mail"), KIND_NAMES.items(), default="rsvp-confirmed")
    language = ChoiceField(_l("In which language"), LANGUAGES.items())

    def texts(self) -> MailTexts:
        """What was typed, by occasion and language; what is empty is left out."""
        typed = {occasion.value: dict(words_of(self[occasion.value])) for occasion in Occasion}
        return {occasion: words for occasion, words in typed.items() if words}

    @property
    def has_own(self) -> bool:
        """Whether the day before or the day itself has words of its own, or something is wrong with them."""
        return any(field.errors or words_of(field) for field in (self.day_before, self.on_day))

    @property
    def shown_words(self) -> list[Told]:
        """What was typed for the mail that is looked at, as its reader gets it."""
        words = words_for(self.texts(), self.kind.data)
        return [said] if (said := told(words, self.language.data)) else []

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each input that needs another look, and what to do about it."""
        yield from problems_of(self)
