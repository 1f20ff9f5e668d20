"""Answers to a reminder in one press: coming, or not."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from actions import signing
from actions.database import db
from actions.mail.models import OutboxMail
from actions.rsvps import queries
from actions.rsvps.models import Rsvp
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.signing_in import sign_in

SetClock = Callable[[dt.datetime], None]


def link(app: Flask, rsvp: Rsvp) -> str:
    with app.test_request_context():
        return f"/rsvps/{signing.sign('rsvp', rsvp.id)}"


def owed() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.key).order_by(OutboxMail.id)))


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_scanner_that_opens_both_links_answers_nothing(app: Flask, client: CheckingClient, prefix: str) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    for page in ("confirm", "decline"):
        address = f"{prefix}{link(app, rsvp)}/{page}"
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = client.open(address, method=method, check_page=method == "GET")
            assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])
        assert len(client.page(address).forms()) == 1
    db.session.expire_all()
    assert (rsvp.confirmed_at, rsvp.cancelled_at, rsvp.revision, owed()) == (None, None, 1, [])


def test_one_press_confirms_and_the_host_sees_it(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    factories.an_rsvp(event, given_name="Ana")
    address = f"{link(app, rsvp)}/confirm"
    answer = client.submit(client.get(address), "Yes, I am coming")
    assert (answer.status_code, answer.location) == (303, address)
    db.session.expire_all()
    assert (rsvp.confirmed_at, rsvp.cancelled_at, rsvp.revision) == (factories.NOW, None, 1)
    assert (factories.timeslots_of(event)[0].going_count, owed()) == (2, [])
    assert queries.going_totals(event.id).confirmed == 1
    after = client.page(address)
    assert "Thank you. The host sees that you are coming." in after.text
    assert after.forms() == []
    sign_in(client, event.host)
    rows = [row.text for row in client.page(f"/host/events/{event.id}").all("tr")][-3:]
    assert rows == ["Name People Confirmed", "Maria Lopez 1 Yes, on Tue, Nov 24", "Ana Lopez 1"]


def test_one_press_gives_the_place_up_and_is_told_once(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(capacity=2)
    rsvp = factories.an_rsvp(event, party_size=2, confirmed_at=factories.NOW)
    address = link(app, rsvp)
    answer = client.submit(client.get(f"{address}/decline"), "Give up my place")
    assert (answer.status_code, answer.location) == (303, address)
    db.session.expire_all()
    assert (rsvp.cancelled_at, factories.timeslots_of(event)[0].going_count) == (factories.NOW, 0)
    assert owed() == [f"rsvp-cancelled:{rsvp.id}:2"]
    for page in ("confirm", "decline"):
        later = client.get(f"{address}/{page}")
        assert (later.status_code, later.location) == (302, address)


def test_who_gave_up_confirms_nothing(app: Flask, client: CheckingClient) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), cancelled_at=factories.NOW)
    address = link(app, rsvp)
    answer = client.post(f"{address}/confirm")
    assert (answer.status_code, answer.location, rsvp.confirmed_at) == (303, address, None)


@pytest.mark.parametrize("standing", ["cancelled", "postponed", "over"])
def test_an_action_that_is_not_on_is_confirmed_by_nobody(
    app: Flask, client: CheckingClient, set_clock: SetClock, standing: str
) -> None:
    event = factories.an_event(state="cancelled" if standing == "cancelled" else "approved")
    rsvp = factories.an_rsvp(event)
    address = link(app, rsvp)
    if standing == "postponed":
        factories.postponed(event)
    if standing == "over":
        set_clock(dt.datetime(2026, 12, 5, 20, 0, tzinfo=dt.UTC))
    for answer in (
        client.get(f"{address}/confirm"),
        client.get(f"{address}/decline"),
        client.post(f"{address}/confirm"),
    ):
        assert (answer.status_code // 100, answer.location) == (3, address)
    db.session.refresh(rsvp)
    assert rsvp.confirmed_at is None


def test_who_signs_up_anew_has_not_confirmed(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event, "maria@example.org", cancelled_at=factories.NOW, confirmed_at=factories.NOW)
    fields = {"given_name": "Maria", "email": "maria@example.org", "postal_code": "60622"}
    assert client.post(f"/events/{event.id}/rsvps", data=fields).status_code == 303
    db.session.expire_all()
    assert (rsvp.cancelled_at, rsvp.confirmed_at) == (None, None)


def test_the_answers_end_with_the_private_link(app: Flask, client: CheckingClient, set_clock: SetClock) -> None:
    address = link(app, factories.an_rsvp(factories.an_event()))
    set_clock(dt.datetime(2026, 12, 6, 19, 0, tzinfo=dt.UTC))
    for page in ("confirm", "decline"):
        assert client.get(f"{address}/{page}").status_code == 410
    assert client.post(f"{address}/confirm").status_code == 410


@pytest.mark.parametrize("token", ["x", "MQ.x", "%00", "Ng.6Gf" * 500, "ñ"])
def test_a_link_that_was_never_given_out_answers_nothing(client: CheckingClient, token: str) -> None:
    factories.an_rsvp(factories.an_event())
    for method, page in (("GET", "confirm"), ("POST", "confirm"), ("GET", "decline")):
        assert client.open(f"/rsvps/{token}/{page}", method=method).status_code == 404
