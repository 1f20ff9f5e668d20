"""A campaign's story as a value, and as the document that the database keeps.

Every text is `Words`: the same thing said in each language, by the language's code. What is missing in one is shown in
another, marked with its language, so that screen readers and translators know.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from actions.locale import LANGUAGES

Words = Mapping[str, str]


class LinkKind(StrEnum):
    """What somebody can do besides coming."""

    DONATE = "donate"
    PETITION = "petition"
    PLEDGE = "pledge"
    CALL = "call"
    OTHER = "other"


LINK_NAMES = {
    LinkKind.DONATE: _l("Donate"),
    LinkKind.PETITION: _l("Sign the petition"),
    LinkKind.PLEDGE: _l("Take the pledge"),
    LinkKind.CALL: _l("Make a call"),
    LinkKind.OTHER: _l("Something else"),
}


@dataclass(frozen=True)
class Shown:
    """A picture of the campaign's, with all that a page needs to lay it out."""

    digest: str
    width: int
    height: int
    alt: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A part of the explainer, in Markdown under a heading."""

    heading: Words
    text: Words


@dataclass(frozen=True)
class Happening:
    """An entry of the timeline: what happened on a day, and who says so."""

    on: dt.date
    text: Words
    source: Words
    url: str = ""


@dataclass(frozen=True)
class Demand:
    """What the campaign wants, and a sentence or two about it."""

    title: Words
    text: Words


@dataclass(frozen=True)
class Question:
    """A question that people ask, with its answer in Markdown."""

    question: Words
    answer: Words


@dataclass(frozen=True)
class Partner:
    """An organization that takes part."""

    name: str
    url: str = ""
    logo: Shown | None = None


@dataclass(frozen=True)
class Link:
    """Something else to do. `parameter` is what the other site calls the visitor's source code; a call script may be a
    text shown here instead of a link.
    """

    kind: str
    label: Words
    url: str = ""
    parameter: str = "source"
    script: Words = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The site that it leads to, for people to see before they follow it; nothing where it cannot be told."""
        try:
            return urlsplit(self.url).netloc.rpartition("@")[2]
        except ValueError:
            return ""


@dataclass(frozen=True)
class Story:
    """All of it."""

    headline: Words = field(default_factory=dict)
    lead: Words = field(default_factory=dict)
    accent: str = ""
    picture: Shown | None = None
    what: Words = field(default_factory=dict)
    why: Words = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    timeline: tuple[Happening, ...] = ()
    demands: tuple[Demand, ...] = ()
    questions: tuple[Question, ...] = ()
    partners: tuple[Partner, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether there is more of it than the beginning."""
        lists = (self.sections, self.timeline, self.demands, self.questions, self.partners, self.links)
        return bool(self.what or self.why) or any(lists)

    @property
    def donations(self) -> tuple[Link, ...]:
        """Where to give money."""
        return tuple(link for link in self.links if link.kind == LinkKind.DONATE)

    @property
    def other_links(self) -> tuple[Link, ...]:
        """What else to do."""
        return tuple(link for link in self.links if link.kind != LinkKind.DONATE)

    @property
    def pictures(self) -> set[str]:
        """The digests of the pictures it shows."""
        shown = [self.picture, *(partner.logo for partner in self.partners)]
        return {picture.digest for picture in shown if picture}


@dataclass(frozen=True)
class Told:
    """Words as one reader gets them; `lang` is set where they are not in the page's own language."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def attributes(self) -> Markup:
        """For the element around it: its language where that is another, and its direction from its own letters."""
        lang = Markup(' lang="{}"').format(self.lang) if self.lang else Markup("")
        return Markup(' dir="auto"') + lang

    def __html__(self) -> str:
        return str(escape(self.text))


def told(words: Words, language: str) -> Told:
    """Words in a language, or else in the first that has them."""
    if words.get(language):
        return Told(words[language])
    other = next((code for code in LANGUAGES if words.get(code)), "")
    return Told(words[other], other) if other else Told("")


def document(story: Story) -> dict[str, Any]:
    """The story as JSON keeps it."""
    kept = dataclasses.asdict(story)
    for entry in kept["timeline"]:
        entry["on"] = entry["on"].isoformat()
    # As it comes back from the database, so that two documents can be compared.
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def story_of(kept: Mapping[str, Any]) -> Story:
    """The story that a document holds."""
    parts = dict(kept)
    parts["picture"] = _shown(parts.get("picture"))
    parts["sections"] = tuple(Section(**row) for row in parts.get("sections", ()))
    days = ((dt.date.fromisoformat(row["on"]), row) for row in parts.get("timeline", ()))
    parts["timeline"] = tuple(Happening(**{**row, "on": day}) for day, row in days)
    parts["demands"] = tuple(Demand(**row) for row in parts.get("demands", ()))
    parts["questions"] = tuple(Question(**row) for row in parts.get("questions", ()))
    partners = ({**row, "logo": _shown(row.get("logo"))} for row in parts.get("partners", ()))
    parts["partners"] = tuple(Partner(**row) for row in partners)
    parts["links"] = tuple(Link(**row) for row in parts.get("links", ()))
    return Story(**parts)


def _shown(kept: Mapping[str, Any] | None) -> Shown | None:
    return Shown(**kept) if kept else None
