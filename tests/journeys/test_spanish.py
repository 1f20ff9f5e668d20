"""Nothing on a Spanish page or in a Spanish mail is English: each is read beside its English twin."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from icalendar import Calendar
from werkzeug.test import TestResponse

from actions.database import db
from actions.demo.story import demo_story
from actions.geo.gazetteer import bundled
from actions.locale import LANGUAGES, prefix_of
from actions.mail import composing
from actions.mail.message import Attachment, Message
from actions.mail.models import OutboxMail
from actions.reminders.models import ReminderRule
from actions.reminders.rules import DAY_BEFORE, THANKS, Audience
from actions.rsvps.models import Attendance
from config import Settings
from tests import factories
from tests.browser.conftest import SLUG
from tests.browser.every_page import KINDS, LONG, Kind, Seeded, scene_of
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage

pytestmark = pytest.mark.sqlite_only

TWINS = ("en", "es")
# By which rule mails of these kinds go out; the others by that of the day before.
RULES = {
    "missed-you": dataclasses.replace(THANKS, audience=Audience.NO_SHOW),
    "no-place-after": dataclasses.replace(THANKS, audience=Audience.WAITLISTED),
    "reminder-host": dataclasses.replace(DAY_BEFORE, audience=Audience.HOSTS),
    "reminder-waitlisted": dataclasses.replace(DAY_BEFORE, audience=Audience.WAITLISTED),
    "thanks-after": THANKS,
}
# Attributes that are heard, seen or put into a sentence by a script.
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description", "label", "data-label")
SPOKEN_PREFIXES = ("data-word-", "data-share-t")
SPOKEN_META = ("description", "og:title", "og:description", "og:image:alt", "og:site_name")
# Names, and words that both languages share.
SAME = {
    "Alaska", "Apple Maps", "CSV", "Count Love", "Excel", "GeoNames", "Google Calendar",
    "Google Maps", "HTML", "Natural Earth", "OpenStreetMap", "Outlook", "U.S. Census Bureau", "USPS", "WhatsApp",
}  # fmt: skip
# Heads of a mail as they stand in the mail.
HEADS = {"From", "To"}
# What people wrote in the scene, or a mail server answered, shown as they wrote it.
WRITTEN = {
    "550 5.1.1 No such mailbox",
    "America/Chicago", "Bring water.", "Daley Plaza", "Families Belong Together", "Hand in hand", "Ice.", "Maria Lopez",
    "Pat Host", "Pat Host, 312-555-0100", "Rally at Daley Plaza", "Say where.", "See you at", "The square is closed.",
    "Vigil", "Water A hat", "We gather at the north steps.", "You are coming", "bold", "event.ics", "http://localhost/",
}  # fmt: skip
PLACE = re.compile(r"([\w .'-]+, )+[A-Z]{2}( \d{5})?")
OF_PEOPLE = re.compile(rf"{LONG[:60]}|\bexample\.org\b|^http://localhost/\S+$", re.IGNORECASE)
FRAMES = "/embed?"
# Names of classes and colours, for those who build the site.
STYLES = "/dev/components"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings without limits: every page is opened twice."""
    return dataclasses.replace(settings, rate_limits=False)


class Sayings(HTMLParser):
    """Every piece of text of a page, patterns for scripts included, and every attribute that is read or said."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: set[str] = set()
        self._tag = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what the attributes say."""
        self._tag = tag
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            is_button = name == "value" and given.get("type") in ("submit", "button")
            is_meta = name == "content" and (given.get("name") or given.get("property")) in SPOKEN_META
            if name in SPOKEN or name.startswith(SPOKEN_PREFIXES) or is_button or is_meta:
                self._say(value)

    def handle_endtag(self, tag: str) -> None:
        """What follows is not inside this element any more."""
        self._tag = ""

    def handle_data(self, data: str) -> None:
        """Take what is read; what stands in a large field somebody typed."""
        if self._tag not in ("script", "style", "textarea"):
            self._say(data)

    def _say(self, text: str) -> None:
        words = " ".join(text.split()).lstrip(":, ")
        if re.search(r"[^\W\d_]{2}", words):
            self.said.add(words)


def _shared(english: str, spanish: str) -> set[str]:
    """What both pages say in the same words and nobody wrote."""
    both = Sayings(english).said & Sayings(spanish).said
    return {words for words in both - _known() if not PLACE.fullmatch(words) and not OF_PEOPLE.search(words)}


def _known() -> set[str]:
    partners = {partner.name for partner in demo_story().partners}
    states = {state.name for state in bundled().states() if state.name == state.name_es}
    written = SAME | HEADS | WRITTEN | set(LANGUAGES.values())
    return written | partners | {f"{name} logo" for name in partners} | states | {s.code for s in bundled().states()}


def _answers(kind: Kind, app: Flask, seeded: Seeded, languages: Iterable[str]) -> Iterator[TestResponse]:
    """The same page in each of these languages."""
    for language in languages:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        if kind.who in seeded.sessions:
            client.set_cookie("session", seeded.sessions[kind.who])
        answer = client.get(prefix_of(language) + kind.address.format(**seeded.names))
        if kind.press:
            with force_locale(language):
                button, label = gettext(kind.press), gettext(kind.emptied) if kind.emptied else ""
            # Reminders that were stopped in English need no second press.
            if button in {e.text for e in HtmlPage(answer.text).all("button")}:
                answer = client.submit(answer, button, **_emptied(answer, label))
                if answer.status_code == 303:
                    answer = client.get(answer.headers["Location"])
        assert answer.status_code == kind.status, f"{kind.name} in {language}"
        yield answer


def _emptied(answer: TestResponse, label: str) -> dict[str, str]:
    page = HtmlPage(answer.text)
    fields = [e.get("for") for e in page.all("label") if label and e.text == label]
    return {e.get("name"): "" for e in page.all("input") if e.get("id") in fields}


def test_nothing_is_english_on_a_spanish_page(app: Flask) -> None:
    factories.a_campaign(slug=SLUG)
    seeded = scene_of(app)
    found: dict[str, str] = {}
    for kind in [kind for kind in KINDS if not kind.address.startswith(STYLES)]:
        english, spanish = _answers(kind, app, seeded, TWINS)
        found |= dict.fromkeys(_shared(english.text, spanish.text), kind.name)
    assert found == {}


def test_every_page_names_its_twin_and_the_switch_keeps_path_and_query(app: Flask) -> None:
    factories.a_campaign(slug=SLUG)
    seeded = scene_of(app)
    for kind in [kind for kind in KINDS if not kind.press and not kind.address.startswith(FRAMES)]:
        path = kind.address.format(**seeded.names)
        bare = path.replace("?source=every-page", "")
        for answer, language in zip(_answers(kind, app, seeded, LANGUAGES), LANGUAGES, strict=True):
            page = HtmlPage(answer.text)
            twins = [(e.get("hreflang"), e.get("href")) for e in page.all("link", rel="alternate") if not e.get("type")]
            addresses = [(code, f"http://localhost{prefix_of(code)}{bare}") for code in LANGUAGES]
            assert twins == [*addresses, ("x-default", f"http://localhost{bare}")], kind.name
            switch = [(e.get("hreflang"), e.get("href")) for e in page.all("a") if e.get("hreflang")]
            assert switch == [(code, prefix_of(code) + path) for code in LANGUAGES if code != language], kind.name


# With words of their own for those who wait.
TO_THOSE_WHO_WAIT = ("rsvp-cancelled", "event-changed", "event-postponed", "event-cancelled")


def _mail(kind: str, language: str, *, is_waiting: bool = False) -> Message:
    """One mail of a kind, to somebody who reads this language."""
    host = factories.a_user(f"{kind}-{language}-{is_waiting}@example.org", language=language, email_verified_at=None)
    state = {"event-declined": "declined", "event-cancelled": "cancelled"}.get(kind, "approved")
    event = factories.an_event(
        host=host, state=state, contact_name="Pat Host", contact_phone="312-555-0100", what_to_bring="Water A hat",
        instructions="Bring water.", access_notes="Bring water.", online_url="https://meet.example.org/x",
        is_wheelchair_accessible=True, has_sign_language=True, cancel_reason="Ice.", decline_reason="Say where.",
    )  # fmt: skip
    waits = is_waiting or kind == "rsvp-waitlisted" or RULES.get(kind, DAY_BEFORE).audience is Audience.WAITLISTED
    answer = factories.a_waiting_one if waits else factories.an_rsvp
    rsvp = answer(
        event, language=language, party_size=3, cancelled_at=factories.NOW if kind == "rsvp-cancelled" else None
    )
    if kind == "missed-you":
        came = factories.an_rsvp(event)
        db.session.scalars(
            db.select(Attendance).where(Attendance.rsvp_id == came.id)
        ).one().checked_in_at = factories.NOW
    if kind == "event-postponed":
        factories.postponed(event)
    details: dict[str, object] = {
        "changed": ["title", "time", "place", "link", "notes", "access", "contact"],
        "day": "2026-12-05",
        "rule": RULES.get(kind, DAY_BEFORE).signature,
    }
    if kind.startswith("reply-"):
        words = "Bring water."
        details["reply"] = factories.a_reply(rsvp, subject=words, text=words, is_cut=True, attachment_count=2).id
    campaign_rule = ReminderRule(
        campaign_id=event.campaign_id, signature=details["rule"], created_at=factories.NOW - dt.timedelta(days=9)
    )
    db.session.add(campaign_rule)
    rule = RULES.get(kind, DAY_BEFORE)
    now = factories.timeslots_of(event)[-1].ends_at + dt.timedelta(hours=3) if rule.is_after else factories.NOW
    mail = OutboxMail(
        kind=kind, key=f"{kind}-{language}-{is_waiting}", lane=composing.lane_of(kind), details=details,
        event_id=event.id, rsvp_id=rsvp.id, user_id=host.id, queued_at=factories.NOW,
        due_at=factories.NOW, ready_at=factories.NOW,
    )  # fmt: skip
    db.session.add(mail)
    db.session.commit()
    message = composing.compose(mail, now)
    assert isinstance(message, Message), message
    return message


def _entries(attachment: Attachment) -> set[str]:
    """What a calendar shows of the entries of a file, piece by piece."""
    entries = Calendar.from_ical(attachment.content.decode()).walk("VEVENT")
    said = [str(entry.get(name, "")) for entry in entries for name in ("SUMMARY", "DESCRIPTION")]
    return {piece for words in said for piece in words.splitlines() if piece and "http" not in piece}


def test_nothing_is_english_in_a_spanish_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    passing_on = dataclasses.replace(app.config["SETTINGS"], mail_replies_to="reply@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", passing_on)
    found: dict[str, str] = {}
    answers = [(kind, False) for kind in composing.kinds()] + [(kind, True) for kind in TO_THOSE_WHO_WAIT]
    for kind, is_waiting in answers:
        english, spanish = (_mail(kind, language, is_waiting=is_waiting) for language in TWINS)
        found |= dict.fromkeys(_shared(english.html, spanish.html), f"{kind} html")
        for part in ("subject", "text"):
            lines = (getattr(english, part), getattr(spanish, part))
            paragraphs = ["".join(f"<p>{line}</p>" for line in text.splitlines()) for text in lines]
            found |= dict.fromkeys(_shared(*paragraphs), f"{kind} {part}")
        for one, other in zip(english.attachments, spanish.attachments, strict=True):
            found |= dict.fromkeys(_entries(one) & _entries(other) - WRITTEN, f"{kind} calendar")
    assert found == {}
