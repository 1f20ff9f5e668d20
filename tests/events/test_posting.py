"""A host types an action into the form."""

import datetime as dt
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, timeslots_of
from tests.html_page import HtmlPage

Typed = Callable[..., dict[str, str]]
NEW = "/host/events/new"
NAUGHTY = (
    "😀🏳️‍🌈 é ñ 中文",
    "مرحبا \u202e evil",
    "zero\u200bwidth",
    "NUL\x00 in the middle",
    "line\r\nBcc: victim@example.org",
    "<script>alert(1)</script>{{ 7*7 }}",
    "=1+1",
    "' OR 1=1; --",
    "x" * 10_000,
    "%ED%A0%80 lone",
)


def send(client: CheckingClient, fields: dict[str, str], action: str = "save") -> TestResponse:
    return client.post(NEW, data={**fields, "csrf_token": _token(client), "action": action})


def _token(client: CheckingClient) -> str:
    page = HtmlPage(client.get(NEW).text)
    return next(e.get("value") for e in page.elements if e.get("name") == "csrf_token")


def only_event() -> Event:
    return db.session.scalars(db.select(Event)).one()


def summary(html: str) -> list[str]:
    """The sentences at the top of the page."""
    return [
        e.text
        for e in HtmlPage(html).elements
        if e.tag == "a" and any(o.get("id") == "error-summary" for o in e.inside)
    ]


def test_host_goes_on_to_the_place_when_the_form_is_complete(client: CheckingClient, host: User, typed: Typed) -> None:
    response = send(client, typed(is_wheelchair_accessible="y", timeslots__0__capacity="1,500"))
    event = only_event()
    assert (response.status_code, response.location) == (303, f"/host/events/{event.id}/place")
    (slot,) = timeslots_of(event)
    assert (slot.starts_at, slot.ends_at, slot.capacity) == (
        dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 5, 19, tzinfo=dt.UTC),
        1500,
    )
    assert (event.state, event.host_id, event.time_zone, event.precision) == (
        "draft",
        host.id,
        "America/Chicago",
        "zip",
    )
    assert (event.is_wheelchair_accessible, event.contact_email, event.wants_geocoding) == (
        True,
        "pat@example.org",
        False,
    )


def test_zip_alone_is_enough(client: CheckingClient, typed: Typed) -> None:
    send(client, typed(city="", region="", postal_code="99501"))
    event = only_event()
    assert (event.city, event.region, event.time_zone) == ("Anchorage", "AK", "America/Anchorage")
    assert timeslots_of(event)[0].starts_at == dt.datetime(2026, 12, 5, 20, tzinfo=dt.UTC)


def test_hamlet_that_nobody_knows_is_taken_when_its_zip_is_known(client: CheckingClient, typed: Typed) -> None:
    send(client, typed(city="Frog Holler", postal_code="60602"))
    assert (only_event().city, only_event().precision) == ("Frog Holler", "zip")


def test_online_action_has_no_place_and_needs_none(client: CheckingClient, typed: Typed) -> None:
    fields = typed(setting="online", online_url="https://meet.example.org/1", time_zone="America/New_York")
    response = send(client, fields)
    event = only_event()
    assert response.location == f"/host/events/{event.id}"
    assert (event.city, event.address, event.latitude, event.online_url) == ("", "", None, "https://meet.example.org/1")
    assert timeslots_of(event)[0].starts_at == dt.datetime(2026, 12, 5, 16, tzinfo=dt.UTC)


def test_zone_that_the_host_chose_is_the_one(client: CheckingClient, typed: Typed) -> None:
    send(client, typed(time_zone="America/New_York"))
    assert timeslots_of(only_event())[0].starts_at == dt.datetime(2026, 12, 5, 16, tzinfo=dt.UTC)


def test_event_belongs_to_the_campaign_that_was_chosen(client: CheckingClient, host: User, typed: Typed) -> None:
    other = a_campaign(title="Another")
    send(client, typed(campaign=other.id))
    assert only_event().campaign_id == other.id


def test_closed_campaign_cannot_be_chosen(client: CheckingClient, typed: Typed) -> None:
    response = send(client, typed(campaign=a_campaign(is_open=False).id))
    assert (response.status_code, db.session.scalars(db.select(Event)).all()) == (422, [])


def test_zip_with_another_dash_is_kept_with_the_usual_one(client: CheckingClient, typed: Typed) -> None:
    assert send(client, typed(postal_code="60602–1234")).status_code == 303
    assert only_event().postal_code == "60602-1234"


def test_states_stand_in_the_order_of_their_spanish_names_on_the_spanish_form(
    client: CheckingClient, host: User
) -> None:
    a_campaign()
    page = HtmlPage(client.get(f"/es{NEW}").text)
    (choice,) = page.all("select", name="region")
    names = [e.text for e in page.elements if e.tag == "option" and choice in e.inside]
    assert (len(names), names[6:9]) == (57, ["Carolina del Norte", "Carolina del Sur", "Colorado"])


SENTENCES: list[tuple[dict[str, str], list[str]]] = [
    ({"title": ""}, ["Enter a title, like “Rally at Daley Plaza”"]),
    ({"title": "x" * 201}, ["Use at most 200 characters; this has 201"]),
    ({"description": " "}, ["Say what will happen"]),
    ({"timeslots-0-on": ""}, ["Enter a date like 12/5/2026"]),
    ({"timeslots-0-starts": "soon"}, ["Enter when it starts, like 11:00 AM"]),
    ({"timeslots-0-ends": ""}, ["Enter when it ends, like 1:00 PM"]),
    ({"timeslots-0-ends": "11:00"}, ["The end is the same as the start. Enter when it ends."]),
    ({"timeslots-0-on": "2026-11-23"}, ["This time is in the past. Choose a later day or time."]),
    ({"timeslots-0-on": "2036-12-05"}, ["This is more than two years ahead. Check the year."]),
    (
        {"timeslots-0-on": "2027-03-14", "timeslots-0-starts": "02:30", "timeslots-0-ends": "04:00"},
        ["2:30 AM does not exist on 2027-03-14: the clocks go forward over it. Choose a time an hour later."],
    ),
    ({"timeslots-0-capacity": "many"}, ["Enter how many people fit, like 50, or leave it empty"]),
    ({"timeslots-0-capacity": "0"}, ["Enter how many people fit, like 50, or leave it empty"]),
    ({"city": "", "region": "", "postal_code": ""}, ["Enter the city, or the ZIP code below"]),
    ({"region": "", "postal_code": ""}, ["Choose the state"]),
    (
        {"city": "Chicgo", "postal_code": ""},
        ["We do not know Chicgo in IL. Did you mean Chicago, IL? If it is right, add the ZIP code."],
    ),
    ({"region": "TX"}, ["ZIP code 60602 is in IL, not in TX. Correct one of them."]),
    ({"postal_code": "6060"}, ["Enter a ZIP code of five digits, like 60602"]),
    (
        {"postal_code": "60600"},
        ["We do not know ZIP code 60600. Near it are Chicago, IL 60601; Chicago, IL 60602; Chicago, IL 60603."],
    ),
    ({"setting": "online", "time_zone": "America/Chicago"}, ["Enter the link that people open to take part"]),
    (
        {"setting": "online", "online_url": "https://meet.example.org"},
        ["Choose the time zone that your times are in"],
    ),
    (
        {"setting": "both", "online_url": "javascript:alert(1)"},
        ["Enter a web address that begins with https://"],
    ),
    ({"contact_name": ""}, ["Enter a name that people can ask for"]),
    ({"contact_email": ""}, ["Enter an email address that people can write to"]),
    ({"contact_email": "pat@"}, ["Enter an email address like name@example.org"]),
    ({"contact_phone": "call me"}, ["Enter a phone number like 312-555-0100, or leave it empty"]),
    (
        {"title": "", "timeslots-0-on": "", "city": "", "postal_code": "", "contact_name": ""},
        [
            "Enter a title, like “Rally at Daley Plaza”",
            "Enter a date like 12/5/2026",
            "Enter the city, or the ZIP code below",
            "Enter a name that people can ask for",
        ],
    ),
]


@pytest.mark.parametrize(("changes", "sentences"), SENTENCES)
def test_form_says_what_to_do_and_keeps_what_was_typed(
    client: CheckingClient, typed: Typed, changes: dict[str, str], sentences: list[str]
) -> None:
    fields = {**typed(instructions="Keep me"), **changes}
    response = send(client, fields)
    assert (response.status_code, summary(response.text)) == (422, sentences)
    assert [response.text.count(f">{sentence}</p>".replace("’", "&#39;")) for sentence in sentences] == [1] * len(
        sentences
    )
    kept = _typed_in(response.text)
    assert {name: kept.get(name) for name in fields if fields[name].strip()} == {
        name: value for name, value in fields.items() if value.strip()
    }
    assert db.session.scalars(db.select(Event)).all() == []


def test_times_are_numbered_when_there_are_several(client: CheckingClient, typed: Typed) -> None:
    second = {"timeslots-7-on": "2026-12-05", "timeslots-7-starts": "11:00", "timeslots-7-ends": "12:00"}
    response = send(client, {**typed(), **second})
    assert summary(response.text) == ["Time 2: This is the same time as one above. Change it or remove it."]


def test_blank_rows_are_passed_over(client: CheckingClient, typed: Typed) -> None:
    send(client, {**typed(), "timeslots-1-on": "", "timeslots-1-starts": "", "timeslots-1-ends": ""})
    assert len(timeslots_of(only_event())) == 1


@pytest.mark.parametrize(("count", "status"), [(20, 303), (21, 422)])
def test_action_has_at_most_twenty_times(client: CheckingClient, typed: Typed, count: int, status: int) -> None:
    fields = typed()
    for number in range(count):
        row = {"on": f"2026-12-{number + 1:02}", "starts": "11:00", "ends": "13:00"}
        fields |= {f"timeslots-{number}-{name}": value for name, value in row.items()}
    assert send(client, fields).status_code == status


def test_row_is_added_with_the_hours_of_the_last_and_nothing_is_checked_yet(
    client: CheckingClient, typed: Typed
) -> None:
    response = send(client, typed(title=""), "add")
    kept = _typed_in(response.text)
    assert (response.status_code, summary(response.text)) == (200, [])
    assert (kept["timeslots-1-on"], kept["timeslots-1-starts"], kept["timeslots-1-ends"]) == ("", "11:00", "13:00")


def test_row_is_removed_and_the_others_stay(client: CheckingClient, typed: Typed) -> None:
    response = send(client, {**typed(), "timeslots-1-on": "2026-12-06", "timeslots-1-starts": "09:00"}, "remove-0")
    kept = _typed_in(response.text)
    assert (response.status_code, "timeslots-0-on" in kept, kept["timeslots-1-on"]) == (200, False, "2026-12-06")


@pytest.mark.parametrize("action", ["remove-0", "remove-99999999", "remove-x", "remove-", "nonsense"])
def test_last_row_stays_whatever_is_pressed(client: CheckingClient, typed: Typed, action: str) -> None:
    response = send(client, typed(), action)
    assert (response.status_code, _typed_in(response.text)["timeslots-0-on"]) == (200, "2026-12-05")


def test_preview_shows_the_description_as_it_will_be(client: CheckingClient, typed: Typed) -> None:
    response = send(client, typed(description="**Bring** water <b>raw</b>"), "preview")
    assert response.status_code == 200
    assert "<p><strong>Bring</strong> water &lt;b&gt;raw&lt;/b&gt;</p>" in response.text


def test_host_is_told_which_hour_was_taken_when_it_comes_twice(client: CheckingClient, typed: Typed) -> None:
    fields = typed(timeslots__0__on="2027-11-07", timeslots__0__starts="01:30", timeslots__0__ends="03:00")
    response = send(client, fields)
    assert timeslots_of(only_event())[0].starts_at == dt.datetime(2027, 11, 7, 6, 30, tzinfo=dt.UTC)
    page = client.page(response.location)
    assert (
        "On Sunday, November 7, 2027 the clocks go back and one hour comes twice. We took the first of the two for the "
        "time that begins at 1:30 AM." in page.text
    )


def test_new_form_begins_with_the_campaigns_day_and_the_host(client: CheckingClient, host: User) -> None:
    a_campaign(day_on=dt.date(2026, 12, 5))
    kept = _typed_in(client.get(NEW).text)
    assert (kept["timeslots-0-on"], kept["contact_name"], kept["contact_email"]) == (
        "2026-12-05",
        "Pat Host",
        "pat@example.org",
    )


TEXT_FIELDS = (
    "title",
    "kind",
    "description",
    "timeslots-0-id",
    "timeslots-0-on",
    "timeslots-0-starts",
    "timeslots-0-ends",
    "timeslots-0-capacity",
    "setting",
    "venue",
    "address",
    "city",
    "region",
    "postal_code",
    "address_visibility",
    "online_url",
    "time_zone",
    "access_notes",
    "contact_name",
    "contact_email",
    "contact_phone",
    "instructions",
    "campaign",
    "action",
    "seen",
)


@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_naughty_text_is_stored_or_refused_and_never_breaks_anything(
    client: CheckingClient, typed: Typed, field: str
) -> None:
    token = _token(client)
    for text in NAUGHTY:
        response = client.post(
            NEW, data={"action": "save", **typed(instructions="Keep me"), field: text, "csrf_token": token}
        )
        assert response.status_code in (200, 303, 422), (field, text[:20], response.status_code)
        if response.status_code != 303:
            assert field == "instructions" or "Keep me" in response.text
    stored = db.session.scalars(db.select(Event).order_by(Event.id)).all()
    for event in stored[:3]:
        for page in ("", "/edit"):
            assert client.get(f"/host/events/{event.id}{page}").status_code == 200
    assert client.get("/host").status_code == 200


def _typed_in(html: str) -> dict[str, str]:
    """What stands in the form of a page."""
    form = next(form for form in HtmlPage(html).forms() if "title" in form.names)
    # A browser passes over the line break right after <textarea>.
    return {name: values[0].removeprefix("\r\n") for name, values in form.values().items()}
