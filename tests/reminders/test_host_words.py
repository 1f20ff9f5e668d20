"""A host's own paragraph: in the reminders of their action and nowhere else, and looked at by organizers."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from actions.accounts.models import User
from actions.database import db
from actions.events import service
from actions.events.lifecycle import NotNow
from actions.events.models import Event, EventRewrite, EventState
from actions.mail.composing import compose
from actions.mail.message import Message
from actions.mail.models import OutboxMail
from actions.moderation.service import mark
from actions.reminders.rules import DAY_BEFORE
from actions.stories.mail_service import mark_of_texts, save_texts
from actions.stories.mail_texts import MOST_CHARACTERS, MOST_ELEMENTS
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import NOW, timeslots_of
from tests.html_page import HtmlPage

AsUser = Callable[[User], CheckingClient]
DAY_BEFORE_AT = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
WORDS = "Look for the **red umbrella**, or see [the plan](https://example.org/plan)."
MOST_BYTES = 30 * 1024


@pytest.fixture
def event(app: Flask) -> Event:
    """A public rally whose place is for those who are coming."""
    return factories.an_event(address_visibility="going", contact_name="Pat")


@pytest.fixture
def host(event: Event, as_user: AsUser) -> CheckingClient:
    """The browser of its host."""
    assert event.host is not None
    return as_user(event.host)


def typed(host: CheckingClient, event: Event, words: str) -> dict[str, str]:
    """The form with these words in it."""
    page = HtmlPage(host.get(f"/host/events/{event.id}/words").text)
    return {"csrf_token": page.all("input", name="csrf_token")[0].get("value"), "words": words}


def reminder_of(event: Event, email: str | None = None) -> Message:
    """What somebody who is coming reads the day before."""
    details = {"day": "2026-12-05", "rule": DAY_BEFORE.signature}
    rsvp = factories.an_rsvp(event, email)
    composed = compose(OutboxMail(kind="reminder-day-before", rsvp_id=rsvp.id, details=details), DAY_BEFORE_AT)
    assert isinstance(composed, Message)
    return composed


def test_the_words_are_in_the_reminder_under_the_hosts_name(host: CheckingClient, event: Event) -> None:
    answer = host.post(f"/host/events/{event.id}/words", data=typed(host, event, WORDS))
    assert (answer.status_code, answer.location) == (303, f"/host/events/{event.id}")
    mail = reminder_of(event)
    assert "A word from the host, Pat\n\nLook for the red umbrella, or see the plan (https://example.org/plan)." in (
        mail.text
    )
    assert ">A word from the host, Pat</h2>" in mail.html
    assert "<strong>red umbrella</strong>" in mail.html


def test_a_host_without_a_name_is_called_the_host(event: Event) -> None:
    event.contact_name = ""
    service.set_host_words(event.id, WORDS, now=NOW)
    assert "A word from the host\n\nLook for" in reminder_of(event).text


def test_who_goes_to_two_actions_reads_each_hosts_words_with_their_action(event: Event) -> None:
    later = factories.an_event(
        campaign=event.campaign, title="Vigil", starts_at=dt.datetime(2026, 12, 5, 23, 0, tzinfo=dt.UTC)
    )
    service.set_host_words(event.id, "First.", now=NOW)
    service.set_host_words(later.id, "Second.", now=NOW)
    factories.an_rsvp(later, "maria@example.org")
    text = reminder_of(event, "maria@example.org").text
    assert text.index("First.") < text.index("Vigil") < text.index("Second.")


def test_nobody_but_those_who_are_coming_and_staff_reads_them(
    client: CheckingClient, event: Event, as_user: AsUser
) -> None:
    service.set_host_words(event.id, "Ring at Quiet Lane.", now=NOW)
    for address in (f"/events/{event.slug}", f"/events/{event.id}.ics", f"/events/{event.id}.json", "/events.atom"):
        assert "Quiet Lane" not in client.get(address).text
    rsvp = factories.an_rsvp(event)
    confirmed = compose(OutboxMail(kind="rsvp-confirmed", rsvp_id=rsvp.id, details={}), NOW)
    assert isinstance(confirmed, Message)
    assert "Quiet Lane" not in confirmed.text
    review = as_user(factories.an_organizer()).page(f"/organize/events/{event.id}")
    assert "Ring at Quiet Lane." in review.text


def test_organizers_are_asked_for_another_look_unless_one_of_them_wrote_it(event: Event) -> None:
    service.set_host_words(event.id, WORDS, now=NOW, is_reviewer=True)
    assert db.session.scalars(select(EventRewrite)).all() == []
    service.set_host_words(event.id, "Other words.", now=NOW)
    assert db.session.scalars(select(EventRewrite)).one().before == {"host_words": WORDS}
    service.set_host_words(event.id, WORDS, now=NOW)
    assert db.session.scalars(select(EventRewrite)).all() == []


def test_an_organizer_sees_what_was_there_before(event: Event, as_user: AsUser) -> None:
    service.set_host_words(event.id, "Other words.", now=NOW)
    review = as_user(factories.an_organizer()).page(f"/organize/events/{event.id}")
    assert [element.text for element in review.all("ins")] == ["Other words."]


def test_a_reviewer_who_read_other_words_has_to_look_again(app: Flask) -> None:
    event = factories.an_event(state=EventState.PENDING, submitted_at=NOW)
    seen = mark(event, timeslots_of(event))
    service.set_host_words(event.id, WORDS, now=NOW)
    assert mark(event, timeslots_of(event)) != seen


def test_words_that_are_too_long_are_refused_beside_their_field_and_kept(host: CheckingClient, event: Event) -> None:
    words = "x" * (MOST_CHARACTERS + 1)
    answer = host.post(f"/host/events/{event.id}/words", data=typed(host, event, words))
    page = HtmlPage(answer.text)
    sentence = f"Use at most {MOST_CHARACTERS} characters; this has {MOST_CHARACTERS + 1}"
    assert (answer.status_code, page.one("textarea").text) == (422, words)
    assert [e.text for e in page.elements if "hint-error" in e.get("class").split()] == [sentence]
    shown = host.post(f"/host/events/{event.id}/words/preview", data=typed(host, event, words))
    assert (shown.status_code, sentence in shown.text) == (422, True)
    assert event.host_words == ""


def test_the_preview_is_a_reminder_of_the_action_and_saves_nothing(host: CheckingClient, event: Event) -> None:
    answer = host.post(f"/host/events/{event.id}/words/preview", data=typed(host, event, WORDS))
    assert "<strong>red umbrella</strong>" in answer.text
    assert "Daley Plaza, 50 W Washington St, Chicago, IL 60602" in answer.text
    db.session.refresh(event)
    assert event.host_words == ""


def test_a_cancelled_action_takes_no_more_words(app: Flask) -> None:
    event = factories.an_event(state=EventState.CANCELLED, cancelled_at=NOW)
    with pytest.raises(NotNow):
        service.set_host_words(event.id, WORDS, now=NOW)


@pytest.mark.parametrize("words", ["# x\n" * 100, '"&<>' * 250, "✊🏾" * 500])
def test_the_longest_words_leave_a_reminder_small(event: Event, words: str) -> None:
    service.set_host_words(event.id, words, now=NOW)
    assert len(reminder_of(event).html.encode()) < MOST_BYTES


def test_the_longest_words_of_campaign_and_host_together_leave_a_reminder_small(event: Event) -> None:
    words = "# x\n" * MOST_ELEMENTS
    save_texts(event.campaign_id, {"reminder": {"en": words}}, seen=mark_of_texts({}), now=NOW)
    service.set_host_words(event.id, words, now=NOW)
    mail = reminder_of(event)
    assert mail.html.count(">x</h") == 2 * MOST_ELEMENTS
    assert len(mail.html.encode()) < MOST_BYTES
