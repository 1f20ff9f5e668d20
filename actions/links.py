"""Absolute addresses, always from SITE_URL: the Host header of a request is never believed."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from actions.locale import prefix_of

# Like a token, it has no letter that an address would have to write in another way.
_PLACE = "the-token-stands-here"


def absolute(endpoint: str, language: str = "en", **values: Any) -> str:
    """The public address of an endpoint in a language, for mail, feeds and canonical links."""
    site = urlsplit(current_app.config["SITE_URL"])
    adapter = current_app.url_map.bind(site.netloc, script_name=prefix_of(language) or "/", url_scheme=site.scheme)
    return adapter.build(endpoint, values, force_external=True)


def absolute_of_token(endpoint: str, language: str, token: str) -> str:
    """As `absolute` for endpoints that take a token and nothing else; made for many tokens."""
    before, after = _around_token(current_app.config["SITE_URL"], endpoint, language)
    return f"{before}{token}{after}"


@lru_cache
def _around_token(_site_url: str, endpoint: str, language: str) -> tuple[str, str]:
    before, after = absolute(endpoint, language, token=_PLACE).split(_PLACE)
    return before, after
