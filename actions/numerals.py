"""Numbers as people read them, in the reader's language."""

from functools import lru_cache

from babel.numbers import format_decimal
from flask_babel import get_locale


def numeral(number: float) -> str:
    """As in `1,021` or `0.2`; lists say the same few numbers over and over, so each is worked out once."""
    return _numeral(number, str(get_locale() or "en"))


@lru_cache(maxsize=4096)
def _numeral(number: float, language: str) -> str:
    return format_decimal(number, locale=language)
