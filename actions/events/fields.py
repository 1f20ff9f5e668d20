"""Fields whose words are translated late: WTForms types know plain text only, though any text-like label works."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

Choices = Iterable[tuple[str | int, str | LazyString]]


def listed(choices: Choices) -> list[SelectChoice]:
    """Values and their words, as WTForms wants them."""
    return [SelectChoice(value, words) for value, words in choices]


class ChoiceField(SelectField):
    """One of a list that folds out."""

    def __init__(self, label: LazyString, choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(label, choices=listed(choices) if choices else None, **kwargs)  # type: ignore[arg-type]  # see above


class RadiosField(RadioField):
    """One of a few, all in sight."""

    def __init__(self, label: LazyString, choices: Choices, **kwargs: Any) -> None:
        super().__init__(label, choices=listed(choices), **kwargs)  # type: ignore[arg-type]  # see above


class TickField(BooleanField):
    """A box to tick."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]  # see above
