"""The host's desk and those who wait for a place: who they are, and what an edit does for them."""

import datetime as dt

import pytest

from actions.accounts.models import User
from actions.database import db
from actions.mail.models import OutboxMail
from actions.rsvps.models import Rsvp, WaitlistEntry
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.statements import statements

WEEK = dt.timedelta(weeks=1)


def waiting() -> list[int]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Rsvp.id).where(Rsvp.is_waiting).order_by(Rsvp.id)))


def moved_up() -> list[int | None]:
    query = db.select(OutboxMail.rsvp_id).where(OutboxMail.kind == "rsvp-moved-up").order_by(OutboxMail.rsvp_id)
    return list(db.session.scalars(query))


def test_desk_names_those_who_wait_below_those_who_come_and_nothing_else_of_them(
    client: CheckingClient, host: User
) -> None:
    event = factories.an_event(host=host, capacity=1)
    factories.an_rsvp(event)
    factories.a_waiting_one(event, "wanda@example.org", given_name="Wanda", phone="312-555-0100", party_size=4)
    factories.a_waiting_one(event, given_name="Gone", cancelled_at=factories.NOW)
    db.session.execute(db.delete(WaitlistEntry).where(WaitlistEntry.rsvp.has(Rsvp.cancelled_at.is_not(None))))
    db.session.commit()
    page = client.page(f"/host/events/{event.id}")
    assert "People coming 1 Sign-ups 1 People waiting 4" in page.text
    assert "4 people are waiting. Raise the number of places and they move up by themselves" in page.text
    assert "Name People Since Wanda Lopez 4 Tue, Nov 24 9:00 AM" in page.text
    html = client.get(f"/host/events/{event.id}").text
    assert [secret for secret in ("wanda@", "312-555", "60622", "Gone") if secret in html] == []


def test_desk_says_for_which_time_somebody_waits_when_there_are_several(client: CheckingClient, host: User) -> None:
    event = factories.an_event(host=host, capacity=1)
    factories.a_timeslot(event)
    factories.a_waiting_one(event)
    page = client.page(f"/host/events/{event.id}")
    assert "Name People Waits for Since Maria Lopez 1 Sat, Dec 5 11:00 AM Tue, Nov 24 9:00 AM" in page.text


def test_desk_without_anybody_who_waits_says_nothing_of_it(client: CheckingClient, host: User) -> None:
    event = factories.an_event(host=host, capacity=1)
    factories.an_rsvp(event)
    assert "waiting" not in client.page(f"/host/events/{event.id}").text


def test_desk_shows_the_first_fifty_and_says_so_in_the_same_number_of_statements(
    client: CheckingClient, host: User
) -> None:
    counts = []
    for people in (1, 51):
        event = factories.an_event(host=host, capacity=1)
        for _number in range(people):
            factories.a_waiting_one(event)
        address = f"/host/events/{event.id}"
        with statements() as sent:
            page = client.page(address)
        counts.append(len(sent))
        assert ("Only the first 50 are shown." in page.text) == (people > 50)
    assert counts[0] == counts[1]
    assert page.text.count("Tue, Nov 24 9:00 AM") == 50


@pytest.mark.parametrize(("capacity", "left_waiting"), [("3", 1), ("", 0)])
def test_more_places_let_those_who_wait_move_up_at_once(
    client: CheckingClient, host: User, capacity: str, left_waiting: int
) -> None:
    event = factories.an_event(host=host, capacity=1, contact_name="Pat Host", contact_email="pat@example.org")
    factories.an_rsvp(event)
    first, second = factories.a_waiting_one(event, party_size=2), factories.a_waiting_one(event, party_size=2)
    form = client.get(f"/host/events/{event.id}/edit")
    answer = client.submit(form, "Save changes", **{"timeslots-0-capacity": capacity})
    assert answer.status_code == 303
    assert waiting() == [second.id][:left_waiting]
    assert moved_up() == [first.id, second.id][: 2 - left_waiting]
    assert factories.timeslots_of(event)[0].going_count == 3 + 2 * (not left_waiting)


def test_a_time_that_somebody_waits_for_alone_is_not_removed(client: CheckingClient, host: User) -> None:
    event = factories.an_event(host=host, capacity=1, contact_name="Pat Host", contact_email="pat@example.org")
    factories.a_timeslot(event)
    waits = factories.a_waiting_one(event, party_size=2)
    form = client.submit(client.get(f"/host/events/{event.id}/edit"), "Remove time 1", title="A new title")
    answer = client.submit(form, "Save changes")
    assert answer.status_code == 409
    page = HtmlPage(answer.text)
    assert "People wait for a place at a time that you removed." in page.text
    assert (waiting(), len(factories.timeslots_of(event)), event.title) == ([waits.id], 2, "Rally at Daley Plaza")


def test_a_new_date_lets_those_move_up_for_whom_places_came_free_while_it_was_postponed(
    client: CheckingClient, host: User
) -> None:
    event = factories.an_event(host=host, capacity=1, contact_name="Pat Host", contact_email="pat@example.org")
    waits = factories.a_waiting_one(event)
    factories.postponed(event)
    form = client.get(f"/host/events/{event.id}/edit")
    answer = client.submit(form, "Save changes", **{"timeslots-0-on": "2026-12-19"})
    assert answer.status_code == 303
    assert (waiting(), moved_up()) == ([], [waits.id])
