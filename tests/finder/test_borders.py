"""Events at the edges of the calendar: both sides of the date line, midnight, and the nights when clocks change."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.checking_client import CheckingClient
from tests.factories import an_event
from tests.html_page import HtmlPage

Clock = Callable[[dt.datetime], None]
# Where, its zone and point.
GUAM = {"time_zone": "Pacific/Guam", "latitude": 13.4443, "longitude": 144.7937, "city": "Hagåtña", "region": "GU"}
ADAK = {"time_zone": "America/Adak", "latitude": 51.88, "longitude": -176.66, "city": "Adak", "region": "AK"}
SAMOA = {"time_zone": "Pacific/Pago_Pago", "latitude": -14.28, "longitude": -170.7, "city": "Pago Pago", "region": "AS"}
CHICAGO: dict[str, object] = {}
PHOENIX = {"time_zone": "America/Phoenix", "latitude": 33.45, "longitude": -112.07, "city": "Phoenix", "region": "AZ"}


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def _cards(page: HtmlPage) -> list[str]:
    return [element.text for element in page.elements if "card" in element.get("class").split()]


@pytest.mark.parametrize(
    ("place", "starts", "hours", "day", "words"),
    [
        (GUAM, "2026-12-05T11:00+10:00", 2, "2026-12-05",
         "Dec 5 Sat Rally Saturday, December 5, 2026, 11:00 AM – 1:00 PM ChST"),
        (GUAM, "2026-12-05T00:00+10:00", 1, "2026-12-05",
         "Dec 5 Sat Rally Saturday, December 5, 2026, 12:00 AM – 1:00 AM ChST"),
        (ADAK, "2026-12-05T23:00-10:00", 1, "2026-12-05",
         "Dec 5 Sat Rally Saturday, December 5, 2026, 11:00 PM – 12:00 AM on Sun, Dec 6 HST"),
        (SAMOA, "2026-12-05T20:00-11:00", 2, "2026-12-05",
         "Dec 5 Sat Rally Saturday, December 5, 2026, 8:00 PM – 10:00 PM SST"),
        (CHICAGO, "2026-12-05T00:00-06:00", 1, "2026-12-05",
         "Dec 5 Sat Rally Saturday, December 5, 2026, 12:00 AM – 1:00 AM CST"),
        (CHICAGO, "2026-12-05T23:59-06:00", 1, "2026-12-05",
         "Dec 5 Sat Rally Saturday, December 5, 2026, 11:59 PM – 12:59 AM on Sun, Dec 6 CST"),
        # Two hours by the watch, three on the wall: clocks go forward at 2:00.
        (CHICAGO, "2027-03-14T01:00-06:00", 2, "2027-03-14",
         "Mar 14 Sun Rally Sunday, March 14, 2027, 1:00 AM – 4:00 AM CST"),
        # A day of 25 hours: the last of them is still that day.
        (CHICAGO, "2026-11-01T23:30-06:00", 0.4, "2026-11-01",
         "Nov 1 Sun Rally Sunday, November 1, 2026, 11:30 PM – 11:54 PM CST"),
        (PHOENIX, "2027-03-14T02:30-07:00", 1, "2027-03-14",
         "Mar 14 Sun Rally Sunday, March 14, 2027, 2:30 AM – 3:30 AM MST"),
    ],
)  # fmt: skip
def test_event_is_found_on_its_own_day_and_on_no_other_and_its_card_says_so(
    client: CheckingClient, set_clock: Clock, place: dict[str, object], starts: str, hours: float, day: str, words: str
) -> None:
    set_clock(_instant("2026-10-01T12:00+00:00"))
    event = an_event(title="Rally", starts_at=_instant(starts), hours=hours, **place)
    ends = event.last_ends_at.astimezone(event.zone)
    # What ends at midnight has not begun the next day.
    days = {event.first_starts_at.astimezone(event.zone).date(), (ends - dt.timedelta(seconds=1)).date()}
    around = [dt.date.fromisoformat(day) + dt.timedelta(days=shift) for shift in (-2, -1, 0, 1, 2)]

    found = {one for one in around if _cards(client.page(f"/?from={one}&to={one}"))}

    assert found == days
    (card,) = _cards(client.page(f"/?from={day}"))
    assert card.startswith(words)


@pytest.mark.parametrize(
    ("instant", "is_listed"),
    [("2026-12-05T02:59+00:00", True), ("2026-12-05T03:00+00:00", False)],
)
def test_event_in_guam_is_over_when_it_is_over_there(
    client: CheckingClient, set_clock: Clock, instant: str, is_listed: bool
) -> None:
    an_event(starts_at=_instant("2026-12-05T11:00+10:00"), hours=2, **GUAM)
    set_clock(_instant(instant))
    assert bool(_cards(client.page("/"))) is is_listed


def test_search_near_the_date_line_finds_what_lies_beyond_it(client: CheckingClient) -> None:
    an_event(title="Attu", latitude=52.9, longitude=173.2, time_zone="America/Adak", city="Attu", region="AK")
    an_event(title="Adak rally", **ADAK)
    cards = _cards(client.page("/?near=Adak, AK&miles=500"))
    assert [card.split(" Saturday")[0] for card in cards] == ["Dec 5 Sat Adak rally", "Dec 5 Sat Attu"]


def test_long_titles_and_right_to_left_ones_say_their_own_direction(client: CheckingClient) -> None:
    for title in ("مظاهرة من أجل العائلات " * 8, "👩‍👩‍👧‍👦" * 25, "W" * 200):
        an_event(title=title.strip()[:200], venue="ساحة الحرية")
    page = client.page("/?near=60602")
    links = [e for e in page.elements if e.tag == "a" and e.get("href").startswith("/events/")]
    assert [link.get("dir") for link in links] == ["auto"] * 3
    places = [e for e in page.elements if e.tag == "p" and e.get("class") == "meta" and "ساحة" in e.text]
    assert [place.get("dir") for place in places] == ["auto"] * 3
