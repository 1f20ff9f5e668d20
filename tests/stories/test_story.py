"""A story as a value: what one reader gets, and what comes back from the database."""

import datetime as dt
import json

from actions.demo.story import demo_story
from actions.stories.parts import PARTS, missing, row_count
from actions.stories.story import Happening, Link, LinkKind, Section, Shown, Story, Told, document, story_of, told
from config import ROOT


def test_words_are_told_in_the_readers_language_or_marked_with_the_one_they_are_in() -> None:
    both, english = {"en": "Together", "es": "Juntas"}, {"en": "Together", "es": ""}
    assert [told(both, "es"), told(english, "es"), told({"es": "Juntas"}, "en"), told({}, "es")] == [
        Told("Juntas"),
        Told("Together", "en"),
        Told("Juntas", "es"),
        Told(""),
    ]
    assert (str(told(both, "es").attributes), str(told(english, "es").attributes)) == (
        ' dir="auto"',
        ' dir="auto" lang="en"',
    )


def test_the_site_behind_a_link_is_named_where_it_can_be_told() -> None:
    addresses = ("https://example.org/give?a=1", "https://user:pw@example.org/", "https://[bad/")
    assert [Link(kind="donate", label={}, url=url).host for url in addresses] == ["example.org", "example.org", ""]


def test_a_story_comes_back_from_json_as_it_was() -> None:
    story = Story(
        picture=Shown("0" * 32, 10, 20, {"en": "Hands"}),
        sections=(Section({"en": "A"}, {"en": "B"}),),
        timeline=(Happening(dt.date(2018, 6, 26), {"en": "C"}, {"en": "D"}),),
    )
    for whole in (story, demo_story(), Story()):
        kept = json.loads(json.dumps(document(whole)))
        assert (story_of(kept), kept) == (whole, document(whole))


def test_missing_texts_are_counted_by_language_and_empty_ones_are_missing_in_none() -> None:
    story = Story(sections=(Section({"en": "A", "es": "A"}, {"en": "B"}), Section({"es": "C"}, {})))
    explainer = PARTS["explainer"]
    assert (row_count(story, explainer), missing(story, explainer, "en"), missing(story, explainer, "es")) == (2, 1, 1)


def test_the_demos_story_is_whole_in_both_languages_and_names_a_source_for_every_date() -> None:
    story = demo_story()
    assert [
        (part.name, missing(story, part, code))
        for part in PARTS.values()
        for code in ("en", "es")
        if missing(story, part, code)
    ] == []
    assert [entry.on.isoformat() for entry in story.timeline] == [
        "2018-04-06", "2018-05-07", "2018-06-20", "2018-06-26", "2018-06-30",
        "2018-07-10", "2018-07-26", "2018-10-24", "2019-01-17",
    ]  # fmt: skip
    assert [entry.on for entry in story.timeline if not entry.source] == []
    read = (ROOT / "docs" / "decisions" / "0023-campaign-story.md").read_text(encoding="utf-8")
    assert [entry.url for entry in story.timeline if entry.url and f"<{entry.url}>" not in read] == []
    assert len(story.questions) >= 6
    assert {link.kind for link in story.links} == set(LinkKind) - {LinkKind.OTHER}
    assert {partner.url.partition("/")[2][1:12] for partner in story.partners} == {"example.org"}
