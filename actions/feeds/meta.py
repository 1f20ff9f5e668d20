"""What a page's head tells those who share it or crawl it: title, words, picture, addresses, feeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from actions.coalition.models import Campaign
from actions.events.page import EventPage
from actions.feeds.picture_facts import PictureFacts, campaign_facts, event_facts
from actions.feeds.plain import plain_text
from actions.feeds.structured import data_block, event_data
from actions.links import absolute
from actions.locale import LANGUAGES, shared_as
from actions.templating import language

LONGEST_WORDS = 200
Feed = tuple[str, str, str]


@dataclass(frozen=True)
class PageMeta:
    """All addresses are absolute. `feeds` are media type, address and title; `data` is a block of JSON-LD."""

    title: str
    description: str
    url: str
    picture_url: str
    picture_words: str
    feeds: tuple[Feed, ...] = ()
    data: str = ""

    @property
    def locale(self) -> str:
        """As in `en_US`."""
        return shared_as(language())

    @property
    def other_locales(self) -> list[str]:
        """Those of the other languages."""
        return [shared_as(code) for code in LANGUAGES if code != language()]


def event_meta(page: EventPage) -> PageMeta:
    """The head of an event's page."""
    facts = event_facts(page)
    picture_url = event_picture_url(page, facts)
    first = ", ".join(part for part in (*facts.when, facts.where) if part)
    words = plain_text(page.event.description, LONGEST_WORDS)
    said = [facts.notice, first, words]
    return PageMeta(
        title=page.event.title,
        description=plain_text(". ".join(part for part in said if part), LONGEST_WORDS),
        url=page.url,
        picture_url=picture_url,
        picture_words=". ".join(facts.words),
        feeds=(("text/calendar", absolute("feeds.event_ics", language(), event_id=page.event.id), page.event.title),),
        data=data_block(event_data(page, picture_url)),
    )


def finder_meta(
    campaign: Campaign | None, count: int, states: int, args: Mapping[str, Any], title: str | None = None
) -> PageMeta:
    """The head of the finder, or of a campaign's: how many actions there are in how many states.

    `args` are the search as parts of an address; `title` is what a search is called.
    """
    facts = campaign_facts(campaign, count, states)
    own = campaign.title if campaign else _("Find an action near you")
    words = plain_text(campaign.summary, LONGEST_WORDS) if campaign else ""
    said = (*facts.when, facts.where, words or _("Join in without an account, or host your own."))
    return PageMeta(
        title=title or own,
        description=". ".join(part for part in said if part),
        url=_finder_url(campaign, args),
        picture_url=picture_url(campaign, facts),
        picture_words=". ".join(facts.words),
        feeds=_feeds(campaign, args, title or own),
    )


def event_picture_url(page: EventPage, facts: PictureFacts) -> str:
    """The address of an event's share picture."""
    return absolute("pictures.event", language(), slug=page.event.slug, digest=facts.digest)


def picture_url(campaign: Campaign | None, facts: PictureFacts) -> str:
    """The address of a campaign's share picture, or of the site's."""
    if campaign is None:
        return absolute("pictures.site", language(), digest=facts.digest)
    return absolute("pictures.campaign", language(), slug=campaign.slug, digest=facts.digest)


def _finder_url(campaign: Campaign | None, args: Mapping[str, Any]) -> str:
    if campaign is None:
        return absolute("finder.home", language(), **args)
    return absolute("finder.campaign", language(), slug=campaign.slug, **args)


def _feeds(campaign: Campaign | None, args: Mapping[str, Any], title: str) -> tuple[Feed, ...]:
    found = {name: value for name, value in args.items() if name != "page"}
    if campaign is not None:
        found["campaign"] = campaign.slug
    return (
        ("application/atom+xml", absolute("feeds.atom", language(), **found), title),
        ("text/calendar", absolute("feeds.ics", language(), **found), title),
    )
