"""The page of one event: what it shows in each state, and to whom."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions.database import db
from actions.events.going import going_band
from actions.events.page import event_number
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.statements import statements

SetClock = Callable[[dt.datetime], None]


def test_page_tells_what_when_where_and_takes_an_answer(client: CheckingClient) -> None:
    event = factories.an_event(is_wheelchair_accessible=True, has_sign_language=True, access_notes="Seats in front")
    page = client.page(f"/events/{event.slug}")
    assert page.one("h1").text == "Rally at Daley Plaza"
    for words in (
        "Saturday, December 5, 2026 In 11 days 11:00 AM – 1:00 PM CST (Central Time)",
        "Daley Plaza 50 W Washington St, Chicago, IL 60602",
        "Wheelchair accessible · Sign language interpreter · Seats in front",
        "Who is going Be one of the first",
        "deleted 30 days after the action",
    ):
        assert words in page.text
    assert page.one("form", id="rsvp").get("action") == f"/events/{event.id}/rsvps"
    assert page.one("link", rel="canonical").get("href") == f"http://localhost/events/{event.slug}"
    assert page.one("meta", name="description").get("content") == (
        "Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST, Chicago, IL. We gather at the north steps."
    )


@pytest.mark.parametrize("slug", ["{id}", "{id}-", "{id}-another-title", "{id}-RALLY"])
def test_an_old_or_short_address_leads_to_the_canonical_one(client: CheckingClient, slug: str) -> None:
    event = factories.an_event()
    answer = client.get(f"/events/{slug.format(id=event.id)}")
    assert (answer.status_code, answer.location) == (301, f"/events/{event.slug}")
    answer = client.get(f"/es/events/{slug.format(id=event.id)}/thanks")
    assert (answer.status_code, answer.location) == (301, f"/es/events/{event.slug}/thanks")


@pytest.mark.parametrize(
    ("slug", "number"),
    [("17-rally", 17), ("17", 17), ("17rally", None), ("rally-17", None), ("", None), ("9" * 10, None), ("１７", None)],
)
def test_the_number_is_what_an_address_begins_with(slug: str, number: int | None) -> None:
    assert event_number(slug) == number


@pytest.mark.parametrize("slug", ["999", "0", "99999999999999999999", "rally", "-1", "%00", "1e3"])
def test_an_unknown_address_has_nothing(client: CheckingClient, slug: str) -> None:
    assert client.get(f"/events/{slug}").status_code == 404


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_an_unpublished_event_is_there_for_nobody_outside(client: CheckingClient, state: str) -> None:
    event = factories.an_event(state=state)
    for address in (f"/events/{event.id}", f"/events/{event.slug}", f"/events/{event.slug}/thanks"):
        assert client.get(address).status_code == 404
    assert client.get(f"/events/{event.id}.ics").status_code == 404


def test_the_host_may_look_ahead_and_nobody_is_served_that_page_after(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(state="pending")
    host = app.test_client()
    host.keeps_pages = client.keeps_pages = True  # type: ignore[attr-defined]
    with host.session_transaction() as session:
        session["_user_id"], session["_fresh"] = event.host.get_id(), True
    answer = host.get(f"/events/{event.slug}")
    assert answer.status_code == 200
    assert "It is not public yet." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'id="rsvp"' not in answer.text
    assert client.get(f"/events/{event.slug}").status_code == 404


def test_an_approximate_place_says_so_and_leads_to_its_address_not_to_a_point(client: CheckingClient) -> None:
    def ways(page: HtmlPage) -> list[str]:
        return [link.get("href") for link in page.all("a") if "openstreetmap.org/" in link.get("href")]

    exact, vague = factories.an_event(), factories.an_event(precision="zip")
    nowhere = factories.an_event(precision="city", venue="", address="")
    (point,) = ways(client.page(f"/events/{exact.slug}"))
    assert point.startswith("https://www.openstreetmap.org/directions?to=41.")
    page = client.page(f"/events/{vague.slug}")
    assert "Approximate area on the map" in page.text
    (address,) = ways(page)
    assert address.startswith("https://www.openstreetmap.org/search?query=")
    assert "41." not in address
    assert ways(client.page(f"/events/{nowhere.slug}")) == []


def test_a_withheld_place_is_nowhere_on_the_page(client: CheckingClient) -> None:
    event = factories.an_event(address_visibility="going", online_url="https://meet.example.org/secret")
    html = client.get(f"/events/{event.slug}").text
    for secret in ("Washington St", "60602", "41.8836", "87.6308", "meet.example.org"):
        assert secret not in html
    assert "Those who sign up are told the exact place by mail." in html
    assert 'data-precision="city"' in html


def test_the_contact_and_the_instructions_are_not_public(client: CheckingClient) -> None:
    event = factories.an_event(contact_name="Pat Q", contact_email="pat@example.org", instructions="Ring twice")
    html = client.get(f"/events/{event.slug}").text
    assert [secret for secret in ("Pat Q", "pat@example.org", "Ring twice") if secret in html] == []


def test_a_page_without_an_open_place_has_no_form_and_says_why(
    client: CheckingClient, now: dt.datetime, set_clock: SetClock
) -> None:
    full = factories.an_event(capacity=1, starts_at=now - dt.timedelta(hours=1))
    factories.an_rsvp(full)
    over = factories.an_event(starts_at=now - dt.timedelta(days=1))
    cancelled = factories.an_event(state="cancelled", cancel_reason="Storm")
    expected = {full: "Every place at this action is taken.", over: "This action is over.", cancelled: "Storm"}
    for event, words in expected.items():
        page = client.page(f"/events/{event.slug}")
        assert words in page.text
        assert page.forms() == []


def test_the_form_is_back_when_a_place_is_free_again(client: CheckingClient, now: dt.datetime) -> None:
    event = factories.an_event(capacity=1, starts_at=now - dt.timedelta(hours=1))
    rsvp = factories.an_rsvp(event)
    assert client.page(f"/events/{event.slug}").forms() == []
    rsvp.cancelled_at = factories.NOW
    factories.timeslots_of(event)[0].going_count = 0
    db.session.commit()
    assert len(client.page(f"/events/{event.slug}").forms()) == 1


def test_several_times_are_offered_and_a_full_one_can_be_waited_for_until_it_begins(
    client: CheckingClient, now: dt.datetime, set_clock: SetClock
) -> None:
    event = factories.an_event()
    full = factories.a_timeslot(event, capacity=1, going_count=1)
    hour = dt.timedelta(hours=1)
    begun = factories.a_timeslot(event, capacity=1, going_count=1, starts_at=now - hour, ends_at=now + hour)
    open_id = factories.timeslots_of(event)[1].id
    page = client.page(f"/events/{event.slug}")
    boxes = [(box.get("name"), box.get("value"), "disabled" in box.attributes) for box in page.all("input")]
    assert [box for box in boxes if box[0] in ("timeslot", "waitlist")] == [
        ("timeslot", str(begun.id), True),
        ("timeslot", str(open_id), False),
        ("waitlist", str(full.id), False),
    ]
    assert page.all("span", class_="tag warn")[0].text == "Full"
    set_clock(dt.datetime(2026, 12, 5, 20, 0, tzinfo=dt.UTC))
    full.capacity = None
    db.session.commit()
    assert client.page(f"/events/{event.slug}").all("input", name="timeslot") == []


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, None),
        (4, None),
        (5, "5+ going"),
        (49, "25+ going"),
        (1_000, "1,000+ going"),
    ],
)
def test_how_many_are_going_is_told_in_bands(app: Flask, count: int, words: str | None) -> None:
    with app.test_request_context():
        assert going_band(count) == words


def test_what_a_host_wrote_is_never_markup(client: CheckingClient) -> None:
    event = factories.an_event(
        title="<script>alert(1)</script>",
        venue="<img src=x onerror=alert(1)>",
        description="<script>alert(1)</script> [x](javascript:alert(1)) **bold**",
        access_notes='"><svg onload=alert(1)>',
    )
    page = client.page(f"/events/{event.slug}")
    assert page.one("h1").text == "<script>alert(1)</script>"
    # Our own icons are drawn in it too, and nothing but them.
    assert [drawing for drawing in page.all("svg") if "icon" not in drawing.get("class").split()] == []
    assert [element for element in page.elements if "onload" in element.attributes] == []
    assert [image.get("src") for image in page.all("img")] == [f"/events/{event.slug}/qr.svg"]
    assert [a.get("href") for a in page.all("a") if a.get("href").startswith("javascript")] == []
    assert [strong.text for strong in page.all("strong") if strong.text == "bold"] == ["bold"]


def test_the_page_takes_five_statements_for_one_timeslot_or_ten(client: CheckingClient) -> None:
    one, ten = factories.an_event(), factories.an_event()
    for _ in range(9):
        factories.a_timeslot(ten)
    counts = []
    for address in (f"/events/{one.slug}", f"/events/{ten.slug}"):
        db.session.commit()
        with statements() as sent:
            client.get(address)
        counts.append(len([statement for statement in sent if "publications" not in statement]))
    assert counts == [5, 5]


def test_a_page_is_kept_and_made_anew_after_a_change_in_public(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.get(f"/events/{event.slug}")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    client.keeps_pages = True
    address = f"/events/{event.slug}"
    client.get(address)
    with statements() as sent:
        assert client.get(address).status_code == 200
    assert [statement for statement in sent if "publications" not in statement] == []
