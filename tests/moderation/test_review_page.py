"""The review page: what the host wrote, safely; two buttons; what happens when they are pressed."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.database import db
from actions.events.models import AddressVisibility, Event, EventState
from tests import factories
from tests.checking_client import CheckingClient

REASON = {"reason": "Please name the venue."}
NAUGHTY = ["🙂" * 50, "\x00NUL", "‮override", "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n"]


def _address(event: Event, deed: str = "") -> str:
    return f"/organize/events/{event.id}{deed}"


def test_page_shows_everything_the_host_wrote(organizer: CheckingClient) -> None:
    event = factories.an_event(
        state=EventState.PENDING,
        host=factories.a_user("hal@example.org", name="Hal Host"),
        description="Meet at the **north steps**.",
        instructions="Marshals wear yellow.",
        access_notes="Ramp on the left",
        contact_name="Hal at the desk",
        contact_phone="312 555 0100",
        address_visibility=AddressVisibility.GOING,
    )
    factories.a_timeslot(event, capacity=40)
    page = organizer.page(_address(event))
    expected = (
        "Meet at the north steps .",
        "Marshals wear yellow.",
        "Ramp on the left",
        "Hal at the desk · 312 555 0100",
        "Hal Host · hal@example.org",
        "Daley Plaza, 50 W Washington St, Chicago, IL 60602",
        "The public sees only the town.",
        "Saturday, December 5, 2026 , 11:00 AM – 1:00 PM CST",
        "Sunday, December 6, 2026 , 11:00 AM – 1:00 PM CST 40 places",
    )
    text = " ".join(page.text.split())
    assert [part for part in expected if part not in text] == []
    assert "north steps" in [element.text for element in page.all("strong")]


def test_markup_in_what_the_host_wrote_is_shown_as_text(organizer: CheckingClient) -> None:
    attack = '<img src=x onerror="alert(1)">'
    event = factories.an_event(
        state=EventState.PENDING,
        title=attack,
        description=attack,
        venue=attack,
        contact_name=attack,
        instructions=attack,
    )
    html = organizer.get(_address(event)).text
    assert ("<img" in html, html.count("&lt;img") >= 5) == (False, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"precision": "zip"}, "Approximate area, not the meeting point."),
        ({"latitude": None, "longitude": None, "precision": None}, "It is not on the map"),
    ],
)
def test_page_says_how_exact_the_place_is(organizer: CheckingClient, changes: dict[str, object], sentence: str) -> None:
    event = factories.an_event(state=EventState.PENDING, **changes)
    assert sentence in organizer.page(_address(event)).text


def test_page_says_nothing_of_an_approximate_area_when_the_point_is_exact(
    organizer: CheckingClient, waiting: Event
) -> None:
    assert "pproximate" not in organizer.page(_address(waiting)).text


def test_reviewer_is_back_at_the_queue_and_told_when_they_approve(organizer: CheckingClient, waiting: Event) -> None:
    response = organizer.submit(organizer.get(_address(waiting)), "Approve")
    assert (response.status_code, response.location) == (303, "/organize")
    assert "“Rally at Daley Plaza” is public now. The host is told by mail." in organizer.page("/organize").text
    assert organizer.get(f"/events/{waiting.slug}").status_code == 200
    db.session.refresh(waiting)
    assert waiting.state == EventState.APPROVED


def test_reviewer_is_back_at_the_queue_and_told_when_they_decline(organizer: CheckingClient, waiting: Event) -> None:
    response = organizer.submit(organizer.get(_address(waiting)), **REASON)
    assert (response.status_code, response.location) == (303, "/organize")
    assert "“Rally at Daley Plaza” was declined. The host is told by mail." in organizer.page("/organize").text
    db.session.refresh(waiting)
    assert (waiting.state, waiting.decline_reason) == (EventState.DECLINED, "Please name the venue.")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Write a reason: the host reads it and can change the action."),
        (" \u200b\n", "Write a reason: the host reads it and can change the action."),
        ("x" * 2_001, "Use at most 2000 characters; this has 2001"),
    ],
)
def test_declining_is_refused_beside_the_field_when_the_reason_will_not_do(
    organizer: CheckingClient, waiting: Event, reason: str, sentence: str
) -> None:
    response = organizer.submit(organizer.get(_address(waiting)), reason=reason)
    assert response.status_code == 422
    assert f'<p class="hint-error" id="reason-error">{sentence}</p>' in response.text
    db.session.refresh(waiting)
    assert waiting.state == EventState.PENDING


@pytest.mark.parametrize("reason", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_reason_is_kept_or_refused_and_never_breaks_a_page(
    organizer: CheckingClient, waiting: Event, reason: str
) -> None:
    response = organizer.submit(organizer.get(_address(waiting)), reason=reason)
    assert response.status_code == 303
    assert organizer.get(_address(waiting)).status_code == 200


@pytest.mark.parametrize(("button", "fields"), [("Approve", {}), ("Decline", REASON)])
def test_second_reviewer_reads_what_happened_when_they_press_too_late(
    organizer: CheckingClient, waiting: Event, button: str, fields: dict[str, str]
) -> None:
    opened = organizer.get(_address(waiting))
    waiting.state, waiting.decline_reason = EventState.DECLINED, "Somebody said no."
    db.session.commit()
    response = organizer.submit(opened, button, **fields)
    assert response.status_code == 409
    assert "Somebody else declined this action before you. Their reason is below." in response.text
    assert "Somebody said no." in response.text


def test_reviewer_looks_again_and_keeps_the_reason_when_the_host_changed_the_event(
    organizer: CheckingClient, waiting: Event
) -> None:
    opened = organizer.get(_address(waiting))
    waiting.description = "A new description."
    db.session.commit()
    response = organizer.submit(opened, **REASON)
    assert response.status_code == 409
    assert "The host changed this action while you were reading. Look again at how it stands now." in response.text
    assert ("A new description." in response.text, "Please name the venue." in response.text) == (True, True)
    assert organizer.submit(response, **REASON).status_code == 303


def test_page_is_gone_when_the_host_removed_the_event(organizer: CheckingClient, waiting: Event) -> None:
    opened = organizer.get(_address(waiting))
    db.session.delete(waiting)
    db.session.commit()
    assert organizer.submit(opened, "Approve").status_code == 404


@pytest.mark.parametrize("deed", ["/approve", "/decline"])
def test_nothing_is_decided_when_the_token_is_missing(organizer: CheckingClient, waiting: Event, deed: str) -> None:
    assert organizer.post(_address(waiting, deed), data=REASON).status_code == 400
    db.session.refresh(waiting)
    assert waiting.state == EventState.PENDING


@pytest.mark.parametrize("deed", ["/approve", "/decline"])
def test_nothing_is_decided_by_opening_a_link(organizer: CheckingClient, waiting: Event, deed: str) -> None:
    assert organizer.get(_address(waiting, deed)).status_code == 405


def test_page_says_who_decided_and_offers_no_decision_when_the_event_is_public(
    organizer: CheckingClient, reviewer: User, now: dt.datetime
) -> None:
    event = factories.an_event(decided_at=now - dt.timedelta(hours=3), decided_by_id=reviewer.id)
    page = organizer.page(_address(event))
    assert "decided 3 hours ago by Olga Organizer" in page.text
    assert [button.text for button in page.all("button")] == ["Sign out", "Hold its mail"]


def test_page_lists_others_in_the_same_town_at_the_same_time(organizer: CheckingClient, waiting: Event) -> None:
    factories.an_event(campaign=waiting.campaign, title="Twin", city="CHICAGO")
    factories.an_event(campaign=waiting.campaign, title="Elsewhere", city="Evanston")
    factories.an_event(campaign=waiting.campaign, title="Later", starts_at=dt.datetime(2026, 12, 9, 17, tzinfo=dt.UTC))
    factories.an_event(title="Another campaign's")
    links = [link.text for link in organizer.page(_address(waiting)).all("a")]
    assert [text for text in links if text in ("Twin", "Elsewhere", "Later", "Another campaign's")] == ["Twin"]


@pytest.mark.parametrize("deed", ["", "/approve", "/decline"])
@pytest.mark.parametrize("who", ["host", "other organization", "draft", "no such number"])
def test_event_is_not_there_for_those_who_may_not_review_it(
    app: Flask, as_user: Callable[[User], CheckingClient], who: str, deed: str
) -> None:
    own, other = factories.an_organization(), factories.an_organization()
    state = EventState.DRAFT if who == "draft" else EventState.PENDING
    event = factories.an_event(state=state, campaign=factories.a_campaign(organization=own))
    user = {
        "host": lambda: event.host,
        "other organization": lambda: factories.an_organizer("admin", other),
    }.get(who, lambda: factories.an_organizer("admin", own))()
    number = 2**40 if who == "no such number" else event.id
    client = as_user(user)
    if not deed:
        assert client.get(f"/organize/events/{number}").status_code == 404
        return
    # A token of one's own, so that it is the permission that refuses.
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    response = client.post(f"/organize/events/{number}{deed}", data={"csrf_token": token, **REASON})
    assert response.status_code == 404
    db.session.refresh(event)
    assert event.state == state


def test_moderator_of_the_organization_may_decide(app: Flask, as_user: Callable[[User], CheckingClient]) -> None:
    own = factories.an_organization()
    event = factories.an_event(state=EventState.PENDING, campaign=factories.a_campaign(organization=own))
    client = as_user(factories.an_organizer("moderator", own))
    assert client.submit(client.get(_address(event)), "Approve").status_code == 303
