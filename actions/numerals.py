"""Numbers as people read them, in the reader's language."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context


def numeral(number: float) -> str:
    """As in `1,021` or `0.2`; lists say the same few numbers over and over, so each is worked out once."""
    return _numeral(number, str(get_locale() or "en"))


def counting_in_numerals(ngettext: Callable[..., str]) -> Callable[..., str]:
    """The templates' `ngettext` with `%(num)s` as people read it: "9,750 actions", not "9750 actions"."""

    @pass_context
    def worded(context: Context, singular: str, plural: str, number: int, **variables: Any) -> str:
        return ngettext(context, singular, plural, number, **{"num": numeral(number), **variables})

    return worded


@lru_cache(maxsize=4096)
def _numeral(number: float, language: str) -> str:
    return format_decimal(number, locale=language)
