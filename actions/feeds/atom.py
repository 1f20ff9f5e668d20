"""News of events as an Atom feed (RFC 4287): what was published or changed last, with ids that never change."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring  # it only writes
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import Markup, escape

from actions import localtime
from actions.events.calendar import Dated
from actions.events.kinds import KIND_NAMES
from actions.events.models import EventState
from actions.events.redaction import Audience, shown_place
from actions.feeds.plain import plain_text, xml_text
from actions.templating import language, markdown

CONTENT_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The year in which these ids began; it makes them this site's for ever, whoever owns its name later (RFC 4151).
SINCE = 2026
LONGEST_SUMMARY = 280
register_namespace("", NAMESPACE)


def feed(
    dated: Sequence[Dated], *, title: str, subtitle: str, author: str, own_url: str, page_url: str, now: dt.datetime
) -> bytes:
    """The feed at `own_url` of what the page at `page_url` shows."""
    root = Element(_name("feed"), {XML_LANG: language()})
    own = urlsplit(own_url)
    _add(root, "id", f"tag:{own.hostname},{SINCE}:{own.path}{'?' + own.query if own.query else ''}")
    _add(root, "title", title)
    if subtitle:
        _add(root, "subtitle", subtitle)
    # Without an entry: the day, so that an empty feed does not change by the minute.
    empty_since = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    _add(root, "updated", _instant(max((_updated(one) for one in dated), default=empty_since)))
    _link(root, "self", own_url, CONTENT_TYPE)
    _link(root, "alternate", page_url, "text/html")
    _add(SubElement(root, _name("author")), "name", author)
    for one in dated:
        _entry(root, one, str(own.hostname))
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Element, dated: Dated, host: str) -> None:
    event = dated.event
    entry = SubElement(root, _name("entry"))
    _add(entry, "id", f"tag:{host},{SINCE}:event/{event.id}")
    _add(entry, "title", _title(dated))
    _add(entry, "updated", _instant(_updated(dated)))
    _add(entry, "published", _instant(event.decided_at or event.created_at))
    _link(entry, "alternate", dated.url, "text/html")
    SubElement(entry, _name("category"), {"term": event.kind, "label": str(KIND_NAMES[event.kind])})
    summary = plain_text(event.description, LONGEST_SUMMARY)
    if summary:
        _add(entry, "summary", summary)
    _add(entry, "content", _content(dated)).set("type", "html")


def _title(dated: Dated) -> str:
    if dated.event.state == EventState.CANCELLED:
        return _("Cancelled: %(title)s", title=dated.event.title)
    if dated.event.postponed_at is not None:
        return _("Postponed: %(title)s", title=dated.event.title)
    return str(dated.event.title)


def _content(dated: Dated) -> str:
    event, zone = dated.event, ZoneInfo(dated.event.time_zone)
    place = shown_place(event, Audience.PUBLIC)
    # A day that was taken off would send people there.
    slots = () if event.postponed_at is not None else dated.timeslots
    lines = [
        f"{localtime.long_day(slot.starts_at, zone)}, {localtime.time_range(slot.starts_at, slot.ends_at, zone)}"
        for slot in slots
    ]
    where = place.one_line or _("Online")
    if place.is_withheld:
        where = f"{where} ({_('Those who sign up are told the exact place.')})"
    head = Markup("<br>").join(escape(line) for line in [*lines, where])
    return f"<p>{head}</p>{markdown(event.description)}"


def _updated(dated: Dated) -> dt.datetime:
    event = dated.event
    instants = (event.changed_at, event.decided_at, event.cancelled_at, event.postponed_at)
    return max(instant for instant in instants if instant is not None)


def _instant(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, _name(name))
    element.text = xml_text(text)
    return element


def _link(parent: Element, relation: str, url: str, media_type: str) -> None:
    SubElement(parent, _name("link"), {"rel": relation, "href": url, "type": media_type, "hreflang": language()})
