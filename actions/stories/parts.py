"""The parts a story is written in: each has a page of its own, so that none is a form without an end."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.locale import LANGUAGES
from actions.stories.story import Story, Words


@dataclass(frozen=True)
class Part:
    """One page of the desk: the story's fields that it holds, and what to say about it."""

    name: str
    title: LazyString
    hint: LazyString
    fields: tuple[str, ...]
    # What a row of it is called on the buttons; empty where there are no rows.
    add: LazyString | str = ""
    most_rows: int = 0


PARTS = {
    part.name: part
    for part in (
        Part(
            "beginning",
            _l("Beginning"),
            _l("The headline, a sentence below it, the color and a picture."),
            ("headline", "lead", "accent", "picture"),
        ),
        Part(
            "about",
            _l("What and why"),
            _l("What people do on the day, and why it matters."),
            ("what", "why"),
        ),
        Part(
            "explainer",
            _l("Explainer"),
            _l("The background in short sections, for somebody who hears of it for the first time."),
            ("sections",),
            _l("Add a section"),
            12,
        ),
        Part(
            "timeline",
            _l("Timeline"),
            _l("What happened when, each with its source. The order follows the dates."),
            ("timeline",),
            _l("Add a date"),
            40,
        ),
        Part(
            "demands",
            _l("Demands"),
            _l("What you want, the most important first."),
            ("demands",),
            _l("Add a demand"),
            12,
        ),
        Part(
            "questions",
            _l("Questions and answers"),
            _l("What people ask before they come for the first time."),
            ("questions",),
            _l("Add a question"),
            30,
        ),
        Part(
            "partners",
            _l("Partner organizations"),
            _l("Who takes part, with their logos. Upload the logos first, under Pictures."),
            ("partners",),
            _l("Add an organization"),
            300,
        ),
        Part(
            "links",
            _l("Donate and other actions"),
            _l("Where people can give, sign, pledge or call. These links carry the code that a visitor came with."),
            ("links",),
            _l("Add a link"),
            12,
        ),
    )
}


def row_count(story: Story, part: Part) -> int:
    """How many rows a part has; for one without rows, whether anything is written."""
    values = [getattr(story, name) for name in part.fields]
    return len(values[0]) if part.most_rows else int(any(values))


def missing(story: Story, part: Part, language: str) -> int:
    """How many texts of a part are written in some language but not in this one."""
    return sum(1 for words in _words(getattr(story, name) for name in part.fields) if not words.get(language))


def _words(values: object) -> list[Words]:
    """Every text below a value that says anything in any language."""
    if isinstance(values, dict):
        is_text = set(values) <= set(LANGUAGES)
        return [values] if is_text and any(values.values()) else []
    if hasattr(values, "__dataclass_fields__"):
        return _words([getattr(values, name) for name in values.__dataclass_fields__])
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        return []
    return [words for value in values for words in _words(value)]
