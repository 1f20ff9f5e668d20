"""Read a page as a browser and a screen reader would, with nothing but Python's own parser."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})
# Browsers run nothing in these, so the content security policy lets them stand in the page.
DATA_SCRIPTS = frozenset({"application/json", "application/ld+json"})
LOADING = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "object": "data",
}
LINKS_THAT_LOAD_NOTHING = frozenset({"canonical", "alternate", "license", "author", "next", "prev", "me"})


@dataclass
class Element:
    """One element: its attributes, and the text inside it so far."""

    tag: str
    attributes: dict[str, str]
    inside: tuple["Element", ...]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, in one line."""
        return " ".join(" ".join(self.words).split())

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    def is_inside(self, tag: str) -> bool:
        """Whether an element of this kind stands around it."""
        return any(element.tag == tag for element in self.inside)


class HtmlPage(HTMLParser):
    """`elements` in the order of the page, without patterns inside `<template>`; `text` is all that a person reads."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element, and stand inside it unless it is empty by nature."""
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        if not element.is_inside("template"):
            self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element and all that was left open in it."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        """Give the words to every element around them."""
        for element in self._open:
            element.words.append(data)
        if not any(element.tag in ("script", "style", "template") for element in self._open):
            self._words.append(data)

    @property
    def text(self) -> str:
        """Everything a person reads, in one line."""
        return " ".join(" ".join(self._words).split())

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """The elements of these kinds whose attributes have these values (`class_` and `for_` for Python's sake)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag in tags and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, *tags: str, **attributes: str) -> Element:
        """The only element of this kind.

        Raises:
            LookupError: when there is none, or more than one.
        """
        found = self.all(*tags, **attributes)
        if len(found) != 1:
            raise LookupError(f"{len(found)} elements {tags} {attributes} in: {self.text[:500]}")
        return found[0]

    def forms(self) -> list["PageForm"]:
        """Every form of the page."""
        return [PageForm(form, [e for e in self.elements if form in e.inside]) for form in self.all("form")]


@dataclass
class PageForm:
    """A form as the page gives it, ready to be filled in."""

    element: Element
    content: list[Element]

    @property
    def names(self) -> set[str]:
        """The names a person can fill in or press."""
        return {
            e.get("name") for e in self.content if e.tag in ("input", "select", "textarea", "button") and e.get("name")
        }

    def values(self) -> dict[str, list[str]]:
        """What a browser would send if nothing were touched, buttons left out."""
        sent: dict[str, list[str]] = {}
        for element in self.content:
            value = self._untouched(element)
            if value is not None and element.get("name") and "disabled" not in element.attributes:
                sent.setdefault(element.get("name"), []).append(value)
        return sent

    def _untouched(self, element: Element) -> str | None:
        if element.tag == "textarea":
            return "".join(element.words).removeprefix("\n")
        if element.tag == "select":
            options = [e for e in self.content if e.tag == "option" and element in e.inside]
            chosen = [e for e in options if "selected" in e.attributes] or options[:1]
            return chosen[0].get("value", chosen[0].text) if chosen else None
        if element.tag != "input" or element.get("type") in ("submit", "button", "image", "reset", "file"):
            return None
        if element.get("type") in ("checkbox", "radio"):
            return element.get("value", "on") if "checked" in element.attributes else None
        return element.get("value")


def faults(html: str) -> list[str]:
    """What is wrong with a page for a reader, a screen reader or the content security policy."""
    page = HtmlPage(html)
    return [*_frame_faults(page), *_label_faults(page), *_inline_faults(page), *_outside_faults(page)]


def _frame_faults(page: HtmlPage) -> list[str]:
    found = []
    titles = [e for e in page.all("title") if e.is_inside("head")]
    if len(titles) != 1 or not titles[0].text:
        found.append("the page has no title")
    headings = len(page.all("h1"))
    if headings != 1:
        found.append(f"the page has {headings} h1, not one")
    if not any(e.get("lang") for e in page.all("html")):
        found.append("the page does not say its language")
    ids = Counter(e.get("id") for e in page.elements if e.get("id"))
    return found + [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]


def _label_faults(page: HtmlPage) -> list[str]:
    labelled = {e.get("for") for e in page.all("label") if e.text}
    ids = {e.get("id") for e in page.elements}
    found = []
    for control in page.all("input", "select", "textarea"):
        if control.tag == "input" and control.get("type", "text") in NEEDS_NO_LABEL:
            continue
        around = any(e.tag == "label" and e.text for e in control.inside)
        named = control.get("aria-label") or control.get("aria-labelledby") in ids - {""}
        if not around and not named and (not control.get("id") or control.get("id") not in labelled):
            found.append(f"field {control.get('name') or control.get('id')!r} has no label")
    return found


def _inline_faults(page: HtmlPage) -> list[str]:
    found = []
    for element in page.elements:
        found += [
            f"<{element.tag}> has an inline {n}" for n in element.attributes if n == "style" or n.startswith("on")
        ]
        if element.tag == "style":
            found.append("the page has an inline style sheet")
        if element.tag == "script" and not element.get("src") and element.get("type") not in DATA_SCRIPTS:
            found.append("the page has an inline script")
    return found


def _outside_faults(page: HtmlPage) -> list[str]:
    found = []
    for element in page.elements:
        address = element.get(LOADING.get(element.tag, ""))
        loads = element.tag != "link" or not set(element.get("rel").split()) & LINKS_THAT_LOAD_NOTHING
        if loads and urlsplit(address).netloc:
            found.append(f"<{element.tag}> loads {address} from another host")
    return found
