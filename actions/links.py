"""Absolute addresses, always from SITE_URL: the Host header of a request is never believed."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from actions.locale import prefix_of


def absolute(endpoint: str, language: str = "en", **values: Any) -> str:
    """The public address of an endpoint in a language, for mail, feeds and canonical links."""
    site = urlsplit(current_app.config["SITE_URL"])
    adapter = current_app.url_map.bind(site.netloc, script_name=prefix_of(language) or "/", url_scheme=site.scheme)
    return adapter.build(endpoint, values, force_external=True)
