"""Filters as links: what is on and how to take it away, days by name, whose actions, and what is wrong where."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest

from actions.finder.chips import ZONE_OF_STATE
from actions.geo.gazetteer import bundled
from actions.geo.timezones import zone_at
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, an_event, an_organization
from tests.html_page import HtmlPage

Clock = Callable[[dt.datetime], None]


def _on(page: HtmlPage) -> dict[str, str]:
    """The words and the address of every filter that is on, and of "Clear all"."""
    (bar,) = [e for e in page.elements if e.tag == "ul" and e.get("class") == "on"] or [None]
    links = [e for e in page.elements if e.tag == "a" and bar in e.inside]
    return {link.text.removeprefix("Remove the filter: ").removesuffix(" ×"): link.get("href") for link in links}


def _quick(page: HtmlPage) -> dict[str, tuple[str, str, bool]]:
    """First day, last day and whether it is chosen, for each name of days in the bar."""
    found = {}
    for link in page.elements:
        if link.tag == "a" and any("data-filters" in around.attributes for around in link.inside):
            asked = parse_qs(urlsplit(link.get("href")).query)
            days = (asked.get("from", [""])[0], asked.get("to", [""])[0])
            found[link.text] = (*days, link.get("aria-current") == "true")
    return found


def _titles(page: HtmlPage) -> list[str]:
    return [e.text for e in page.elements if e.tag == "a" and e.get("href").startswith("/events/")]


def _choices(page: HtmlPage) -> list[str]:
    return [e.text for e in page.elements if e.tag == "a" and any(a.get("class") == "choices" for a in e.inside)]


def test_every_filter_that_is_on_is_a_link_to_the_search_without_it(client: CheckingClient) -> None:
    an_organization(slug="neighbors", name="Neighbors United")
    place = {"near": ["60602"], "miles": ["50"]}
    asked = {
        "from": ["2026-12-05"], "to": ["2026-12-06"], "kind": ["rally", "vigil"], "accessible": ["1"],
        "organization": ["neighbors"],
    }  # fmt: skip
    links = _on(client.page(f"/?{urlencode(place | asked, doseq=True)}"))
    assert {words: parse_qs(urlsplit(link).query) for words, link in links.items()} == {
        "Sat, Dec 5 – Sun, Dec 6": place | {name: asked[name] for name in ("kind", "accessible", "organization")},
        "Rally": place | asked | {"kind": ["vigil"]},
        "Vigil": place | asked | {"kind": ["rally"]},
        "Neighbors United": place | {name: asked[name] for name in ("from", "to", "kind", "accessible")},
        "Wheelchair access": place | {name: asked[name] for name in ("from", "to", "kind", "organization")},
        "Clear all": place,
    }


@pytest.mark.parametrize(
    ("query", "words"),
    [("from=2026-12-05", "From Sat, Dec 5"), ("to=2026-12-05", "Until Sat, Dec 5"),
     ("from=2026-12-05&to=2026-12-05", "Sat, Dec 5"), ("online=1", "Online"), ("sign_language=1", "Sign language")],
)  # fmt: skip
def test_filter_is_named_in_words(client: CheckingClient, query: str, words: str) -> None:
    assert _on(client.page(f"/?{query}")) == {words: "/#results", "Clear all": "/#results"}


def test_nothing_is_there_to_take_away_when_no_filter_is_on(client: CheckingClient) -> None:
    assert "Clear all" not in client.page("/?near=60602&miles=any&page=1").text


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-11-24", ("2026-11-28", "2026-11-29", "2026-12-05", "2026-12-06")),  # a Tuesday
        ("2026-11-28", ("2026-11-28", "2026-11-29", "2026-12-05", "2026-12-06")),  # a Saturday
        ("2026-11-29", ("2026-11-29", "2026-11-29", "2026-12-05", "2026-12-06")),  # a Sunday
        ("2026-11-30", ("2026-12-05", "2026-12-06", "2026-12-12", "2026-12-13")),  # a Monday
    ],
)
def test_days_by_name_are_today_and_two_weekends(
    client: CheckingClient, set_clock: Clock, today: str, days: tuple[str, str, str, str]
) -> None:
    set_clock(dt.datetime.fromisoformat(f"{today}T18:00:00+00:00"))
    assert _quick(client.page("/?near=60602")) == {
        "Today": (today, today, False),
        "This weekend": (*days[:2], False),
        "Next weekend": (*days[2:], False),
    }


@pytest.mark.parametrize(
    ("near", "today"),
    [
        ("", "2026-12-04"),  # 22:30 in the middle of the country
        ("New York, NY", "2026-12-04"),  # 23:30
        ("Honolulu, HI", "2026-12-04"),
        ("Adak, AK", "2026-12-04"),
        ("San Juan, PR", "2026-12-05"),  # 00:30
        ("Hagåtña, GU", "2026-12-05"),
        ("Guam", "2026-12-05"),
        ("Saipan, MP", "2026-12-05"),
        ("Pago Pago, AS", "2026-12-04"),
    ],
)
def test_today_is_the_day_at_the_place_that_is_searched(
    client: CheckingClient, set_clock: Clock, near: str, today: str
) -> None:
    set_clock(dt.datetime(2026, 12, 5, 4, 30, tzinfo=dt.UTC))
    assert _quick(client.page(f"/?near={near}"))["Today"] == (today, today, False)


def test_every_state_has_a_zone_whose_clock_is_at_most_an_hour_off(now: dt.datetime) -> None:
    assert set(ZONE_OF_STATE) == {state.code for state in bundled().states()}
    for state in bundled().states():
        here, there = ZoneInfo(ZONE_OF_STATE[state.code]), ZoneInfo(zone_at(state.latitude, state.longitude))
        assert abs(now.astimezone(here).utcoffset() - now.astimezone(there).utcoffset()) <= dt.timedelta(hours=1)


def test_days_by_name_are_marked_and_lead_away_when_they_are_chosen(client: CheckingClient) -> None:
    page = client.page("/?near=60602&from=2026-11-28&to=2026-11-29&kind=rally")
    assert _quick(page)["This weekend"] == ("", "", True)
    assert _quick(page)["Next weekend"] == ("2026-12-05", "2026-12-06", False)


def test_organization_narrows_the_page_the_map_and_the_feeds(client: CheckingClient) -> None:
    neighbors = an_organization(slug="neighbors", name="Neighbors United")
    an_event(title="Theirs", organization_id=neighbors.id)
    an_event(title="Others'", organization_id=an_organization().id)
    an_event(title="Nobody's")
    assert _titles(client.page("/?organization=neighbors")) == ["Theirs"]
    assert _titles(client.page("/?near=60602&organization=neighbors")) == ["Theirs"]
    for feed in ("/events.json", "/events.geojson", "/events.ics"):
        text = client.get(f"{feed}?organization=neighbors").text
        assert ("Theirs" in text, "Others" in text, "Nobody" in text) == (True, False, False), feed


def test_organization_has_what_names_nobody_in_a_campaign_that_it_runs(client: CheckingClient) -> None:
    neighbors, others = (an_organization(slug=name, name=name.title()) for name in ("neighbors", "others"))
    march = a_campaign(slug="march", organization_id=neighbors.id)
    an_event(title="Of the campaign", campaign=march)
    an_event(title="Others'", campaign=march, organization_id=others.id)
    an_event(title="Of nobody", campaign=a_campaign(slug="fair"))
    assert _titles(client.page("/?organization=neighbors")) == ["Of the campaign"]
    assert _titles(client.page("/?near=60602&organization=neighbors")) == ["Of the campaign"]
    assert _titles(client.page("/?organization=others")) == ["Others'"]
    assert _titles(client.page("/embed?organization=neighbors")) == ["Of the campaign"]
    chosen = [e.get("value") for e in client.page("/").elements if e.tag == "option" and "neigh" in e.get("value")]
    assert chosen == ["neighbors"]
    file = client.get("/events.json").get_json()
    hosts = [file["organizations"][number][1] for number in file["organization"]]
    assert hosts == ["Neighbors", "Others", ""]


def test_organization_can_be_chosen_when_several_have_actions_to_come(client: CheckingClient, now: dt.datetime) -> None:
    campaign = a_campaign(slug="march")
    for name, changes in (
        ("Zebra", {}), ("Ant", {"campaign": campaign}), ("Past", {"starts_at": now - dt.timedelta(days=2)}),
        ("Waiting", {"state": "pending"}),
    ):  # fmt: skip
        an_event(organization_id=an_organization(slug=name.lower(), name=name).id, **changes)
    options = [
        e.text for e in client.page("/").elements if e.tag == "option" and e.inside[-1].get("id") == "organization"
    ]
    assert options == ["Every organization", "Ant", "Zebra"]
    # In the campaign there is only one.
    assert client.page("/campaigns/march").all("select", id="organization") == []


def test_organization_stays_chosen_when_it_has_nothing_to_come(client: CheckingClient) -> None:
    an_organization(slug="quiet", name="Quiet Ones")
    chosen = client.page("/?organization=quiet").one("option", value="quiet")
    assert (chosen.text, "selected" in chosen.attributes) == ("Quiet Ones", True)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("miles=-1", "miles", "The distance must be between 1 and 1000 miles"),
        ("miles=1e9", "miles", "The distance must be between 1 and 1000 miles"),
        ("from=2026-02-30", "from", "“2026-02-30” is not a date we can use."),
        ("from=2026-12-06&to=2026-12-05", "from", "The first date is after the last one"),
        ("to=%00%00x", "to", "“x” is not a date we can use."),
        ("near=" + "x" * 10_000, "near", "That is too long for a ZIP code or a town."),
    ],
)
def test_senseless_filter_is_told_to_its_own_field(client: CheckingClient, query: str, field: str, words: str) -> None:
    page = client.page(f"/?{query}")
    control = page.one("input" if field != "miles" else "select", id=field)
    assert control.get("aria-invalid") == "true"
    assert page.one("li" if field != "near" else "p", id=control.get("aria-describedby")).text.startswith(words)


@pytest.mark.parametrize(
    "query",
    ["organization=nobody", "kind=xyz", "page=1000000000", "page=-1", "near=60602&near=10001", "miles=1&miles=2",
     "from=2026-12-05&from=2026-12-06", "organization=a&organization=b&kind=x&page=x&near=%00&miles=%F0%9F%98%80"],
)  # fmt: skip
def test_senseless_filter_is_a_sentence_and_never_an_error(client: CheckingClient, query: str) -> None:
    an_event()
    for address in ("/", "/campaigns/march", "/events.json"):
        a = client.get(f"{address}?{query}")
        assert a.status_code == (404 if "campaigns" in address else 200), address
    page = client.page(f"/?{query}")
    assert [e for e in page.elements if e.tag == "div" and e.get("class") == "notice warning"] != []


@pytest.mark.parametrize("list_", ["/events.geojson", "/events.ics", "/events.atom"])
@pytest.mark.parametrize(
    ("query", "words"),
    [("near=Chikagoo", "We know no place called “Chikagoo”."),
     ("near=Springfield", "There is more than one Springfield."),
     ("organization=nobody", "There is no organization called “nobody”."),
     ("kind=xyz", "There is no kind of action called “xyz”."),
     ("from=2026-12-06&to=2026-12-05", "The first date is after the last one."),
     ("from=x", "“x” is not a date we can use."),
     ("miles=-1", "The distance must be between 1 and 1000 miles, or “any”."),
     ("near=60602&near=10001", "“near” stands in the address more than once.")],
)  # fmt: skip
def test_list_for_programs_refuses_what_would_make_it_longer_than_was_asked_for(
    client: CheckingClient, list_: str, query: str, words: str
) -> None:
    an_event(title="Not asked for")
    answer = client.get(f"{list_}?{query}")
    assert (answer.status_code, words in answer.text, "Not asked for" in answer.text) == (400, True, False)


@pytest.mark.parametrize("query", ["page=-1", "page=1000000000"])
def test_list_for_programs_has_no_pages_to_turn(client: CheckingClient, query: str) -> None:
    an_event(title="Asked for")
    answer = client.get(f"/events.geojson?{query}")
    assert (answer.status_code, "Asked for" in answer.text) == (200, True)


def test_choice_of_namesakes_has_those_with_actions_near_first_then_the_alphabet(client: CheckingClient) -> None:
    campaign = a_campaign()
    for latitude, longitude in ((37.2, -93.3), (37.3, -93.2), (39.8, -89.65)):  # two in Missouri, one in Illinois
        an_event(campaign=campaign, latitude=latitude, longitude=longitude)
    choices = _choices(client.page("/?near=Springfield"))
    assert choices[:2] == ["Springfield, MO (2 actions near it) 2", "Springfield, IL (1 action near it) 1"]
    assert choices[2:] == sorted(choices[2:])
    assert choices[2:4] == ["Springfield, AR", "Springfield, CO"]


def test_choice_of_namesakes_counts_only_what_the_filters_leave(client: CheckingClient) -> None:
    an_event(latitude=37.2, longitude=-93.3)
    assert "near it" not in "".join(_choices(client.page("/?near=Springfield&kind=vigil")))


@pytest.mark.parametrize(
    ("language", "near", "title"), [("/es", "NM", "Nuevo México"), ("", "Nuevo México", "New Mexico")]
)
def test_state_is_named_in_the_language_of_the_page(
    client: CheckingClient, language: str, near: str, title: str
) -> None:
    page = client.page(f"{language}/?near={near}")
    assert title in next(e.text for e in page.elements if e.get("id") == "results-heading")


def test_list_is_around_the_middle_of_a_county(client: CheckingClient) -> None:
    an_event()
    page = client.page("/?near=Cook County, IL&miles=10")
    heading = next(e.text for e in page.elements if e.get("id") == "results-heading")
    assert (heading, _titles(page)) == ("1 action within 10 miles of Cook County, IL", ["Rally at Daley Plaza"])


@pytest.mark.parametrize("near", ["", "60602", "Texas"])
def test_page_says_that_the_filters_leave_nothing_when_nothing_is_left_anywhere(
    client: CheckingClient, near: str
) -> None:
    an_event()
    told = "Nothing fits all of that. Take a filter away, or host one yourself."
    assert told in client.page(f"/?near={near}&kind=vigil").text
    assert told not in client.page(f"/?near={near}").text


def test_la_is_the_city_and_offers_the_state(client: CheckingClient) -> None:
    page = client.page("/?near=LA")
    links = {e.text: e.get("href") for e in page.elements if e.tag == "a"}
    assert links["all of Louisiana"] == "/?near=Louisiana+State#results"
    assert "Los Angeles, CA" in next(e.text for e in page.elements if e.get("id") == "results-heading")
