"""The way out of reminders."""

import pytest

from actions.mail import suppression
from actions.signing import sign
from tests import factories
from tests.checking_client import CheckingClient

MARIA = "maria@example.org"


@pytest.fixture
def address(client: CheckingClient) -> str:
    """The link at the foot of Maria's reminder."""
    rsvp = factories.an_rsvp(factories.an_event(), MARIA)
    return f"/mail/unsubscribe/{sign('unsubscribe', rsvp.id)}"


def stopped() -> bool:
    """Whether Maria's reminders are stopped."""
    return suppression.is_unwanted(MARIA, "reminder-on-day", 3)


def test_opening_the_link_changes_nothing(client: CheckingClient, address: str) -> None:
    page = client.get(address)
    assert (page.status_code, stopped()) == (200, False)
    assert "Stop reminders" in page.text


def test_the_button_stops_reminders_and_offers_them_again(client: CheckingClient, address: str) -> None:
    stopped_page = client.submit(client.get(address))
    assert (stopped_page.status_code, stopped()) == (200, True)
    assert "You get no more reminders" in stopped_page.text
    again = client.submit(stopped_page)
    assert (again.status_code, stopped()) == (200, False)


def test_one_click_of_a_mail_program_is_answered_at_once(client: CheckingClient, address: str) -> None:
    for _ in range(2):
        answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.headers.get("Set-Cookie"), stopped()) == (200, None, True)


def test_it_works_in_the_other_language(client: CheckingClient, address: str) -> None:
    assert client.post(f"/es{address}", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped()


def test_stopping_is_for_the_address_whatever_the_event(client: CheckingClient, address: str) -> None:
    client.post(address)
    assert suppression.is_unwanted(" MARIA@example.org", "reminder-day-before", 3)
    assert not suppression.is_unwanted("pat@example.org", "reminder-day-before", 3)


@pytest.mark.parametrize("purpose", ["rsvp", "verify-address"])
def test_a_token_made_for_something_else_opens_nothing(client: CheckingClient, address: str, purpose: str) -> None:
    wrong = f"/mail/unsubscribe/{sign(purpose, 1)}"
    assert (client.get(wrong).status_code, client.post(wrong).status_code, stopped()) == (404, 404, False)


def test_a_token_of_an_rsvp_that_was_erased_is_answered_all_the_same(client: CheckingClient) -> None:
    assert client.post(f"/mail/unsubscribe/{sign('unsubscribe', 999)}").status_code == 200


def test_the_link_names_no_address(address: str) -> None:
    assert "maria" not in address
    assert "@" not in address
