"""Share pictures: what they say, that they are drawn once, quickly and small, and that anything can be drawn."""

import dataclasses
import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from actions.database import db
from actions.events.models import Event
from actions.events.page import event_for_page, event_page
from actions.feeds import drawing, picture_routes, typesetting
from actions.feeds.drawing import SIZE, picture
from actions.feeds.picture_facts import PictureFacts, campaign_facts, event_facts
from actions.feeds.picture_store import Busy, PictureStore
from config import Settings
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.journeys.naughty import NAUGHTY

MOST_BYTES = 80_000
LONG = "We gather to call for the reunification of every family that was separated " * 3


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a folder of its own: a picture drawn for another test is not drawn again."""
    return dataclasses.replace(settings, instance=tmp_path)


def facts_of(event: Event) -> PictureFacts:
    found = event_for_page(event.id)
    assert found is not None
    return event_facts(event_page(found, factories.timeslots_of(event), 0, factories.NOW, "http://localhost/x"))


def address_of(client: CheckingClient, page: str) -> str:
    (element,) = HtmlPage(client.get(page).text).all("meta", property="og:image")
    return element.get("content").removeprefix("http://localhost")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_a_picture_says_what_when_with_zone_and_which_town(app: Flask) -> None:
    facts = facts_of(factories.an_event())
    assert facts.words == (
        "Rally at Daley Plaza",
        "Saturday, December 5, 2026",
        "11:00 AM – 1:00 PM CST",
        "Chicago, IL",
    )
    assert (facts.month, facts.day, facts.label) == ("Dec", "5", "Families Belong Together")
    assert (facts.point, facts.is_exact) == ((41.8836, -87.6308), True)


def test_a_withheld_place_is_an_area_and_a_town(app: Flask) -> None:
    facts = facts_of(factories.an_event(address_visibility="going", latitude=41.88361, longitude=-87.63081))
    assert (facts.point, facts.is_exact, facts.where) == ((41.88, -87.63), False, "Chicago, IL")


def test_what_is_called_off_says_so(app: Flask) -> None:
    cancelled = facts_of(factories.an_event(state="cancelled"))
    postponed = facts_of(factories.postponed(factories.an_event()))
    assert (cancelled.notice, cancelled.is_struck) == ("Cancelled", True)
    assert (postponed.notice, postponed.when, postponed.day) == ("Postponed", ("New date to come",), "5")


def test_several_times_are_counted(app: Flask) -> None:
    event = factories.an_event()
    factories.a_timeslot(event)
    assert facts_of(event).where == "Chicago, IL · 1 more time"


def test_a_title_that_no_font_has_gives_way_to_kind_and_town(app: Flask) -> None:
    assert facts_of(factories.an_event(title="家庭团聚集会")).title == "Rally in Chicago, IL"


def test_signs_that_no_font_has_fall_away(app: Flask) -> None:
    assert typesetting.drawable("A \U0001d11e\u0007 rally\u202e \U000e0041!") == "A rally !"


def test_a_title_from_the_right_needs_the_library_that_turns_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SHAPES", True)
    assert typesetting.drawable("שלום לכולם") == "שלום לכולם"
    monkeypatch.setattr(typesetting, "SHAPES", False)
    assert typesetting.drawable("שלום לכולם") == ""


@pytest.mark.parametrize(
    ("count", "states", "words"),
    [
        (0, 0, ""),
        (1, 1, "1 action"),
        (9, 4, "9 actions in 4 states and territories"),
        (14, 9, "10+ actions in 9 states and territories"),
        (628, 50, "600+ actions in 50 states and territories"),
        (10_499, 56, "10,000+ actions in 56 states and territories"),
    ],
)
def test_a_campaign_counts_its_actions_roundly(app: Flask, count: int, states: int, words: str) -> None:
    assert campaign_facts(None, count, states).where == words


@pytest.mark.parametrize(
    "title", ["Vigil", LONG[:200], "🧺 👨‍👩‍👧‍👦 🏳️‍🌈 🇺🇸 ❤️ ✊🏽", "x" * 200, "العائلات معًا", "שבת: vigil – Бдение", ""]
)
def test_a_picture_is_whole_and_small_whatever_its_title(app: Flask, title: str) -> None:
    content = picture(facts_of(factories.an_event(title=title)))
    assert opened(content).size == SIZE == (1200, 630)
    assert len(content) < MOST_BYTES


@pytest.mark.parametrize("changes", [
    {"latitude": 13.47, "longitude": 144.75, "region": "GU", "time_zone": "Pacific/Guam"},
    {"latitude": 51.88, "longitude": -176.65, "region": "AK", "time_zone": "America/Adak"},
    {"latitude": -14.27, "longitude": -170.7, "region": "AS", "time_zone": "Pacific/Pago_Pago"},
    {"latitude": None, "longitude": None, "precision": None},
    {"latitude": None, "longitude": None, "precision": None, "city": "", "region": "", "online_url": "https://x.example"},
    {"precision": "zip"},
    {"latitude": 90.0, "longitude": 0.0},
])  # fmt: skip
def test_a_picture_is_drawn_wherever_it_is(app: Flask, changes: dict[str, Any]) -> None:
    content = picture(facts_of(factories.an_event(**changes)))
    assert opened(content).size == SIZE
    assert len(content) < MOST_BYTES


def test_any_title_can_be_drawn(app: Flask) -> None:
    facts = facts_of(factories.an_event())
    for text in NAUGHTY.values():
        line = typesetting.drawable(text[:200])
        block = typesetting.fitted(line, typesetting.Face.LOUD, (600, 250), (60, 32))
        assert all(typesetting.width(one, typesetting.Face.LOUD, block.size) <= 606 for one in block.lines), text
    assert facts.title


def test_long_titles_end_with_the_room(app: Flask) -> None:
    block = typesetting.fitted("many words " * 60, typesetting.Face.LOUD, (600, 250), (60, 32))
    assert (block.size, block.height <= 250, block.lines[-1].endswith("…")) == (32, True, True)


def test_a_country_of_dots_is_small_too(app: Flask) -> None:
    points = tuple((25 + n % 97 / 4, -124 + n % 229 / 4) for n in range(10_000))
    facts = PictureFacts(title="Families", label="x", when=(), where="", is_campaign=True, points=points)
    assert len(picture(facts)) < MOST_BYTES


def test_drawing_is_quick(app: Flask) -> None:
    facts = facts_of(factories.an_event(title=LONG[:200]))
    picture(facts)
    begun = time.process_time()
    for _ in range(5):
        picture(facts)
    # It takes some 60 ms of an ordinary core; a slow machine must not fail for being slow.
    assert (time.process_time() - begun) / 5 < 0.4


def test_the_same_facts_have_the_same_name_and_others_another(app: Flask) -> None:
    event = factories.an_event()
    before = facts_of(event)
    assert facts_of(event).digest == before.digest
    event.title = "March"
    db.session.commit()
    assert facts_of(event).digest != before.digest


def test_a_page_names_a_picture_that_is_there(client: CheckingClient) -> None:
    campaign = factories.a_campaign(slug="families")
    event = factories.an_event(campaign=campaign)
    for page in (f"/events/{event.slug}", f"/es/events/{event.slug}", "/campaigns/families", "/", "/es/"):
        address = address_of(client, page)
        answer = client.get(address)
        assert (answer.status_code, answer.content_type) == (200, "image/png"), address
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert opened(answer.data).size == SIZE
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_an_outdated_address_leads_to_the_picture_of_now(client: CheckingClient) -> None:
    event = factories.an_event()
    now = address_of(client, f"/events/{event.slug}")
    for address in (f"/events/{event.slug}/share-000000000000.png", f"/events/{event.id}-old/share-x.png"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, f"http://localhost{now}")
    assert client.get("/share-x.png").status_code == 302


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_an_unpublished_event_has_no_picture(client: CheckingClient, state: str) -> None:
    event = factories.an_event(state=state)
    assert client.get(f"/events/{event.slug}/share-{facts_of(event).digest}.png").status_code == 404


@pytest.mark.parametrize("address", ["/events/x/share-0.png", "/events/999/share-0.png", "/campaigns/no/share-0.png"])
def test_a_picture_of_nothing_is_not_there(client: CheckingClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_picture_is_drawn_once(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[PictureFacts] = []
    monkeypatch.setattr(picture_routes, "picture", lambda facts: drawn.append(facts) or b"PNG")
    event = factories.an_event(title="Drawn once")
    address = address_of(client, f"/events/{event.slug}")
    assert [client.get(address).data for _ in range(3)] == [b"PNG"] * 3
    assert len(drawn) == 1


def test_a_store_is_bounded_and_forgets_what_was_drawn_longest_ago(tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "pictures", most_kept=10)
    for number in range(11):
        store.kept_or_drawn(f"{number:012x}", lambda: b"PNG")
    kept = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert len(kept) == 9
    assert f"{10:012x}.png" in kept


def test_a_store_draws_one_at_a_time_and_each_once(tmp_path: Path) -> None:
    store, running, most, drawn = PictureStore(tmp_path), [0], [0], []

    def draw() -> bytes:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.02)
        running[0] -= 1
        drawn.append(1)
        return b"PNG"

    threads = [threading.Thread(target=store.kept_or_drawn, args=(f"{number % 3:012x}", draw)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most[0], len(drawn)) == (1, 3)


def test_a_store_draws_only_so_many_a_minute(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, most_drawn=2)
    store.kept_or_drawn("0" * 12, lambda: b"PNG")
    store.kept_or_drawn("1" * 12, lambda: b"PNG")
    with pytest.raises(Busy):
        store.kept_or_drawn("2" * 12, lambda: b"PNG")
    assert store.kept_or_drawn("0" * 12, lambda: b"other") == b"PNG"


def test_whoever_asks_for_too_many_is_told_when_to_come_back(
    client: CheckingClient, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, picture_routes.STORE, PictureStore(tmp_path, most_drawn=0))
    event = factories.an_event()
    answer = client.get(address_of(client, f"/events/{event.slug}"), check_page=False)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_a_full_disk_is_no_reason_to_show_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    assert PictureStore(tmp_path / "file" / "pictures").kept_or_drawn("0" * 12, lambda: b"PNG") == b"PNG"


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 11, "A" * 12, "0" * 13])
def test_only_a_digest_names_a_file(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="twelve hex digits"):
        PictureStore(tmp_path).kept_or_drawn(digest, lambda: b"PNG")


def test_a_day_too_long_for_its_line_takes_two_and_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw_line = drawing.draw_line
    monkeypatch.setattr(drawing, "draw_line", lambda *given: (drawn.append(given[2]), draw_line(*given)))
    facts = PictureFacts(
        title="Un día",
        label="",
        when=("sábado, 28 de noviembre de 2026",),
        where="628 acciones en 50 estados y territorios",
        month="nov",
        day="28",
        is_campaign=True,
    )
    drawing.picture(facts)
    assert " ".join(words for words in drawn if words not in ("", "NOV", "28")) == " ".join((*facts.when, facts.where))
    assert "sábado, 28 de noviembre de 2026" not in drawn
