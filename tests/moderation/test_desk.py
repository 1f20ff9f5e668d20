"""The queue and the campaigns of the desk: what is on them, for whom, and at what cost."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import EventState
from actions.policy import may_review, reviewed_by
from actions.rsvps.models import Attendance, Rsvp
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.statements import statements

NAUGHTY = ["%", "_", "'", "\x00", "🙂", "‮", "x" * 10_000, "' OR 1=1 --", "\ufffe", "{{ 7*7 }}"]


def _rows(page: HtmlPage) -> list[str]:
    return [" ".join(header.text.split()) for header in page.all("th", scope="row")]


def _numbers(page: HtmlPage) -> list[str]:
    return [cell.text for cell in page.all("td", **{"class": "number"})]


def test_queue_lists_what_waits_in_every_campaign_oldest_first(organizer: CheckingClient, now: dt.datetime) -> None:
    for title, hours in (("Second", 2), ("First", 30), ("Third", 1)):
        campaign = factories.a_campaign(title=f"Campaign of {title}")
        submitted_at = now - dt.timedelta(hours=hours)
        factories.an_event(title=title, state=EventState.PENDING, campaign=campaign, submitted_at=submitted_at)
    for state in set(EventState) - {EventState.PENDING}:
        factories.an_event(title=state, state=state)
    rows = _rows(organizer.page("/organize"))
    assert rows[:3] == ["First Campaign of First", "Second Campaign of Second", "Third Campaign of Third"]
    assert [row for row in rows if row in set(EventState)] == []


def test_campaigns_show_how_many_events_are_in_each_state(organizer: CheckingClient) -> None:
    campaign = factories.a_campaign(title="Day of action", day_on=dt.date(2026, 12, 5))
    states = [EventState.PENDING] + [EventState.APPROVED] * 2 + [EventState.DECLINED] * 3 + [EventState.CANCELLED] * 4
    for state in [*states, EventState.DRAFT]:
        factories.an_event(campaign=campaign, state=state)
    assert _numbers(organizer.page("/organize")) == ["1", "2", "3", "4"]


def test_desk_says_what_to_expect_when_there_is_nothing(organizer: CheckingClient) -> None:
    text = organizer.page("/organize").text
    assert "Nothing waits for review. When a host sends in an action, it shows up here." in text
    assert "There is no campaign that you steer yet. Ask whoever runs this site to add one." in text


def test_desk_shows_nothing_of_another_organizations_campaigns(
    app: Flask, as_user: Callable[[User], CheckingClient]
) -> None:
    own, other = factories.an_organization(), factories.an_organization()
    for title, organization in (("Own", own), ("Other", other), ("Nobody's", None)):
        campaign = factories.a_campaign(title=f"{title} campaign", slug=title.lower()[:3], organization=organization)
        factories.an_event(title=f"{title} event", state=EventState.PENDING, campaign=campaign)
    client = as_user(factories.an_organizer("organizer", own))
    assert _rows(client.page("/organize")) == ["Own event Own campaign", "Own campaign"]
    statuses = [client.get(f"/organize/campaigns/{slug}").status_code for slug in ("own", "oth", "nob", "none")]
    assert statuses == [200, 404, 404, 404]


@pytest.mark.parametrize("role", ["moderator", "organizer", "admin"])
@pytest.mark.parametrize("scope", ["site", "own", "other"])
def test_list_of_campaigns_says_the_same_as_the_permission(app: Flask, role: str, scope: str) -> None:
    own, other = factories.an_organization(), factories.an_organization()
    for organization in (own, other, None):
        factories.a_campaign(organization=organization)
    user = factories.an_organizer(role, {"site": None, "own": own, "other": other}[scope])
    listed = set(db.session.scalars(db.select(Campaign.id).where(reviewed_by(user))))
    permitted = {campaign.id for campaign in db.session.scalars(db.select(Campaign)) if may_review(user, campaign)}
    assert listed == permitted
    assert len(listed) == (3 if scope == "site" else 1)


@pytest.mark.parametrize("address", ["/organize", "/organize/campaigns/day", "/organize/events/1"])
def test_desk_is_closed_to_strangers_and_hosts(
    app: Flask, client: CheckingClient, as_user: Callable[[User], CheckingClient], address: str
) -> None:
    event = factories.an_event(campaign=factories.a_campaign(slug="day"))
    assert client.get(address).location.startswith("/account/sign-in?next=")
    assert as_user(event.host).get(address).status_code == 404


def test_downloads_are_offered_to_organizers_and_not_to_moderators(
    app: Flask, as_user: Callable[[User], CheckingClient]
) -> None:
    own = factories.an_organization()
    factories.an_event(campaign=factories.a_campaign(slug="day", organization=own))
    offered = {}
    for role in ("organizer", "moderator"):
        page = as_user(factories.an_organizer(role, own)).page("/organize/campaigns/day")
        offered[role] = [link.get("href") for link in page.all("a") if "attendance." in link.get("href")]
    attendance = "/organize/campaigns/day/attendance"
    assert offered == {"organizer": [f"{attendance}.csv", f"{attendance}.xlsx"], "moderator": []}


def test_downloads_carry_the_filter(organizer: CheckingClient) -> None:
    factories.an_event(campaign=factories.a_campaign(slug="day"))
    page = organizer.page(
        "/organize/campaigns/day?state=il&status=approved&from=2026-12-05&to=2026-12-06&q=daley&page=1"
    )
    links = [link.get("href") for link in page.all("a") if "events.csv" in link.get("href")]
    assert links == [
        "/organize/campaigns/day/events.csv?state=IL&status=approved&from=2026-12-05&to=2026-12-06&q=daley"
    ]


@pytest.fixture
def day(app: Flask) -> str:
    """The page of a campaign with four events."""
    campaign = factories.a_campaign(slug="day")
    friday = dt.datetime(2026, 12, 5, 4, 0, tzinfo=dt.UTC)
    events = (
        ("Rally", "Chicago", "IL", "America/Chicago", EventState.APPROVED, None),
        ("Vigil", "Austin", "TX", "America/Chicago", EventState.PENDING, None),
        ("Late vigil", "Honolulu", "HI", "Pacific/Honolulu", EventState.APPROVED, friday),
        ("100% march", "San José", "CA", "America/Los_Angeles", EventState.CANCELLED, None),
    )
    for title, city, region, zone, state, starts_at in events:
        when = {"starts_at": starts_at} if starts_at else {}
        event = factories.an_event(
            campaign=campaign, title=title, city=city, region=region, time_zone=zone, state=state, **when
        )
        factories.an_rsvp(event, party_size=2)
    return "/organize/campaigns/day"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["100% march", "Late vigil", "Rally", "Vigil"]),
        ("state=tx", ["Vigil"]),
        ("status=approved", ["Late vigil", "Rally"]),
        ("from=2026-12-05", ["100% march", "Rally", "Vigil"]),
        ("to=2026-12-04", ["Late vigil"]),
        ("q=vigil", ["Late vigil", "Vigil"]),
        ("q=SAN+jos", ["100% march"]),
        ("q=0%25", ["100% march"]),
        ("q=vigil&status=pending", ["Vigil"]),
        ("q=nowhere", []),
        ("state=Texas", ["100% march", "Late vigil", "Rally", "Vigil"]),
    ],
)
def test_campaign_lists_what_the_filter_says(
    day: str, organizer: CheckingClient, query: str, titles: list[str]
) -> None:
    page = organizer.page(f"{day}?{query}")
    assert _rows(page) == titles
    # Nobody goes to the cancelled one.
    going = sum(2 for title in titles if title != "100% march")
    assert [figure.text for figure in page.all("dd")][::5] == [str(len(titles)), str(going)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=Texas", "“TEXAS” is not a state. Write its two letters, as in TX."),
        ("status=lost", "There is no review state “lost”."),
        ("from=yesterday", "“yesterday” is not a date we can use. Write it like 2026-12-05, or leave it out."),
        ("from=2026-12-06&to=2026-12-05", "The first date is after the last one. This list is for any date."),
        (f"q={'x' * 101}", "Search for at most 100 characters."),
    ],
)
def test_campaign_says_so_when_a_filter_makes_no_sense(
    day: str, organizer: CheckingClient, query: str, sentence: str
) -> None:
    assert sentence in organizer.page(f"{day}?{query}").text


def test_campaign_shows_going_of_places_and_times(organizer: CheckingClient) -> None:
    event = factories.an_event(campaign=factories.a_campaign(slug="day"), capacity=50)
    factories.a_timeslot(event, capacity=30)
    factories.an_rsvp(event, party_size=3)
    unlimited = factories.an_event(campaign=event.campaign, region="WI")
    page = organizer.page("/organize/campaigns/day")
    assert _numbers(page) == ["3 of 80", "0"]
    assert page.text.count("1 more time") == 1
    assert unlimited.title == "Rally at Daley Plaza"


def test_campaign_without_events_says_so(organizer: CheckingClient) -> None:
    factories.a_campaign(slug="day")
    assert "No host has sent in an action for this campaign yet." in organizer.page("/organize/campaigns/day").text


def test_lists_go_on_on_another_page_after_fifty(organizer: CheckingClient, now: dt.datetime) -> None:
    campaign = factories.a_campaign(slug="day")
    for number in range(51):
        factories.an_event(title=f"Event {number:02}", campaign=campaign, state=EventState.PENDING, submitted_at=now)
    for address in ("/organize", "/organize/campaigns/day?status=pending"):
        first = organizer.page(address)
        assert "Page 1 of 2" in first.text
        (following,) = [link.get("href") for link in first.all("a", rel="next")]
        assert _rows(organizer.page(following))[0].startswith("Event 50")
    assert "This page of the list is empty." in organizer.page("/organize?page=9").text
    assert "This page of the list is empty." in organizer.page("/organize/campaigns/day?page=9").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "١"])
def test_page_number_that_makes_no_sense_is_the_first_page(day: str, organizer: CheckingClient, page: str) -> None:
    assert len(_rows(organizer.page(f"{day}?page={page}"))) == 4
    assert organizer.get(f"/organize?page={page}").status_code == 200


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
@pytest.mark.parametrize("name", ["q", "state", "status", "from", "to", "page"])
def test_naughty_filter_never_breaks_the_page(day: str, organizer: CheckingClient, name: str, text: str) -> None:
    assert organizer.get(day, query_string={name: text}).status_code == 200


def test_campaign_says_how_many_came_where_anybody_was_checked_in(organizer: CheckingClient, now: dt.datetime) -> None:
    campaign = factories.a_campaign(slug="day")
    first, second = (factories.an_event(campaign=campaign, region=region, city="A") for region in ("IL", "TX"))
    elsewhere = factories.an_event(campaign=factories.a_campaign(slug="other"))
    for event, sizes in ((first, (3, 1)), (second, (2,)), (elsewhere, (5,))):
        for size in sizes:
            factories.an_rsvp(event, party_size=size)
    assert "hecked in" not in organizer.page("/organize/campaigns/day").text
    here = [rsvp.id for rsvp in db.session.scalars(db.select(Rsvp).where(Rsvp.party_size.in_([3, 5])))]
    db.session.execute(db.update(Attendance).where(Attendance.rsvp_id.in_(here)).values(checked_in_at=now))
    db.session.commit()
    page = organizer.page("/organize/campaigns/day")
    assert _numbers(page) == ["4 3 checked in", "2"]
    assert [word.text for word in page.all("dd")][-1] == "3"
    assert "hecked in" not in organizer.page("/organize/campaigns/day?state=TX").text


@pytest.mark.parametrize(("address", "count"), [("/organize", 10), ("/organize/campaigns/day", 11)])
def test_list_asks_the_database_equally_often_for_one_row_and_for_thirty(
    organizer: CheckingClient, address: str, count: int
) -> None:
    campaign = factories.a_campaign(slug="day")
    asked = []
    for events in (1, 29):
        for _number in range(events):
            factories.an_event(campaign=campaign, state=EventState.PENDING)
        with statements() as sent:
            organizer.page(address)
        asked.append(len(sent))
    assert asked == [count, count]
