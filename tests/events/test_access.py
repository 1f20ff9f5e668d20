"""Who gets to the host's desk, and to which action."""

from typing import Any

import pytest

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event
from tests.checking_client import CheckingClient
from tests.factories import NOW, a_campaign, a_user, an_event, an_organization, an_organizer, an_rsvp
from tests.html_page import HtmlPage
from tests.services.signing_in import sign_in

PAGES = ("", "/edit", "/place", "/cancel")
DEEDS = ("/edit", "/place", "/submit", "/cancel", "/discard")


@pytest.mark.parametrize("path", ["/host", "/host/events/new", "/host/events/1", "/host/events/1/edit"])
def test_visitor_is_asked_to_sign_in(client: CheckingClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.location.partition("?")[0]) == (302, "/account/sign-in")


@pytest.mark.parametrize("page", PAGES)
def test_other_hosts_action_is_not_there(client: CheckingClient, host: User, page: str) -> None:
    assert client.get(f"/host/events/{an_event().id}{page}").status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_other_hosts_action_takes_no_deed(client: CheckingClient, host: User, campaign: Campaign, deed: str) -> None:
    event = an_event()
    token = _token(client)
    data = {"csrf_token": token, "reason": "No", "latitude": "41.9", "longitude": "-87.6"}
    assert client.post(f"/host/events/{event.id}{deed}", data=data).status_code == 404
    db.session.refresh(event)
    assert (event.state, event.latitude) == ("approved", 41.8836)


@pytest.mark.parametrize("deed", DEEDS)
def test_deed_is_refused_when_it_comes_without_the_sessions_token(
    client: CheckingClient, host: User, deed: str
) -> None:
    event = an_event(host=host)
    response = client.post(f"/host/events/{event.id}{deed}", data={"reason": "No", "latitude": "1", "longitude": "1"})
    assert (response.status_code, event.state) == (400, "approved")


@pytest.mark.parametrize("page", PAGES)
def test_own_action_is_there(client: CheckingClient, host: User, page: str) -> None:
    client.page(f"/host/events/{an_event(host=host).id}{page}")


@pytest.mark.parametrize(("role", "status"), [("organizer", 200), ("admin", 200), ("moderator", 404)])
def test_staff_come_to_every_action_when_they_may_change_it(client: CheckingClient, role: str, status: int) -> None:
    event = an_event()
    sign_in(client, an_organizer(role))
    assert client.get(f"/host/events/{event.id}").status_code == status


def test_organizer_of_another_organization_does_not(client: CheckingClient) -> None:
    event = an_event(campaign=a_campaign(organization_id=an_organization().id))
    sign_in(client, an_organizer("organizer", an_organization()))
    assert client.get(f"/host/events/{event.id}").status_code == 404


def test_suspended_host_is_asked_to_sign_in(client: CheckingClient) -> None:
    user = a_user(is_suspended=True)
    sign_in(client, user)
    assert client.get(f"/host/events/{an_event(host=user).id}").status_code == 302


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 40])
def test_number_that_no_database_has_is_not_there(client: CheckingClient, host: User, number: str) -> None:
    assert client.get(f"/host/events/{number}").status_code == 404


def test_nobody_posts_when_their_address_is_not_confirmed(client: CheckingClient) -> None:
    a_campaign()
    sign_in(client, a_user(email_verified_at=None))
    response = client.get("/host/events/new")
    assert response.status_code == 403
    assert "Confirm your email address first" in response.text
    assert "use its link to confirm your address" in client.page("/host").text


def test_nobody_posts_when_no_campaign_is_open(client: CheckingClient, host: User) -> None:
    a_campaign(is_open=False)
    response = client.get("/host/events/new")
    assert (response.status_code, "No campaign takes new actions at the moment" in response.text) == (409, True)


def test_desk_shows_own_actions_only_with_the_next_step(client: CheckingClient, host: User) -> None:
    an_event(title="Somebody else's")
    an_rsvp(an_event(host=host, title="Mine, public"), party_size=3)
    an_event(host=host, title="Mine, a draft", state="draft")
    an_event(host=host, title="Mine, past", starts_at=NOW.replace(month=10))
    page = client.page("/host")
    titles = [element.text for element in page.elements if element.tag == "a" and element.is_inside("li")]
    assert [title for title in titles if title.startswith("Mine")] == ["Mine, public", "Mine, a draft", "Mine, past"]
    assert "Somebody else" not in page.text
    assert "3 people are coming" in page.text
    assert "Next: look it over and send it for review." in page.text
    assert "It is over. Thank you for hosting." in page.text


def test_empty_desk_invites(client: CheckingClient, host: User) -> None:
    page = client.page("/host")
    assert [e.text for e in page.elements if e.get("href") == "/host/events/new"] == ["Post your first action"]


def test_desk_of_an_action_names_those_who_come_and_nothing_else_of_them(client: CheckingClient, host: User) -> None:
    event = an_event(host=host)
    an_rsvp(event, "maria@example.org", party_size=2, phone="312-555-0100")
    an_rsvp(event, given_name="Gone", cancelled_at=NOW)
    html = client.get(f"/host/events/{event.id}").text
    assert "Maria Lopez" in html
    assert [secret for secret in ("maria@", "312-555", "60622", "Gone") if secret in html] == []
    assert f"http://localhost/events/{event.slug}" in html


def _token(client: CheckingClient) -> str:
    page = HtmlPage(client.get("/host/events/new").text)
    return next(e.get("value") for e in page.elements if e.get("name") == "csrf_token")


@pytest.mark.parametrize("count", [1, 30])
def test_desk_asks_the_database_four_times_whatever_the_number_of_actions(
    client: CheckingClient, host: User, campaign: Campaign, count: int
) -> None:
    for _number in range(count):
        an_event(host=host, campaign=campaign)
    client.get("/host")
    assert _statements_of(client, "/host") == EXPECTED_STATEMENTS


# The number of the public picture, the account of the session, the actions with their counts, and the account's roles
# for the link in the header.
EXPECTED_STATEMENTS = 4


def _statements_of(client: CheckingClient, path: str) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    db.event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.page(path)
    finally:
        db.event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_lists_of_those_who_come_are_paged(client: CheckingClient, host: User) -> None:
    event: Event = an_event(host=host)
    for number in range(51):
        an_rsvp(event, given_name=f"Person{number:02}")
    first = client.page(f"/host/events/{event.id}").text
    second = client.page(f"/host/events/{event.id}?page=2").text
    assert ("Person49" in first, "Person50" in first, "Person50" in second, "Person49" in second) == (
        True,
        False,
        True,
        False,
    )


@pytest.mark.parametrize("page", PAGES)
def test_imported_action_is_closed_to_whoever_signed_up_with_its_hosts_address(
    client: CheckingClient, page: str
) -> None:
    stranger = a_user(email_verified_at=None)
    event = an_event(host=stranger)
    sign_in(client, stranger)
    assert client.get(f"/host/events/{event.id}{page}").status_code == 404


def test_desk_lists_nothing_until_the_address_is_confirmed(client: CheckingClient) -> None:
    stranger = a_user(email_verified_at=None)
    an_event(host=stranger, title="Meeting in a private home")
    sign_in(client, stranger)
    assert "private home" not in client.page("/host").text


def test_unpublished_page_is_closed_to_a_host_whose_address_is_not_confirmed(client: CheckingClient) -> None:
    stranger = a_user(email_verified_at=None)
    event = an_event(host=stranger, state="pending")
    sign_in(client, stranger)
    assert client.get(f"/events/{event.id}").status_code == 404
