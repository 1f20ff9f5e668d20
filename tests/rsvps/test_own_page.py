"""The supporter's own page behind the private link: read, change, give up."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from actions import signing
from actions.database import db
from actions.mail.models import OutboxMail
from actions.rsvps.models import Attendance, Rsvp
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage

SetClock = Callable[[dt.datetime], None]


def link(app: Flask, rsvp: Rsvp) -> str:
    with app.test_request_context():
        return f"/rsvps/{signing.sign('rsvp', rsvp.id)}"


def owed() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.key).order_by(OutboxMail.id)))


def test_own_page_tells_the_place_in_full(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(
        address_visibility="going", instructions="Ring **twice**.", online_url="https://meet.example.org/x"
    )
    text = client.page(link(app, factories.an_rsvp(event))).text
    for words in ("50 W Washington St", "Ring twice", "https://meet.example.org/x", "11:00 AM – 1:00 PM CST"):
        assert words in text


def test_own_page_is_kept_by_nobody_and_tells_nobody_where_one_came_from(app: Flask, client: CheckingClient) -> None:
    address = link(app, factories.an_rsvp(factories.an_event()))
    for answer in (
        client.get(address),
        client.get(f"{address}/calendar.ics"),
        client.post(address, data={"given_name": ""}),
        client.post(f"{address}/cancel"),
    ):
        headers = answer.headers
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert (headers["X-Robots-Tag"], headers.getlist("Set-Cookie")) == ("noindex", [])


def test_reading_the_page_changes_nothing(app: Flask, client: CheckingClient) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    address = link(app, rsvp)
    client.get(address)
    assert client.get(f"{address}/cancel").status_code == 405
    db.session.refresh(rsvp)
    assert (rsvp.cancelled_at, rsvp.revision, owed()) == (None, 1, [])


@pytest.mark.parametrize("token", ["x", "MQ.x", "%00", "Ng.6Gf" * 500, "ñ"])
def test_a_link_that_was_never_given_out_leads_nowhere(client: CheckingClient, token: str) -> None:
    factories.an_rsvp(factories.an_event())
    for method, address in (
        ("GET", token),
        ("POST", token),
        ("POST", f"{token}/cancel"),
        ("GET", f"{token}/calendar.ics"),
    ):
        assert client.open(f"/rsvps/{address}", method=method).status_code in (404, 405)


def test_a_link_for_another_purpose_leads_nowhere(app: Flask, client: CheckingClient) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    with app.test_request_context():
        tokens = [signing.sign("unsubscribe", rsvp.id), signing.sign("rsvp", [rsvp.id]), signing.sign("rsvp", "1")]
    assert [client.get(f"/rsvps/{token}").status_code for token in tokens] == [404, 404, 404]


def test_the_link_ends_a_day_after_the_event(app: Flask, client: CheckingClient, set_clock: SetClock) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    address, ends_at = link(app, rsvp), event.last_ends_at
    assert ends_at is not None
    set_clock(ends_at + dt.timedelta(hours=23, minutes=59))
    assert client.get(address).status_code == 200
    set_clock(ends_at + dt.timedelta(hours=24))
    for answer in (client.get(address), client.post(address), client.post(f"{address}/cancel")):
        assert answer.status_code == 410
        assert "This action is over, and with it the private link." in answer.text
    assert owed() == []


def test_giving_up_frees_the_places_and_is_told_once(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(capacity=3)
    rsvp = factories.an_rsvp(event, party_size=3)
    address = link(app, rsvp)
    for _ in range(2):
        answer = (
            client.submit(client.get(address), "Give up my place") if not owed() else client.post(f"{address}/cancel")
        )
        assert (answer.status_code, answer.location) == (303, address)
    db.session.expire_all()
    assert factories.timeslots_of(event)[0].going_count == 0
    assert (rsvp.cancelled_at, rsvp.revision) == (factories.NOW, 2)
    assert db.session.scalars(select(Attendance.cancelled_at)).all() == [factories.NOW]
    assert owed() == [f"rsvp-cancelled:{rsvp.id}:2"]
    page = client.page(address)
    assert page.one("h1").text == "You gave up your place"
    assert page.forms() == []


def test_names_phone_and_party_can_be_changed(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(capacity=4)
    rsvp = factories.an_rsvp(event)
    address = link(app, rsvp)
    answer = client.submit(
        client.get(address), "Save", given_name="María", family_name="", phone="312-555-0100", party_size=4
    )
    assert (answer.status_code, answer.location) == (303, f"{address}?done=changed")
    db.session.expire_all()
    assert (rsvp.given_name, rsvp.family_name, rsvp.phone, rsvp.party_size) == ("María", "", "312-555-0100", 4)
    assert factories.timeslots_of(event)[0].going_count == 4
    assert owed() == []
    assert "Saved." in client.page(answer.location).text


def test_a_party_grows_only_into_free_places_and_may_always_shrink(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(capacity=3)
    rsvp = factories.an_rsvp(event, party_size=2)
    address = link(app, rsvp)
    refused = client.submit(client.get(address), "Save", party_size=4)
    assert refused.status_code == 409
    assert "Nothing was changed" in refused.text
    timeslot = factories.timeslots_of(event)[0]
    timeslot.capacity = 1
    assert client.submit(client.get(address), "Save", party_size=1).status_code == 303
    db.session.expire_all()
    assert (rsvp.party_size, timeslot.going_count) == (1, 1)


def test_times_can_be_exchanged_and_the_new_ones_are_told(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event()
    second = factories.a_timeslot(event, capacity=1)
    rsvp = factories.an_rsvp(event)
    client.submit(client.get(link(app, rsvp)), "Save", timeslot=second.id)
    db.session.expire_all()
    assert [timeslot.going_count for timeslot in factories.timeslots_of(event)] == [0, 1]
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:2"]


def test_choosing_no_time_is_refused_and_nothing_lost(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event()
    factories.a_timeslot(event)
    rsvp = factories.an_rsvp(event)
    answer = client.submit(client.get(link(app, rsvp)), "Save", timeslot=None, phone="312-555-0100")
    assert answer.status_code == 422
    page = HtmlPage(answer.text)
    assert "Choose when you are going, or give up your place below" in page.one("div", id="error-summary").text
    assert page.one("input", name="phone").get("value") == "312-555-0100"


def test_a_time_that_has_passed_stays_as_it_was(app: Flask, client: CheckingClient, set_clock: SetClock) -> None:
    event = factories.an_event()
    second = factories.a_timeslot(event)
    rsvp = factories.an_rsvp(event)
    address = link(app, rsvp)
    set_clock(dt.datetime(2026, 12, 5, 20, 0, tzinfo=dt.UTC))
    assert client.post(address, data={"given_name": "Maria", "timeslot": second.id, "party_size": 2}).status_code == 303
    db.session.expire_all()
    assert [timeslot.going_count for timeslot in factories.timeslots_of(event)] == [2, 2]


def test_somebody_who_gave_up_cannot_change_the_answer(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event, cancelled_at=factories.NOW)
    answer = client.post(link(app, rsvp), data={"given_name": "Maria"})
    assert answer.status_code == 409
    assert "You gave this place up." in answer.text


def test_a_cancelled_event_says_so_and_takes_no_change(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(state="cancelled", cancel_reason="Storm")
    address = link(app, factories.an_rsvp(event))
    page = client.page(address)
    assert "This action was cancelled. Please do not go there. Storm" in page.text
    assert client.post(address, data={"given_name": "Maria"}).status_code == 409
    assert client.post(f"{address}/cancel").status_code == 303


def test_own_calendar_has_the_place_in_full(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(address_visibility="going")
    answer = client.get(f"{link(app, factories.an_rsvp(event))}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "LOCATION:Daley Plaza\\, 50 W Washington St\\, Chicago\\, IL 60602" in answer.text.replace("\r\n ", "")
