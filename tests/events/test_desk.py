"""A host looks after an action: changes it, moves its pin, sends it for review, calls it off."""

import dataclasses
import datetime as dt

import pytest

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event
from actions.mail.models import OutboxMail
from config import Settings
from tests.checking_client import CheckingClient
from tests.factories import NOW, a_timeslot, an_event, an_rsvp, postponed, timeslots_of
from tests.html_page import HtmlPage


def owed() -> list[tuple[str, object]]:
    """The mails in the outbox: kind and what is told."""
    mails = db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.id))
    return [(mail.kind, mail.details.get("changed")) for mail in mails]


def an_action(host: User, **changes: object) -> Event:
    """One as a host would have typed it."""
    contact = {"contact_name": "Pat Host", "contact_email": "pat@example.org"}
    return an_event(host=host, **{**contact, **changes})


def fresh(event: Event) -> Event:
    db.session.refresh(event)
    return event


def test_form_of_an_action_changes_nothing_when_it_is_sent_as_it_came(client: CheckingClient, host: User) -> None:
    event = an_action(host, time_zone="America/Indiana/Knox", online_url="https://meet.example.org")
    a_timeslot(event, capacity=7)
    an_rsvp(event)
    address = f"/host/events/{event.id}/edit"
    response = client.submit(client.get(address), "Save changes")
    assert (response.status_code, response.location) == (303, f"/host/events/{event.id}")
    assert "Nothing was different, so nothing was changed." in client.page(response.location).text
    assert (fresh(event).sequence, event.changed_at, owed()) == (0, event.created_at, [])


def test_zone_of_the_pin_stays_when_the_words_of_the_address_lie_in_another(client: CheckingClient, host: User) -> None:
    pin = {"latitude": 41.68, "longitude": -86.25, "time_zone": "America/Indiana/Indianapolis"}
    event = an_action(host, city="Hammond", region="IN", postal_code="46320", **pin)
    an_rsvp(event)
    client.submit(client.get(f"/host/events/{event.id}/edit"), "Save changes", title="A new title")
    assert (fresh(event).title, event.time_zone, event.latitude) == (
        "A new title",
        "America/Indiana/Indianapolis",
        41.68,
    )
    assert owed() == []


def test_those_who_come_are_told_when_the_host_moves_the_time(client: CheckingClient, host: User) -> None:
    event = an_action(host)
    an_rsvp(event)
    an_rsvp(event, cancelled_at=event.created_at)
    form = client.get(f"/host/events/{event.id}/edit")
    client.submit(form, "Save changes", **{"timeslots-0-starts": "12:00", "timeslots-0-ends": "14:00"})
    (slot,) = timeslots_of(fresh(event))
    assert (slot.starts_at.hour, slot.going_count, event.state, event.sequence) == (18, 1, "approved", 1)
    assert owed() == [("event-changed", ["time"])]


def test_host_goes_to_the_map_when_the_address_changed(client: CheckingClient, host: User) -> None:
    event = an_action(host)
    response = client.submit(client.get(f"/host/events/{event.id}/edit"), "Save changes", address="1 Main St")
    assert response.location == f"/host/events/{event.id}/place"
    page = client.page(response.location)
    assert "This is the middle of ZIP code 60602, not the meeting point." in page.text


def test_host_is_told_that_nobody_loses_a_place(client: CheckingClient, host: User) -> None:
    event = an_action(host)
    an_rsvp(event, party_size=3)
    form = client.get(f"/host/events/{event.id}/edit")
    response = client.submit(form, "Save changes", **{"timeslots-0-capacity": "2"})
    assert "Nobody loses theirs; nobody new gets in." in client.page(response.location).text
    assert timeslots_of(fresh(event))[0].going_count == 3


def test_removed_time_is_refused_with_what_was_typed_kept_when_people_come_to_it(
    client: CheckingClient, host: User
) -> None:
    event = an_action(host)
    a_timeslot(event)
    an_rsvp(event)
    form = client.submit(client.get(f"/host/events/{event.id}/edit"), "Remove time 1", title="A new title")
    response = client.submit(form, "Save changes")
    assert (response.status_code, "People are coming to a time that you removed." in response.text) == (409, True)
    assert 'value="A new title"' in response.text
    assert (len(timeslots_of(event)), fresh(event).title) == (2, "Rally at Daley Plaza")


def test_second_of_two_hosts_reads_what_changed_and_may_save_over_it(client: CheckingClient, host: User) -> None:
    event = an_action(host)
    address = f"/host/events/{event.id}/edit"
    mine, theirs = client.get(address), client.get(address)
    client.submit(theirs, "Save changes", title="Theirs", venue="Grant Park")
    response = client.submit(mine, "Save changes", title="Mine", description="Typed at length")
    told = HtmlPage(response.text).text
    assert response.status_code == 409
    assert "Somebody else changed this action while you were writing." in told
    assert "Title Theirs" in told
    assert "Name of the place Grant Park" in told
    assert ('value="Mine"' in response.text, "Typed at length" in response.text) == (True, True)
    assert client.submit(response, "Save changes").status_code == 303
    assert (fresh(event).title, event.venue) == ("Mine", "Daley Plaza")


def test_cancelled_action_has_no_form(client: CheckingClient, host: User) -> None:
    event = an_action(host, state="cancelled")
    response = client.get(f"/host/events/{event.id}/edit")
    assert (response.status_code, "This action was cancelled." in response.text) == (409, True)


@pytest.mark.parametrize(
    ("precision", "source", "sentence"),
    [
        ("rooftop", "host", "You placed this pin. People are shown it as the meeting point."),
        ("rooftop", "nominatim", "The pin is at this address. Check that it is the meeting point."),
        ("street", "census", "The pin is on the right street, perhaps some doors off."),
        ("zip", "offline", "This is the middle of ZIP code 60602, not the meeting point."),
        ("city", "offline", "This is the middle of Chicago, IL, not the meeting point."),
        (None, None, "There is no point on the map yet."),
    ],
)
def test_place_says_plainly_how_exact_it_is(
    client: CheckingClient, host: User, precision: str | None, source: str | None, sentence: str
) -> None:
    point = {} if precision else {"latitude": None, "longitude": None}
    event = an_action(host, precision=precision, location_source=source, **point)
    assert sentence in client.page(f"/host/events/{event.id}/place").text


@pytest.mark.parametrize(
    "fields",
    [
        {"latitude": "41.9", "longitude": "-87.65"},
        {"latitude": "41.9, -87.65", "longitude": "-87.6308"},
        {"latitude": " 41.9° ", "longitude": "-87.65"},
    ],
)
def test_pin_is_taken_as_two_numbers_or_as_a_pair(client: CheckingClient, host: User, fields: dict[str, str]) -> None:
    event = an_action(host)
    response = client.submit(client.get(f"/host/events/{event.id}/place"), "Save the pin", **fields)
    assert response.location == f"/host/events/{event.id}"
    assert (fresh(event).latitude, event.longitude, event.location_source) == (41.9, -87.65, "host")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"latitude": ""}, "Enter the latitude, like 41.8836"),
        ({"latitude": "north"}, "Enter a number of degrees between -90 and 90"),
        ({"latitude": "91"}, "Enter a number of degrees between -90 and 90"),
        ({"longitude": "1e999"}, "Enter a number of degrees between -180 and 180"),
        ({"longitude": "nan"}, "Enter a number of degrees between -180 and 180"),
        ({"latitude": "41.6", "longitude": "-87.3"}, "This point is not in IL, as the address says."),
    ],
)
def test_pin_is_refused_with_a_sentence(
    client: CheckingClient, host: User, fields: dict[str, str], sentence: str
) -> None:
    event = an_action(host)
    response = client.submit(client.get(f"/host/events/{event.id}/place"), "Save the pin", **fields)
    assert (response.status_code, sentence in HtmlPage(response.text).text) == (422, True)
    assert fresh(event).latitude == 41.8836


def test_host_sends_a_draft_for_review_and_reads_what_happens_next(client: CheckingClient, host: User) -> None:
    event = an_action(host, state="draft")
    response = client.submit(client.get(f"/host/events/{event.id}"), "Send it for review")
    page = client.page(response.location)
    assert fresh(event).state == "pending"
    assert "Sent for review. We write to you as soon as it is decided." in page.text
    assert "What happens next: an organizer reads it" in page.text
    assert [button.text for button in page.all("button")] == ["Sign out"]


def test_declined_host_reads_why(client: CheckingClient, host: User) -> None:
    event = an_action(host, state="declined", decline_reason="Where do people meet?")
    assert "Where do people meet?" in client.page(f"/host/events/{event.id}").text


def test_declined_host_is_led_to_change_it_before_sending_it_again(client: CheckingClient, host: User) -> None:
    event = an_action(host, state="declined", decided_at=NOW, changed_at=NOW)
    page = client.page(f"/host/events/{event.id}")
    assert [link.text for link in page.all("a", class_="button accent")] == ["Change it"]
    assert [button.text for button in page.all("button")] == ["Sign out", "Send it again as it is"]
    client.submit(client.get(f"/host/events/{event.id}/edit"), "Save changes", title="Better")
    event.changed_at = NOW + dt.timedelta(hours=1)
    db.session.commit()
    page = client.page(f"/host/events/{event.id}")
    assert [button.text for button in page.all("button", class_="button accent")] == ["Send it for review"]


def test_cancelled_action_counts_nobody_as_coming(client: CheckingClient, host: User) -> None:
    event = an_action(host, state="cancelled", cancelled_at=NOW)
    an_rsvp(event, party_size=3)
    assert "coming" not in client.page("/host").one("ul", class_="hosted").text.replace("were coming", "")
    page = client.page(f"/host/events/{event.id}")
    assert "People who had signed up 3" in page.text
    assert "Who is coming" not in page.text


def test_host_postpones_with_a_reason_and_sets_the_new_date(client: CheckingClient, host: User) -> None:
    event = an_action(host)
    an_rsvp(event)
    question = client.get(f"/host/events/{event.id}/postpone")
    assert client.submit(question, "Postpone the action").status_code == 422
    response = client.submit(question, "Postpone the action", reason="The square is closed")
    assert (fresh(event).is_postponed, event.postpone_reason) == (True, "The square is closed")
    assert owed() == [("event-postponed", None)]
    page = client.page(response.location)
    assert [link.text for link in page.all("a", class_="button accent")] == ["Set the new date"]
    assert "New date to come · Chicago, IL" in client.page("/host").text
    assert client.get(f"/host/events/{event.id}/postpone").status_code == 409
    form = client.get(f"/host/events/{event.id}/edit")
    fields = {"timeslots-0-on": "2026-12-19"}
    assert client.submit(form, "Save changes", **fields).status_code == 303
    assert (fresh(event).is_postponed, [kind for kind, _changed in owed()]) == (
        False,
        ["event-postponed", "event-changed"],
    )


def test_time_that_keeps_its_old_date_beside_a_new_one_is_refused_while_postponed(
    client: CheckingClient, host: User
) -> None:
    event = an_action(host)
    a_timeslot(event)
    postponed(event)
    form = client.get(f"/host/events/{event.id}/edit")
    answer = client.submit(form, "Save changes", **{"timeslots-0-on": "2026-12-19"})
    assert answer.status_code == 409
    assert "Give every time that was called off a new date" in HtmlPage(answer.text).text
    assert fresh(event).is_postponed


def test_host_cancels_with_a_reason_and_everybody_is_told(client: CheckingClient, host: User) -> None:
    event = an_action(host)
    an_rsvp(event)
    an_rsvp(event)
    question = client.get(f"/host/events/{event.id}/cancel")
    assert "2 people are coming." in question.text
    assert client.submit(question, "Cancel the action").status_code == 422
    assert fresh(event).state == "approved"
    response = client.submit(question, "Cancel the action", reason="A storm")
    assert (fresh(event).state, event.cancel_reason) == ("cancelled", "A storm")
    assert owed() == [("event-cancelled", None)] * 2
    assert "Everybody who was coming is being told." in client.page(response.location).text


def test_host_deletes_a_draft_after_being_asked(client: CheckingClient, host: User) -> None:
    event = an_action(host, state="draft")
    number = event.id
    response = client.submit(client.get(f"/host/events/{number}/discard"), "Delete it")
    assert response.location == "/host"
    assert client.get(f"/host/events/{number}").status_code == 404


@pytest.mark.parametrize(("state", "path"), [("draft", "cancel"), ("approved", "discard"), ("cancelled", "cancel")])
def test_question_is_not_asked_when_the_answer_could_not_be_followed(
    client: CheckingClient, host: User, state: str, path: str
) -> None:
    assert client.get(f"/host/events/{an_action(host, state=state).id}/{path}").status_code == 409


def test_imported_action_without_contact_can_be_corrected(client: CheckingClient, host: User) -> None:
    event = an_event(host=host)
    response = client.submit(client.get(f"/host/events/{event.id}/edit"), "Save changes", title="Corrected")
    assert (response.status_code, fresh(event).title) == (303, "Corrected")


class TestWithOnlineGeocoders:
    """An installation that may ask geocoders on the network."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return dataclasses.replace(settings, geocoders=("offline", "census"))

    def test_the_worker_is_left_to_ask_about_a_street_address(self, client: CheckingClient, host: User) -> None:
        event = an_action(host)
        client.submit(client.get(f"/host/events/{event.id}/edit"), "Save changes", address="1 Main St")
        assert (fresh(event).wants_geocoding, event.precision, event.location_source) == (True, "zip", "offline")
