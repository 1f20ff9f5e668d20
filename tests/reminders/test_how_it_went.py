"""The one question after an action: answered by one press, never by opening the link, and forgotten with the RSVP."""

import pytest
from flask import Flask

from actions.database import db
from actions.reminders.models import ThanksAnswer
from actions.reminders.queries import answer_counts
from actions.rsvps.models import Rsvp
from actions.signing import sign
from tests import factories
from tests.checking_client import CheckingClient


@pytest.fixture
def rsvp(app: Flask) -> Rsvp:
    """Maria, who was there."""
    return factories.an_rsvp(factories.an_event(), "maria@example.org")


@pytest.fixture
def address(rsvp: Rsvp) -> str:
    """The link in her mail."""
    return f"/how-it-went/{sign('how-it-went', rsvp.id)}"


def answers() -> dict[int, str]:
    """All that was answered."""
    db.session.rollback()
    return {row.rsvp_id: row.answer for row in db.session.scalars(db.select(ThanksAnswer))}


def test_opening_the_link_answers_nothing_and_says_nothing_about_who_it_was_sent_to(
    client: CheckingClient, address: str
) -> None:
    page = client.get(address)
    assert (page.status_code, answers()) == (200, {})
    assert "How did it go?" in page.text
    assert "Maria" not in page.text
    assert "Set-Cookie" not in page.headers


def test_one_press_answers_and_another_changes_it(client: CheckingClient, address: str, rsvp: Rsvp) -> None:
    number, campaign_id = rsvp.id, rsvp.event.campaign_id
    assert client.post(address, data={"answer": "well"}).status_code == 303
    assert answers() == {number: "well"}
    assert "Thank you. Your answer is counted." in client.get(address).text
    client.post(address, data={"answer": "so-so"})
    assert answers() == {number: "so-so"}
    assert answer_counts(campaign_id) == {"so-so": 1}


def test_no_other_answer_is_taken_and_no_other_link(client: CheckingClient, address: str, rsvp: Rsvp) -> None:
    number = rsvp.id
    assert client.post(address, data={"answer": "splendid"}).status_code == 422
    for purpose in ("rsvp", "unsubscribe"):
        assert client.get(f"/how-it-went/{sign(purpose, number)}").status_code == 404
    assert answers() == {}


def test_answer_goes_with_the_rsvp(client: CheckingClient, address: str, rsvp: Rsvp) -> None:
    client.post(address, data={"answer": "badly"})
    db.session.execute(db.delete(Rsvp).where(Rsvp.id == rsvp.id))
    db.session.commit()
    assert answers() == {}
