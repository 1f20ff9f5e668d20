"""The finder's page, as somebody without an account or a script reads it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from actions.finder.places import place_named, search_text, states
from actions.geo.location import Precision
from actions.geo.places import Found
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, a_timeslot, an_event, timeslots_of
from tests.html_page import HtmlPage

EVANSTON = {"city": "Evanston", "latitude": 42.0451, "longitude": -87.6877, "venue": "Fountain Square"}
AUSTIN = {"city": "Austin", "region": "TX", "latitude": 30.2747, "longitude": -97.7404, "venue": "Capitol"}


def _heading(page: HtmlPage) -> str:
    return next(element.text for element in page.elements if element.get("id") == "results-heading")


def _cards(page: HtmlPage) -> list[str]:
    return [element.text for element in page.elements if "card" in element.get("class").split()]


def _titles(page: HtmlPage) -> list[str]:
    return [e.text for e in page.elements if e.tag == "a" and e.get("href").startswith("/events/")]


def _links(page: HtmlPage) -> dict[str, str]:
    return {element.text: element.get("href") for element in page.elements if element.tag == "a"}


def test_page_lists_actions_nearest_first_when_a_zip_is_given(client: CheckingClient) -> None:
    an_event(title="Evanston rally", **EVANSTON)
    an_event(title="Chicago rally")
    an_event(title="Austin rally", **AUSTIN)

    page = client.page("/?near=60602")

    assert _heading(page) == "2 actions within 25 miles of Chicago, IL 60602"
    assert _titles(page) == ["Chicago rally", "Evanston rally"]


def test_card_says_day_time_with_zone_place_distance_and_access(client: CheckingClient) -> None:
    event = an_event(title="Rally", is_wheelchair_accessible=True, has_sign_language=True)
    timeslots_of(event)[0].going_count = 73
    page = client.page("/?near=60602")
    assert _cards(page) == [
        "Dec 5 Sat Rally Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST Daley Plaza, Chicago, IL "
        "0.1 mi 50+ going Wheelchair access Sign language"
    ]


def test_distance_is_called_about_when_the_point_is_a_zips_middle(client: CheckingClient) -> None:
    an_event(precision="zip", **EVANSTON)
    (card,) = _cards(client.page("/?near=60602"))
    assert "about 12 mi" in card


def test_card_keeps_a_withheld_place_to_itself(client: CheckingClient) -> None:
    an_event(address_visibility="going", latitude=41.88491, longitude=-87.63499)
    page = client.page("/?near=60602")
    assert "Daley" not in "".join(_cards(page)).replace("Rally at Daley Plaza", "")
    assert "about 1 mi" in _cards(page)[0]


def test_card_shows_the_next_timeslot_when_the_first_is_over(client: CheckingClient, now: dt.datetime) -> None:
    event = an_event(title="Vigil", starts_at=now - dt.timedelta(days=1))
    a_timeslot(event)
    a_timeslot(event, starts_at=now + dt.timedelta(days=2), ends_at=now + dt.timedelta(days=2, hours=1))
    assert _cards(client.page("/")) == [
        "Nov 24 Tue Vigil Tuesday, November 24, 2026, 9:00 AM – 11:00 AM CST Daley Plaza, Chicago, IL 1 more time"
    ]


@pytest.mark.parametrize(
    ("going", "words"), [(20, "Full"), (19, "Few places left"), (15, "Few places left"), (14, "10+ going")]
)
def test_card_says_that_places_are_few_or_gone_but_not_how_many(client: CheckingClient, going: int, words: str) -> None:
    event = an_event(title="Rally", capacity=20)
    timeslots_of(event)[0].going_count = going
    (card,) = _cards(client.page("/"))
    assert (
        card == f"Dec 5 Sat Rally Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST Daley Plaza, Chicago, IL {words}"
    )


def test_count_line_counts_events_and_states(client: CheckingClient) -> None:
    an_event()
    an_event(**EVANSTON)
    an_event(**AUSTIN)
    an_event(city="", region="", latitude=None, longitude=None, venue="", online_url="https://meet.example.org/1")
    an_event(state="pending", region="GA")
    page = client.page("/")
    assert [e.text for e in page.elements if e.get("class") == "count"] == ["4 actions in 2 states and territories"]


def test_page_says_what_to_do_when_no_action_was_ever_announced(client: CheckingClient) -> None:
    page = client.page("/")
    assert "No action has been announced yet. Yours can be the first." in page.text


def test_nearest_and_online_ones_are_shown_when_nothing_is_within_reach(client: CheckingClient) -> None:
    for number in range(4):
        an_event(title=f"Austin {number}", **{**AUSTIN, "latitude": 30.3 - number / 10})
    an_event(
        title="Call-in", city="", region="", venue="", latitude=None, longitude=None, online_url="https://x.example"
    )

    page = client.page("/?near=60602&miles=10")

    assert _heading(page) == "Nothing within 10 miles of Chicago, IL 60602 yet"
    assert _titles(page) == ["Austin 0", "Austin 1", "Austin 2", "Call-in"]
    assert "978 mi" in _cards(page)[0]
    assert _links(page)["Host one near 60602"].endswith("near=60602")


def test_page_offers_the_nearest_spellings_and_keeps_the_form_when_a_town_is_unknown(client: CheckingClient) -> None:
    an_event()
    page = client.page("/?near=Chicgo&kind=rally")
    assert "We know no place called “Chicgo”. Check the spelling, or use a ZIP code." in page.text
    link = urlsplit(_links(page)["Chicago, IL"])
    assert parse_qs(link.query) == {"near": ["Chicago, IL"], "kind": ["rally"]}
    assert [e.get("value") for e in page.elements if e.get("name") == "near"] == ["Chicgo"]
    assert _titles(client.page(f"/?{link.query}")) == ["Rally at Daley Plaza"]


def test_spanish_sentence_about_a_senseless_distance_names_the_word_that_is_accepted(client: CheckingClient) -> None:
    assert "millas o ser “any”." in client.page("/es/?miles=cualquiera").text
    assert "La distancia tiene que estar" not in client.page("/es/?miles=any").text


def test_page_offers_a_misspelt_state_in_the_language_of_the_page(client: CheckingClient) -> None:
    page = client.page("/es/?near=Nueva+Yorc")
    assert parse_qs(urlsplit(_links(page)["Nueva York"]).query) == {"near": ["New York State"]}


def test_page_offers_the_choice_when_several_towns_have_the_name(client: CheckingClient) -> None:
    page = client.page("/?near=Springfield")
    assert "There is more than one Springfield. Which do you mean?" in page.text
    assert {"Springfield, IL", "Springfield, MA", "Springfield, MO"} <= set(_links(page))


def test_page_says_so_when_a_zip_does_not_exist(client: CheckingClient) -> None:
    assert "We know no place called “00000”." in client.page("/?near=00000").text


def test_senseless_filters_are_told_and_the_rest_of_the_page_works(client: CheckingClient) -> None:
    an_event()
    page = client.page("/?miles=-1&from=2026-12-09&to=2026-12-01&kind=xyz&page=1000000000000000000000&near=60602")
    told = [e for e in page.elements if e.tag == "li" and any(around.get("role") == "status" for around in e.inside)]
    assert [e.text for e in told] == [
        "The distance must be between 1 and 1000 miles, or “any”. This list is for 25 miles.",
        "The first date is after the last one. This list is for any date.",
        "There is no kind of action called “xyz”.",
        "The list is not that long. This is its last page.",
    ]
    assert _titles(page) == ["Rally at Daley Plaza"]


@pytest.mark.parametrize(
    "near",
    [
        "%00",
        "%FF%FE",
        "%F0%9F%8C%88",
        "%E2%80%AE",
        "'; DROP TABLE events;--",
        "<script>alert(1)</script>",
        "%25",
        "a" * 9000,
    ],
)
def test_page_answers_when_the_place_is_a_naughty_string(client: CheckingClient, near: str) -> None:
    response = client.get(f"/?near={near}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_list_is_paged_when_it_is_long(client: CheckingClient) -> None:
    campaign = a_campaign()
    for number in range(21):
        an_event(
            campaign=campaign, title=f"Rally {number:02}", starts_at=dt.datetime(2026, 12, 5, number, tzinfo=dt.UTC)
        )

    first, second = client.page("/"), client.page("/?page=2")

    assert _titles(first) == [f"Rally {number:02}" for number in range(20)]
    assert "Page 1 of 2" in first.text
    assert _links(first)["Next"] == "/?page=2#results"
    assert (_titles(second), _links(second)["Previous"]) == (["Rally 20"], "/#results")


@pytest.mark.parametrize("miles", ["25", "any"])
def test_pages_around_a_place_continue_where_the_last_ended(client: CheckingClient, miles: str) -> None:
    campaign = a_campaign()
    for number in range(23):
        an_event(campaign=campaign, title=f"Rally {number:02}", latitude=41.8829 + number / 100, longitude=-87.6321)
    seen = [_titles(client.page(f"/?near=60602&miles={miles}&page={page}")) for page in (1, 2)]
    assert seen == [[f"Rally {n:02}" for n in range(20)], [f"Rally {n:02}" for n in range(20, 23)]]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=vigil", ["Vigil"]),
        ("kind=vigil&kind=march", ["March", "Vigil"]),
        ("accessible=1", ["March"]),
        ("sign_language=1", ["Vigil"]),
        ("online=1", ["Online"]),
        ("online=1&near=60602", ["Online"]),
        ("accessible=0", ["Rally", "March", "Vigil", "Online"]),
        ("near=Illinois", ["Rally", "March", "Vigil"]),
        ("kind=rally&accessible=1", []),
    ],
)
def test_filters_leave_what_fits(client: CheckingClient, query: str, titles: list[str]) -> None:
    at = dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    an_event(title="Rally", starts_at=at)
    an_event(title="March", kind="march", is_wheelchair_accessible=True, starts_at=at + hour)
    an_event(title="Vigil", kind="vigil", has_sign_language=True, starts_at=at + 2 * hour)
    an_event(title="Online", region="TX", online_url="https://meet.example.org/1", starts_at=at + 3 * hour)
    assert _titles(client.page(f"/?{query}")) == titles


def test_map_without_a_script_is_a_list_by_state(client: CheckingClient) -> None:
    an_event()
    an_event(**EVANSTON)
    an_event(**AUSTIN)
    page = client.page("/")
    (states_list,) = [e for e in page.elements if e.tag == "div" and e.get("class") == "states"]
    assert states_list.text == "Actions by state Illinois 2 Texas 1"
    assert _heading(client.page(_links(page)["Texas"])) == "1 action in Texas"


def test_list_of_states_stands_in_the_order_of_the_names_it_shows(client: CheckingClient) -> None:
    for region in ("NC", "ND", "WV", "WA", "HI", "MI"):
        an_event(region=region)
    listed = {
        prefix: [e for e in client.page(prefix).elements if e.get("class") == "states"] for prefix in ("/", "/es/")
    }
    assert listed["/"][0].text == (
        "Actions by state Hawaii 1 Michigan 1 North Carolina 1 North Dakota 1 Washington 1 West Virginia 1"
    )
    assert listed["/es/"][0].text == (
        "Acciones por estado Carolina del Norte 1 Dakota del Norte 1 Hawái 1 Míchigan 1 Virginia Occidental 1"
        " Washington 1"
    )


def test_every_state_can_be_searched_for_by_what_its_link_says(app: Flask) -> None:
    answers = {state.code: place_named(search_text(state)) for state in states()}
    assert len(answers) == 56
    assert {code for code, a in answers.items() if not (isinstance(a, Found) and a.place.state == code)} == set()
    assert {
        code for code, a in answers.items() if isinstance(a, Found) and a.place.precision != Precision.STATE
    } == set()


def test_form_keeps_what_was_chosen(client: CheckingClient) -> None:
    an_event(kind="vigil")
    response = client.get("/?near=60602&miles=50&kind=vigil&accessible=1&from=2026-12-05")
    answer = client.submit(response, "Find", near="Evanston, IL")
    assert parse_qs(urlsplit(answer.request.full_path).query) == {
        "near": ["Evanston, IL"],
        "miles": ["50"],
        "kind": ["vigil"],
        "accessible": ["1"],
        "from": ["2026-12-05"],
    }


def test_page_sets_no_cookie_and_may_be_kept(client: CheckingClient) -> None:
    an_event()
    response = client.get("/?near=60602")
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get("/?near=60602", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_page_is_spanish_under_es(client: CheckingClient) -> None:
    an_event()
    page = client.page("/es/?near=60602")
    assert "sáb" in _cards(page)[0]
    assert {words for words, link in _links(page).items() if not link.startswith(("/es/", "#"))} == {"English"}


def test_campaign_is_named_on_the_home_page_when_it_has_actions_to_come(client: CheckingClient) -> None:
    an_event(campaign=a_campaign(slug="march", title="March on", day_on=dt.date(2026, 12, 5)))
    a_campaign(slug="empty", title="Nothing yet")
    page = client.page("/")
    assert _links(page)["March on"] == "/campaigns/march"
    assert "Saturday, December 5, 2026. Join in" in page.text
    assert "Nothing yet" not in page.text


def test_links_to_another_search_begin_at_its_first_page(client: CheckingClient) -> None:
    campaign = a_campaign()
    for _ in range(21):
        an_event(campaign=campaign)
    links = _links(client.page("/?kind=rally&page=2"))
    assert (links["Illinois"], links["Clear all"]) == ("/?near=Illinois&kind=rally#results", "/#results")
