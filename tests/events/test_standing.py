"""The page of an event in each state it can be in: what it says first, and what it no longer offers."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions import localtime
from actions.database import db
from actions.events.models import Event
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage

SetClock = Callable[[dt.datetime], None]
DAY = dt.timedelta(days=1)


def offers(page: HtmlPage) -> dict[str, bool]:
    """What a page invites to."""
    return {
        "form": any(form.element.get("id") == "rsvp" for form in page.forms()),
        "calendar": "Add to calendar" in page.text,
        "directions": "Directions:" in page.text,
        "share": "Bring somebody" in page.text,
        "report": "Report a problem" in page.text,
    }


def in_state(name: str) -> Event:
    """An event of each kind that its page tells apart."""
    if name == "full":
        event = factories.an_event(capacity=1)
        factories.an_rsvp(event)
        return event
    if name == "over":
        return factories.an_event(starts_at=factories.NOW - DAY)
    if name == "cancelled":
        return factories.an_event(state="cancelled", cancel_reason="Storm")
    if name == "online":
        return factories.an_event(online_url="https://meet.example.org/x", venue="", address="", city="", region="",
                                  postal_code="", latitude=None, longitude=None, precision=None)  # fmt: skip
    event = factories.an_event()
    return factories.postponed(event) if name == "postponed" else event


@pytest.mark.parametrize(
    ("name", "words", "offered"),
    [
        ("open", "Be one of the first", "form calendar directions share report"),
        ("full", "Every place at this action is taken.", "form calendar directions share report"),
        ("over", "This action is over.", "report"),
        ("cancelled", "This action was cancelled. Please do not go there. Storm", "report"),
        ("postponed", "This action is postponed. A new date is to come. The square is closed.", "share report"),
        ("online", "You take part over a link. Those who sign up get it by mail.", "form calendar share report"),
    ],
)
def test_page_says_how_it_stands_and_offers_what_still_makes_sense(
    client: CheckingClient, name: str, words: str, offered: str
) -> None:
    page = client.page(f"/events/{in_state(name).slug}")
    assert words in page.text
    assert {what for what, there in offers(page).items() if there} == set(offered.split())


def test_postponed_page_names_the_old_date_as_old(client: CheckingClient) -> None:
    page = client.page(f"/events/{in_state('postponed').slug}")
    assert "When New date to come It was to be on Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST." in page.text
    assert page.all("time") == []


def test_sign_up_is_refused_while_it_is_postponed(client: CheckingClient) -> None:
    event = in_state("postponed")
    form = {"given_name": "Maria", "email": "maria@example.org", "postal_code": "60622"}
    answer = client.post(f"/events/{event.id}/rsvps", data=form)
    assert answer.status_code == 409
    assert factories.timeslots_of(event)[0].going_count == 0


def test_moved_page_says_when_and_from_where_for_fourteen_days(client: CheckingClient, set_clock: SetClock) -> None:
    event = factories.an_event(starts_at=factories.NOW + 30 * DAY)
    factories.a_move(event)
    starts_at = factories.NOW + 29 * DAY
    factories.a_move(
        event, is_place_new=False, venue="", is_time_new=True, starts_at=starts_at, ends_at=starts_at + DAY
    )
    text = client.page(f"/events/{event.slug}").text
    assert "Moved on November 24. Before: Grant Park." in text
    assert "The time changed on November 24. Before: Wednesday, December 23, 2026, 9:00 AM" in text
    set_clock(factories.NOW + 14 * DAY)
    assert "November 24" not in client.page(f"/events/{event.slug}").text


def test_old_place_is_told_to_nobody_once_only_those_going_may_know_it(client: CheckingClient) -> None:
    event = factories.an_event(address_visibility="going")
    factories.a_move(event)
    text = client.page(f"/events/{event.slug}").text
    assert "Grant Park" not in text
    assert "The place changed on November 24." in text


def test_cancelled_event_no_longer_says_that_it_moved(client: CheckingClient) -> None:
    event = in_state("cancelled")
    factories.a_move(event)
    assert "Grant Park" not in client.page(f"/events/{event.slug}").text


HOUR = dt.timedelta(hours=1)
# Noon in Honolulu on Saturday, December 5.
STARTS = dt.datetime(2026, 12, 5, 22, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (dt.timedelta(0), "Today"),
        (12 * HOUR, "Today"),
        (12 * HOUR + dt.timedelta(seconds=1), None),
        (12 * HOUR + dt.timedelta(seconds=61), "Tomorrow"),
        (36 * HOUR, "Tomorrow"),
        (3 * DAY, "In 3 days"),
        (13 * DAY, "In 13 days"),
        (14 * DAY, None),
        (-DAY, None),
    ],
)
def test_soon_is_said_by_the_calendar_of_the_place_and_not_in_the_minute_before_it_turns(
    app: Flask, before: dt.timedelta, words: str | None
) -> None:
    zone = factories.an_event(time_zone="Pacific/Honolulu").zone
    with app.test_request_context():
        assert localtime.how_soon(STARTS, zone, STARTS - before) == words


def test_page_says_tomorrow_where_it_is_tomorrow(client: CheckingClient, set_clock: SetClock) -> None:
    event = factories.an_event(time_zone="Pacific/Honolulu", starts_at=STARTS)
    set_clock(STARTS - 20 * HOUR)
    tag = client.page(f"/events/{event.slug}").one("span", class_="tag near")
    assert (tag.text, tag.get("data-true-on"), tag.get("data-zone")) == ("Tomorrow", "2026-12-04", "Pacific/Honolulu")


def test_only_three_of_many_times_stand_before_the_form(client: CheckingClient) -> None:
    event = factories.an_event()
    for number in range(9):
        slot = factories.a_timeslot(event)
        slot.starts_at, slot.ends_at = slot.starts_at + number * DAY, slot.ends_at + number * DAY
    db.session.commit()
    page = client.page(f"/events/{event.slug}")
    summaries = [summary.text for summary in page.all("summary")]
    assert summaries[:2] == ["7 more times", "Add to calendar"]
    days = [strong.text for strong in page.all("strong") if "2026" in strong.text]
    assert (len(days), days[:3]) == (
        10,
        ["Saturday, December 5, 2026", "Sunday, December 6, 2026", "Monday, December 7, 2026"],
    )


def test_short_text_is_read_first_and_a_long_one_leads_on(client: CheckingClient) -> None:
    short = factories.an_event(description="We gather at the **north steps**.")
    long = factories.an_event(description="First *paragraph*.\n\n" + "More. " * 100)
    assert client.page(f"/events/{short.slug}").all("a", href="#about") == []
    page = client.page(f"/events/{long.slug}")
    assert "First paragraph. Read all of it" in page.text
    assert page.one("section", id="about").get("tabindex") == "-1"


def test_what_to_bring_is_on_the_page_and_in_no_way_markup(client: CheckingClient) -> None:
    page = client.page(f"/events/{factories.an_event(what_to_bring='Water <b>and</b> a hat').slug}")
    assert "What to bring Water <b>and</b> a hat" in page.text


def test_qr_code_is_there_for_public_events_alone(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.get(f"/events/{event.slug}/qr.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.text.startswith("<svg ")
    assert "style=" not in answer.text
    assert client.get(f"/es/events/{event.slug}/qr.svg").text != answer.text
    assert client.get(f"/events/{event.id}/qr.svg").location == f"/events/{event.slug}/qr.svg"
    assert client.get(f"/events/{factories.an_event(state='pending').slug}/qr.svg").status_code == 404
