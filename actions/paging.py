"""Which page of a long list is asked for."""

from flask import request

LAST_PAGE = 1_000_000


def page_number() -> int:
    """The number in the address, from 1; whatever is no such number is the first page."""
    text = request.args.get("page", "1").strip()
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and 0 < len(text) < 9 and int(text) else 1
