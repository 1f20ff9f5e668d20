"""The catalogues hold every sentence of the site, each translated whole, and none that nobody says any more."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from actions.locale import DEFAULT, LANGUAGES
from config import ROOT

TRANSLATED = sorted(set(LANGUAGES) - {DEFAULT})
# Sentences that are the same in the other language: names, and words that both languages share.
SAME = {"es": {"Alaska", "CSV", "Error:", "Excel", "HTML", "No", "%(state)s: %(count)s", "%(day)s: %(title)s"}}
# gettext's `%(name)s`, the map's `{name}`, and tags.
_HOLES = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}|</?\w+>")
_KEYWORD = re.compile(r"--keyword (\S+)")

Words = tuple[str, ...]


def _keywords() -> dict[str, object]:
    asked = _KEYWORD.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    return dict(DEFAULT_KEYWORDS) | dict(parse_keywords(asked))


@cache
def _said() -> frozenset[Words]:
    """Every sentence of the code and the templates; a pair where there is one thing or several."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, _keywords(), directory_filter=_has_sentences)
    return frozenset(_words(messages) for _, _, messages, _, _ in found)


def _has_sentences(folder: str | os.PathLike[str]) -> bool:
    # The rules of `babel.cfg` match nothing elsewhere, but to walk through .venv takes seconds.
    return Path(folder).relative_to(ROOT).parts[0] in ("actions", "templates")


def _words(messages: str | list[str] | Words) -> Words:
    return (messages,) if isinstance(messages, str) else tuple(messages)


@cache
def _catalogue(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def _messages(language: str) -> Iterator[tuple[Words, Words, Message]]:
    """Each sentence with its translations; the catalogue's head is no sentence."""
    for message in _catalogue(language):
        if message.id:
            yield _words(message.id), _words(message.string), message


def _holes(sentence: str) -> list[str]:
    return sorted(_HOLES.findall(sentence))


def test_every_name_that_marks_a_sentence_is_known_to_make_messages() -> None:
    names = {
        imported.asname or imported.name
        for path in sorted((ROOT / "actions").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "flask_babel"
        for imported in node.names
        if imported.name.endswith("gettext")
    }
    assert names - set(_keywords()) == set()
    assert {"_", "_l", "ngettext"} <= names


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_holds_exactly_what_the_site_says(language: str) -> None:
    held = {sentence for sentence, _, _ in _messages(language)}
    assert {"missing": sorted(_said() - held), "stale": sorted(held - _said())} == {"missing": [], "stale": []}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_in_all_its_forms(language: str) -> None:
    forms = _catalogue(language).num_plurals
    wrong = [
        sentence
        for sentence, said, message in _messages(language)
        if message.fuzzy or not all(words.strip() for words in said) or len(said) != (forms if len(sentence) > 1 else 1)
    ]
    assert wrong == []
    assert not _catalogue(language).fuzzy


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_values_as_the_english(language: str) -> None:
    wrong = []
    for sentence, said, _ in _messages(language):
        allowed = [_holes(form) for form in sentence]
        # Only the first form may leave the number out, as in "One thing"; the others count.
        ok = _holes(said[0]) in allowed and all(_holes(form) == allowed[-1] for form in said[1:])
        if not ok:
            wrong.append((sentence, said))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_only_names_and_shared_words_read_the_same_as_the_english(language: str) -> None:
    same = {form for sentence, said, _ in _messages(language) for form in sentence if form in said}
    assert same == SAME[language]
