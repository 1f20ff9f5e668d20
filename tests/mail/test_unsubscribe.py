"""The way out of reminders."""

import datetime as dt
from collections.abc import Callable

import pytest

from actions.database import db
from actions.mail import suppression
from actions.mail.models import Suppression
from actions.mail.wishes import link_token
from actions.rsvps.models import Rsvp
from actions.sealing import lookup_hash
from actions.signing import sign
from tests import factories
from tests.checking_client import CheckingClient

MARIA = "maria@example.org"


@pytest.fixture
def address(client: CheckingClient) -> str:
    """The link at the foot of Maria's reminder."""
    factories.an_rsvp(factories.an_event(), MARIA)
    return link_to("reminder-day-before")


def link_to(kind: str) -> str:
    return f"/mail/unsubscribe/{link_token(lookup_hash(MARIA), kind)}"


def unwanted() -> list[str]:
    """The mails that are not sent to Maria any more, out of all sorts."""
    lanes = {"reminder-ahead": 3, "reminder-day-before": 3, "reminder-on-day": 3, "thanks-after": 3, "digest": 5}
    return [kind for kind, lane in lanes.items() if suppression.is_unwanted(MARIA, kind, lane)]


def stopped() -> bool:
    """Whether Maria's reminders are stopped."""
    return suppression.is_unwanted(MARIA, "reminder-on-day", 3)


def test_opening_the_link_changes_nothing(client: CheckingClient, address: str) -> None:
    page = client.get(address)
    assert (page.status_code, stopped()) == (200, False)
    assert "Stop reminders" in page.text


def test_the_button_stops_reminders_and_offers_them_again(client: CheckingClient, address: str) -> None:
    stopped_page = client.submit(client.get(address), "Stop reminders")
    assert (stopped_page.status_code, stopped()) == (200, True)
    assert "You get no more reminders" in stopped_page.text
    again = client.submit(stopped_page, "Send me reminders again")
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


@pytest.mark.parametrize("claim", ["x", [1], ["zz", "reminder-on-day"], ["00", "a", "b"], []])
def test_a_token_that_says_something_else_opens_nothing(
    client: CheckingClient, address: str, claim: str | list[int | str]
) -> None:
    wrong = f"/mail/unsubscribe/{sign('unsubscribe', claim)}"
    assert (client.get(wrong).status_code, client.post(wrong).status_code, stopped()) == (404, 404, False)


def test_the_link_works_years_after_all_else_about_the_person_is_deleted(
    client: CheckingClient, address: str, set_clock: Callable[[dt.datetime], None]
) -> None:
    db.session.execute(db.delete(Rsvp))
    db.session.commit()
    set_clock(factories.NOW + dt.timedelta(days=800))
    assert (client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code, stopped()) == (200, True)


def test_an_old_link_by_the_number_of_an_rsvp_still_works(client: CheckingClient) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), MARIA)
    assert client.post(f"/mail/unsubscribe/{sign('unsubscribe', rsvp.id)}").status_code == 200
    assert stopped()


def test_each_link_stops_its_own_kind(client: CheckingClient, address: str) -> None:
    stopped_page = client.submit(client.get(link_to("thanks-after")), "Stop thanks")
    assert ("You get no more thanks" in stopped_page.text, unwanted()) == (True, ["thanks-after"])
    client.submit(stopped_page, "Send me these mails again")
    assert unwanted() == []
    client.post(address)
    assert unwanted() == ["reminder-ahead", "reminder-day-before", "reminder-on-day", "thanks-after"]


@pytest.mark.parametrize(
    ("send", "left_out"),
    [
        (["before", "after"], []),
        (["before"], ["thanks-after"]),
        (["after"], ["reminder-ahead", "reminder-day-before", "reminder-on-day"]),
        ([], ["reminder-ahead", "reminder-day-before", "reminder-on-day", "thanks-after"]),
    ],
)
def test_what_was_chosen_is_sent_and_nothing_else_whatever_was_stopped_before(
    client: CheckingClient, address: str, send: list[str], left_out: list[str]
) -> None:
    client.post(address, data={"everything": "stop"})
    for _ in range(2):
        page = client.submit(client.get(address), "Save my choice", send=send)
        assert (page.status_code, unwanted()) == (200, left_out)
    checked = [
        box.get("value") for box in client.page(address).all("input", name="send") if "checked" in box.attributes
    ]
    assert checked == send


def test_all_of_it_can_be_stopped_and_what_is_owed_still_goes(client: CheckingClient, address: str) -> None:
    client.submit(client.get(address), "Stop all of it")
    assert unwanted() == ["reminder-ahead", "reminder-day-before", "reminder-on-day", "thanks-after", "digest"]
    owed = ("event-cancelled", 0), ("event-changed", 1), ("rsvp-confirmed", 2)
    assert [kind for kind, lane in owed if suppression.is_unwanted(MARIA, kind, lane)] == []
    assert [row.kind for row in db.session.scalars(db.select(Suppression))] == ["*"]


def test_a_token_of_an_rsvp_that_was_erased_is_answered_all_the_same(client: CheckingClient) -> None:
    assert client.post(f"/mail/unsubscribe/{sign('unsubscribe', 999)}").status_code == 200


def test_the_link_names_no_address(address: str) -> None:
    assert "maria" not in address
    assert "@" not in address
