"""Every mail can be read beforehand, with made-up people in it and none of the real ones."""

import dataclasses
import re
from collections.abc import Callable

import pytest
from flask import Flask

from actions import signing
from actions.accounts.models import User
from actions.locale import LANGUAGES
from actions.mail import composing
from actions.mail.message import Message
from actions.previews.samples import SHOWN, message_of
from actions.rsvps.samples import sample
from actions.stories.story import Told
from tests.checking_client import CheckingClient
from tests.factories import NOW, an_event, an_organizer, an_rsvp
from tests.journeys.naughty import INJECTED, NAUGHTY
from tests.services.rows import all_rows
from tests.services.statements import statements

MOST_BYTES = 30 * 1024
FREE_TEXT = (
    "title", "host_words", "venue", "address", "city", "what_to_bring", "instructions", "contact_name", "contact_email",
    "contact_phone", "decline_reason", "cancel_reason", "postpone_reason",
)  # fmt: skip
MARKUP = re.compile(r"<script|<img|<svg|href=\"javascript:|src=\"http", re.IGNORECASE)
AsUser = Callable[[User], CheckingClient]
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.sqlite_only
def test_every_kind_that_can_be_owed_has_a_sample_and_nothing_else_has(app: Flask) -> None:
    assert sorted(SHOWN) == sorted(composing.kinds())


@pytest.mark.sqlite_only
@each_language
@pytest.mark.parametrize("kind", SHOWN)
def test_a_sample_is_a_whole_mail_in_its_language_and_asks_the_database_nothing(
    app: Flask, kind: str, language: str
) -> None:
    with statements() as sent:
        message = message_of(kind, language, NOW)
    assert sent == []
    assert message.language == language
    assert f'<html lang="{language}">' in message.html
    assert all((message.subject, message.text, message.html))
    assert {"en": "You get this mail because", "es": "Recibes este correo"}[language] in message.text


@pytest.mark.sqlite_only
@each_language
@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_whatever_people_write_stays_text_in_every_mail(app: Flask, text: str, language: str) -> None:
    for kind, shown in SHOWN.items():
        made_up = sample(NOW, language)
        for name in FREE_TEXT:
            setattr(made_up.event, name, text[:500])
        made_up.host.name = made_up.rsvp.given_name = made_up.rsvp.family_name = text[:100]
        message = shown.write(kind, dataclasses.replace(made_up, campaign_words=[Told(text[:1_000])]))
        assert MARKUP.findall(message.html) == [], kind
        assert not re.search(r"[\r\n]", message.subject), kind
        assert INJECTED not in message.subject or "\n" not in message.subject
        assert _bytes(message) < MOST_BYTES, kind


@pytest.mark.sqlite_only
def test_the_links_of_a_sample_are_nobodys(app: Flask) -> None:
    rsvp = an_rsvp(an_event())
    for kind in SHOWN:
        message = message_of(kind, "en", NOW)
        for purpose, signed in re.findall(r"localhost/(rsvps|how-it-went)/([^/\s]+)", message.text):
            assert signing.unsign({"rsvps": "rsvp"}.get(purpose, purpose), signed) == 0
        assert signing.sign("rsvp", rsvp.id) not in message.text


def test_an_organizer_reads_every_mail_and_nothing_is_written(app: Flask, as_user: AsUser) -> None:
    browser = as_user(an_organizer("moderator"))
    before = all_rows()
    links = [link.get("href") for link in browser.page("/organize/mail/previews").all("a")]
    links = [link for link in links if link.startswith("/organize/mail/previews/")]
    assert links == [f"/organize/mail/previews/{kind}" for kind in SHOWN]
    for link in links:
        page = browser.page(f"{link}?language=es")
        assert page.one("pre").get("lang") == "es"
        assert page.one("iframe").get("sandbox") == ""
        assert browser.get(page.one("iframe").get("src")).status_code == 200
    assert all_rows() == before


@pytest.mark.sqlite_only
def test_the_frame_may_run_nothing_and_the_page_around_it_may_frame_only_us(app: Flask, as_user: AsUser) -> None:
    browser = as_user(an_organizer())
    framed = browser.get("/organize/mail/previews/rsvp-confirmed/html")
    around = browser.get("/organize/mail/previews/rsvp-confirmed")
    assert framed.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none';"
        " frame-ancestors 'self'; sandbox"
    )
    assert around.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'; frame-src 'self'")


@pytest.mark.sqlite_only
def test_a_mail_that_nobody_sends_is_not_found(app: Flask, as_user: AsUser) -> None:
    assert as_user(an_organizer()).get("/organize/mail/previews/newsletter").status_code == 404


@pytest.mark.sqlite_only
def test_a_language_that_the_site_lacks_falls_back_to_that_of_the_page(app: Flask, as_user: AsUser) -> None:
    page = as_user(an_organizer()).page("/es/organize/mail/previews/rsvp-confirmed?language=tlh")
    assert page.one("pre").get("lang") == "es"


def _bytes(message: Message) -> int:
    return max(len(message.html.encode()), len(message.text.encode()))
