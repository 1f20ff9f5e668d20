"""One rendering for all who go to the same action: what each of them reads is as if it had been rendered for them."""

import dataclasses
import datetime as dt
from html.parser import HTMLParser

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from actions.events.redaction import Audience, shown_place
from actions.forms import one_line
from actions.mail import shells
from actions.mail.rendering import in_language, render, shell_of
from actions.mail.shells import CannotBeCompared, Shells, facts
from actions.stories.story import Told
from tests import factories

NAMES = [
    "Maria",
    "",
    "<b>Bo</b> & Co.",
    "{{ 7 * 7 }} %(title)s %s",
    "María\r\nBcc: all@example.org",
    "شيماء \u202eabc",
    "👩‍👩‍👧 " * 20,
    '"><script>x()</script>',
]


def _personal(name: str) -> dict[str, str]:
    return {"given_name": name} | {
        f"{what}_url": f"http://localhost/{what}/MTc.x"
        for what in ("unsubscribe", "manage", "confirm", "decline", "answer")
    }


@pytest.mark.parametrize("kind", ["reminder-day-before", "reminder-on-day", "reminder-ahead", "thanks-after"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_a_filled_mail_is_the_rendered_one_to_the_letter(app: Flask, kind: str, language: str, name: str) -> None:
    event = factories.an_event(instructions="Bring *water* & <b>hats</b>.", what_to_bring="A hat")
    facts_of_it = {
        "event": event, "timeslots": factories.timeslots_of(event), "place": shown_place(event, Audience.GOING),
        "others": [], "reason": "You signed up.", "campaign_words": [Told("Wear **red** & <b>blue</b>.", "en")],
    }  # fmt: skip
    personal = _personal(name)
    with in_language(language):
        rendered = render(kind, language, **facts_of_it, **personal | {"given_name": one_line(name)})
        filled = shell_of(kind, language, personal=personal, **facts_of_it).filled(personal.values())
    assert (filled[:2], _parsed(filled[2])) == (rendered[:2], _parsed(rendered[2]))


def _parsed(html: str) -> list[tuple[object, ...]]:
    """What a mail program makes of it: the same letter can be escaped in several ways."""
    parser, found = HTMLParser(convert_charrefs=True), list[tuple[object, ...]]()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, *attrs))  # type: ignore[method-assign]
    parser.handle_endtag = lambda tag: found.append((tag,))  # type: ignore[method-assign]
    parser.handle_data = lambda data: found.append(("", data))  # type: ignore[method-assign]
    parser.feed(html)
    parser.close()
    return found


def test_a_name_that_looks_like_a_blank_is_filled_in_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = shells.blanks({"first": "x", "second": "x"})
    shell = Shells().get("key", lambda: (f"To {blank['first']}", f"{blank['first']}, {blank['second']}", ""))
    assert shell.filled([blank["second"], "Bo"]) == (f"To {blank['second']}", f"{blank['second']}, Bo", "")


def test_what_is_empty_is_no_blank_so_that_templates_can_ask() -> None:
    assert shells.blanks({"given_name": "", "manage_url": "x"})["given_name"] == ""


def test_a_change_of_whatever_the_mail_could_say_makes_another_mail(app: Flask) -> None:
    event = factories.an_event(instructions="Meet at the north steps.")
    slot, place = factories.timeslots_of(event)[0], shown_place(event, Audience.GOING)
    before = facts({"event": event, "timeslots": (slot,), "place": place})
    assert facts({"event": event, "timeslots": (slot,), "place": place}) == before
    event.instructions = "Meet at the south steps."
    after = facts({"event": event, "timeslots": (slot,), "place": place})
    assert after != before
    slot.starts_at += dt.timedelta(minutes=1)
    moved = facts({"event": event, "timeslots": (slot,), "place": place})
    assert moved != after
    assert (
        facts({"event": event, "timeslots": (slot,), "place": dataclasses.replace(place, venue="Elsewhere")}) != moved
    )


def test_what_cannot_be_compared_is_never_taken_for_the_same() -> None:
    with pytest.raises(CannotBeCompared):
        facts({"event": object()})


@given(st.lists(st.text(max_size=5), min_size=2, max_size=2), st.lists(st.text(max_size=5), min_size=2, max_size=2))
def test_different_lists_have_different_facts(one: list[str], other: list[str]) -> None:
    assert (facts(one) == facts(other)) == (one == other)


def test_a_shell_is_made_once_and_not_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    made, now = [], [1000.0]
    monkeypatch.setattr("actions.mail.shells.time.monotonic", lambda: now[0])

    def make() -> tuple[str, str, str]:
        made.append(now[0])
        return "", "", ""

    kept = Shells()
    for moment in (1000.0, 1004.0, 1006.0):
        now[0] = moment
        kept.get("key", make)
    assert made == [1000.0, 1006.0]
