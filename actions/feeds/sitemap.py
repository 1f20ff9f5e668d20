"""What search engines are told: an index, pages of at most 5,000 addresses, each in every language; and robots.txt."""

import datetime as dt
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from actions.locale import DEFAULT, LANGUAGES, prefix_of

CONTENT_TYPE = "application/xml; charset=utf-8"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
# Desks, private links, development; and searches, of which there is no end.
CLOSED = ("/host", "/organize", "/account", "/rsvps/", "/mail/", "/dev/", "/?", "/campaigns/*?")
# An address or path, and when what is there last changed, if that is known.
Changed = tuple[str, dt.datetime | None]
_BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n'


def index(pages: Iterable[Changed]) -> str:
    """The index: the address of each page, and when something on it last changed."""
    entries = [f"<sitemap><loc>{escape(url)}</loc>{_changed(changed_at)}</sitemap>" for url, changed_at in pages]
    return f'{_BEGIN}<sitemapindex xmlns="{NAMESPACE}">{"".join(entries)}</sitemapindex>\n'


def page(site: str, paths: Iterable[Changed]) -> str:
    """One page: every path in every language, each with the others beside it."""
    entries = [_urls(site, path, changed_at) for path, changed_at in paths]
    return f'{_BEGIN}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">{"".join(entries)}</urlset>\n'


def robots(sitemap_url: str, languages: Sequence[str] = tuple(LANGUAGES)) -> str:
    """Where crawlers may go, in every language."""
    closed = [f"Disallow: {prefix_of(language)}{path}" for language in languages for path in CLOSED]
    return "\n".join(["User-agent: *", *closed, "", f"Sitemap: {sitemap_url}", ""])


def _urls(site: str, path: str, changed_at: dt.datetime | None) -> str:
    addresses = {language: escape(f"{site}{prefix_of(language)}{path}") for language in LANGUAGES}
    named = {**addresses, "x-default": addresses[DEFAULT]}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{name}" href="{address}"/>' for name, address in named.items()
    )
    changed = _changed(changed_at)
    return "".join(f"<url><loc>{address}</loc>{changed}{links}</url>" for address in addresses.values())


def _changed(instant: dt.datetime | None) -> str:
    if instant is None:
        return ""
    return f"<lastmod>{instant.astimezone(dt.UTC).isoformat(timespec='seconds').replace('+00:00', 'Z')}</lastmod>"
