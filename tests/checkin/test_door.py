"""The host's list at the door, as a browser without scripts has it."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions.accounts.models import User
from actions.checkin import queries
from actions.database import db
from actions.events.models import Event
from actions.rsvps.models import Attendance
from actions.rsvps.service import give_up_place
from tests import factories
from tests.checkin.conftest import attendance_of
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.statements import statements

AsUser = Callable[[User], CheckingClient]
SetClock = Callable[[dt.datetime], None]


def address(event: Event) -> str:
    return f"/host/events/{event.id}/check-in"


def press(client: CheckingClient, where: str, sent: dict[str, str], **headers: str) -> TestResponse:
    """What a button of the list sends."""
    token = HtmlPage(client.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return client.post(where, data={**sent, "csrf_token": token}, headers=headers)


def names(client: CheckingClient, where: str) -> list[str]:
    return [element.text for element in client.page(where).all("span", class_="person-name")]


def line(client: CheckingClient, where: str) -> str:
    (found,) = client.page(where).all("p", class_="door-count")
    return str(found.text)


def test_list_stands_in_the_order_of_the_alphabet_without_those_who_gave_up(
    event: Event, host: CheckingClient, now: dt.datetime
) -> None:
    for given, family in (("Zoe", ""), ("Ángela", "Ruiz"), ("bo", "Li"), ("Angela", "Adams")):
        factories.an_rsvp(event, given_name=given, family_name=family)
    factories.an_rsvp(event, given_name="Gone", cancelled_at=now)
    assert names(host, address(event)) == ["Angela Adams", "Ángela Ruiz", "bo Li", "Zoe"]


def test_press_checks_in_and_leads_back_to_the_same_row(event: Event, host: CheckingClient, now: dt.datetime) -> None:
    maria = factories.an_rsvp(event, party_size=3)
    factories.an_rsvp(event, given_name="Ana")
    attendance = attendance_of(maria)
    assert line(host, address(event)) == "0 of 4 people are here"
    where = f"{address(event)}?timeslot={attendance.timeslot_id}&page=1"
    answer = press(host, where, {"here": str(attendance.id)})
    assert (answer.status_code, answer.location) == (303, f"{where}#person-{attendance.id}")
    assert line(host, where) == "3 of 4 people are here"
    assert attendance_of(maria).checked_in_at == now
    press(host, where, {"away": str(attendance.id)})
    assert line(host, where) == "0 of 4 people are here"
    assert attendance_of(maria).checked_in_at is None


def test_every_button_of_the_page_is_what_the_form_sends(event: Event, host: CheckingClient) -> None:
    maria, ana = factories.an_rsvp(event), factories.an_rsvp(event, given_name="Ana")
    attendance = attendance_of(ana)
    attendance.checked_in_at = factories.NOW
    db.session.commit()
    page = host.page(address(event))
    shown = [
        (button.get("name"), button.get("value"))
        for button in page.all("button")
        if button.get("name") and "hidden" not in button.attributes
    ]
    assert shown == [("away", str(attendance.id)), ("here", str(attendance_of(maria).id))]


def test_of_two_who_press_the_same_both_are_told_it_is_done(
    app: Flask, event: Event, host: CheckingClient, as_user: AsUser, now: dt.datetime
) -> None:
    maria = factories.an_rsvp(event)
    attendance = attendance_of(maria)
    other = as_user(factories.an_organizer("organizer"))
    statuses = [press(client, address(event), {"here": str(attendance.id)}).status_code for client in (host, other)]
    assert statuses == [303, 303]
    assert line(host, address(event)) == "1 of 1 person is here"


def test_whoever_gave_up_meanwhile_is_refused_with_a_sentence_over_the_list(
    event: Event, host: CheckingClient, now: dt.datetime
) -> None:
    maria = factories.an_rsvp(event)
    factories.an_rsvp(event, given_name="Ana", family_name="")
    attendance = attendance_of(maria)
    give_up_place(maria.id, now=now)
    answer = press(host, address(event), {"here": str(attendance.id)})
    assert answer.status_code == 409
    page = HtmlPage(answer.text)
    assert "They gave up their place and are no longer on the list. Nothing was noted." in page.text
    assert [element.text for element in page.all("span", class_="person-name")] == ["Ana"]


@pytest.mark.parametrize(
    "sent",
    [{}, {"here": "x"}, {"here": "0"}, {"here": "1" * 40}, {"here": "1", "away": "1"}, {"here": "-1"}],
    ids=["none", "word", "zero", "huge", "both", "negative"],
)
def test_a_press_that_names_nobody_is_refused_with_a_sentence(
    event: Event, host: CheckingClient, sent: dict[str, str]
) -> None:
    answer = press(host, address(event), sent)
    assert answer.status_code == 422
    assert "We could not tell whom you meant. Press the button beside the name again." in HtmlPage(answer.text).text


def test_the_script_is_answered_with_the_line_and_with_the_refusal(
    event: Event, host: CheckingClient, now: dt.datetime
) -> None:
    maria, ana = factories.an_rsvp(event, party_size=2), factories.an_rsvp(event)
    attendance = attendance_of(maria)
    done = press(host, address(event), {"here": str(attendance.id)}, Accept="application/json")
    assert (done.status_code, done.json) == (200, {"sentence": "2 of 3 people are here"})
    give_up_place(ana.id, now=now)
    refused = press(host, address(event), {"here": str(attendance_of(ana).id)}, Accept="application/json")
    sentence = "They gave up their place and are no longer on the list. Nothing was noted."
    assert (refused.status_code, refused.json) == (409, {"sentence": sentence})


def test_before_it_opens_the_page_says_when_and_has_no_buttons(
    event: Event, host: CheckingClient, set_clock: SetClock, now: dt.datetime
) -> None:
    maria = factories.an_rsvp(event)
    set_clock(now - dt.timedelta(hours=12))
    page = host.page(address(event))
    assert "Check-in opens on Monday, November 23, 2026 at 10:00 PM, 12 hours before the start." in page.text
    assert page.all("button", name="here") == []
    answer = press(host, address(event), {"here": str(attendance_of(maria).id)})
    assert answer.status_code == 409
    assert "Nobody can be checked in at this time. Nothing was noted." in answer.text


def test_after_it_closed_the_page_says_who_came_and_has_no_buttons(
    event: Event, host: CheckingClient, set_clock: SetClock, now: dt.datetime
) -> None:
    maria = factories.an_rsvp(event)
    factories.an_rsvp(event, given_name="Ana")
    attendance = attendance_of(maria)
    press(host, address(event), {"here": str(attendance.id)})
    set_clock(now + dt.timedelta(days=8))
    page = host.page(address(event))
    assert "Check-in is closed. It ends a week after the action." in page.text
    assert line(host, address(event)) == "1 of 2 people were here"
    assert (page.all("button", name="here"), page.all("button", name="away")) == ([], [])


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("cancelled", "This action is cancelled: there is no check-in."),
        ("postponed", "This action is postponed: check-in is here again once it has its new date."),
        ("draft", "This action is not public yet. On the day you check people in here."),
    ],
)
def test_what_is_not_on_has_no_list(event: Event, host: CheckingClient, state: str, sentence: str) -> None:
    factories.an_rsvp(event)
    if state == "postponed":
        factories.postponed(event)
    else:
        event.state = state
    db.session.commit()
    page = host.page(address(event))
    assert sentence in page.text
    assert page.all("span", class_="person-name") == []


def test_an_open_door_nobody_is_expected_at_says_so(event: Event, host: CheckingClient) -> None:
    assert "Nobody has signed up." in host.page(address(event)).text


def test_each_time_has_its_own_list_and_the_one_that_is_on_comes_first(
    event: Event, host: CheckingClient, set_clock: SetClock, now: dt.datetime
) -> None:
    second = factories.a_timeslot(event)
    first = factories.timeslots_of(event)[0]
    maria, ana = factories.an_rsvp(event), factories.an_rsvp(event, given_name="Ana", family_name="")
    attendance_of(ana).timeslot_id = second.id
    db.session.commit()
    assert names(host, address(event)) == ["Maria Lopez"]
    assert names(host, f"{address(event)}?timeslot={first.id}") == ["Maria Lopez"]
    set_clock(now + dt.timedelta(days=1))
    assert names(host, address(event)) == ["Ana"]
    assert names(host, f"{address(event)}?timeslot={first.id}") == ["Maria Lopez"]
    # A number that is none of this event's shows what is on.
    assert names(host, f"{address(event)}?timeslot=999999") == ["Ana"]
    assert maria.id


def test_a_long_list_comes_in_pages_that_say_which_names_are_on_them(
    event: Event, host: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.checkin.parts.MOST_ON_A_PAGE", 2)
    for given in ("Eva", "Dan", "Cora", "Bo", "Al"):
        factories.an_rsvp(event, given_name=given, family_name="")
    pages = [names(host, f"{address(event)}?page={number}") for number in (1, 2, 3, 4)]
    assert pages == [["Al", "Bo"], ["Cora", "Dan"], ["Eva"], ["Eva"]]
    (nav,) = host.page(address(event)).all("nav", class_="door-parts")
    assert nav.text.split() == ["Al", "–", "Bo", "Cora", "–", "Dan", "Eva", "–", "Eva"]
    # The line counts everybody, not the page.
    assert line(host, f"{address(event)}?page=2") == "0 of 5 people are here"


def test_page_asks_as_much_of_the_database_for_one_as_for_thirty(app: Flask, now: dt.datetime, as_user: AsUser) -> None:
    counts = []
    for people in (1, 30):
        event = factories.an_event(starts_at=now)
        factories.a_crowd(event, [f"crowd{people}-{number}@example.org" for number in range(people)])
        assert event.host is not None
        client = as_user(event.host)
        where = address(event)
        with statements() as sent:
            client.get(where)
        counts.append(len(sent))
    assert counts == [6, 6]


def test_list_and_its_count_are_one_statement_each(event: Event, now: dt.datetime) -> None:
    factories.a_crowd(event, [f"crowd{number}@example.org" for number in range(30)])
    event_id, timeslot_id = event.id, factories.timeslots_of(event)[0].id
    first = db.session.scalars(db.select(Attendance)).first()
    assert first is not None
    first.checked_in_at = now
    db.session.commit()
    with statements() as sent:
        people = queries.people_at(timeslot_id)
    assert (len(people), len(sent)) == (30, 1)
    with statements() as sent:
        found = queries.tallies(event_id)
    assert (found, len(sent)) == ({timeslot_id: queries.Tally(1, 30)}, 1)
    assert queries.tally_of(people) == queries.Tally(1, 30)


def test_a_person_of_the_list_does_not_give_their_name_away_in_a_log(event: Event) -> None:
    factories.an_rsvp(event)
    (person,) = queries.people_at(factories.timeslots_of(event)[0].id)
    assert "Maria" not in repr(person)


def test_hosts_page_leads_to_an_open_door_and_says_how_many_came(
    event: Event, host: CheckingClient, set_clock: SetClock, now: dt.datetime
) -> None:
    maria, page = factories.an_rsvp(event, party_size=2), f"/host/events/{event.id}"
    factories.an_rsvp(event)
    attendance = attendance_of(maria)
    assert [link.text for link in host.page(page).all("a", href=address(event))] == [
        "Check people in",
        "Check-in list",
    ]
    assert "Checked in" not in host.page(page).text
    press(host, address(event), {"here": str(attendance.id)})
    assert "Checked in 2 of 3" in host.page(page).text
    set_clock(now + dt.timedelta(days=9))
    assert [link.text for link in host.page(page).all("a", href=address(event))] == ["Check-in list"]
    assert "Checked in 2 of 3" in host.page(page).text


def test_hosts_page_counts_only_times_at_which_somebody_was_checked_in(
    event: Event, host: CheckingClient, now: dt.datetime
) -> None:
    second = factories.a_timeslot(event)
    maria, ana = factories.an_rsvp(event), factories.an_rsvp(event, party_size=5)
    attendance_of(ana).timeslot_id = second.id
    db.session.commit()
    press(host, address(event), {"here": str(attendance_of(maria).id)})
    assert "Checked in 1 of 1" in host.page(f"/host/events/{event.id}").text
