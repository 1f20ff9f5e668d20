"""Fields whose words are translated late: WTForms types know plain text only, though any text-like label works."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from wtforms import BooleanField, RadioField, SelectField

Choices = Iterable[tuple[str, str | LazyString]]


class ChoiceField(SelectField):
    """One of a list that folds out."""

    def __init__(self, label: LazyString, choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(label, choices=choices and list(choices), **kwargs)  # type: ignore[arg-type]  # see above


class RadiosField(RadioField):
    """One of a few, all in sight."""

    def __init__(self, label: LazyString, choices: Choices, **kwargs: Any) -> None:
        super().__init__(label, choices=list(choices), **kwargs)  # type: ignore[arg-type]  # see above


class TickField(BooleanField):
    """A box to tick."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]  # see above
