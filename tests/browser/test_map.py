"""The map and the list beside it, as the reader's own device makes them: from one file, and without telling anybody."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from actions.database import db
from actions.events import publication
from tests import factories
from tests.browser.every_page import application_of
from tests.browser.watching import Watched
from tests.services.browser import PHONE, axe_violations
from tests.services.live_server import LiveServer
from tests.services.settings import NOW, SECRETS

Tab = Callable[..., Page]
LONG = "A gathering whose name somebody wrote out until the form would not take one letter more " * 2
# Title, town, state, place, zone and what else is told of it; from the date line to the Virgin Islands.
ACTIONS: tuple[tuple[str, str, str, tuple[float, float], str, dict[str, Any]], ...] = (
    ("Rally at Daley Plaza", "Chicago", "IL", (41.8836, -87.6308), "America/Chicago", {"capacity": 3}),
    ("Walk along the lake 🌊", "Evanston", "IL", (42.0464, -87.6830), "America/Chicago", {"kind": "march"}),
    ("مسيرة العائلات", "Dearborn", "MI", (42.3223, -83.1763), "America/Detroit", {"has_sign_language": True}),
    (LONG.strip(), "Austin", "TX", (30.2711, -97.7437), "America/Chicago", {"address_visibility": "going"}),
    ("Night vigil", "Boston", "MA", (42.3601, -71.0589), "America/New_York", {"hours": 9, "online_url": "https://x.example"}),
    ("Rally in Honolulu", "Honolulu", "HI", (21.3073, -157.8574), "Pacific/Honolulu", {"capacity": 1}),
    ("Rally in Adak", "Adak", "AK", (51.8800, -176.6581), "America/Adak", {"precision": "zip"}),
    ("Rally in Hagåtña", "Hagåtña", "GU", (13.4757, 144.7489), "Pacific/Guam", {}),
    ("Rally in Pago Pago", "Pago Pago", "AS", (-14.2756, -170.7020), "Pacific/Pago_Pago", {}),
    ("Rally in Ponce", "Ponce", "PR", (18.0111, -66.6141), "America/Puerto_Rico", {"is_wheelchair_accessible": True}),
)  # fmt: skip
# Somewhere in Chicago's 60622, to more places than any town or ZIP code has.
HERE = {"latitude": 41.902347, "longitude": -87.672189}
TELLING = re.compile(r"41[.]?9023|87[.]?6721|606\d\d|Chicago", re.IGNORECASE)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A site with one action in each corner of the country."""
    server = LiveServer(tmp_path_factory.mktemp("country"), {**SECRETS, "RATE_LIMITS": "off"}, NOW)
    try:
        server.start()
        with application_of(server):
            campaign, host = factories.a_campaign(), factories.a_user()
            for day, (title, city, region, (latitude, longitude), zone, more) in enumerate(ACTIONS):
                event = factories.an_event(
                    campaign=campaign, host=host, title=title, city=city, region=region, latitude=latitude,
                    longitude=longitude, time_zone=zone, venue="Town Hall",
                    starts_at=NOW + dt.timedelta(days=day + 1, hours=3), **more,
                )  # fmt: skip
                if title == "Rally in Honolulu":
                    factories.an_rsvp(event)
                if title == "Rally in Ponce":
                    factories.a_timeslot(event)
                    factories.a_timeslot(
                        event, starts_at=NOW + dt.timedelta(days=40), ends_at=NOW + dt.timedelta(days=41)
                    )
                    factories.an_rsvp(event, party_size=12)
            publication.mark_changed()
            db.session.commit()
        yield server
    finally:
        server.stop()


@pytest.fixture
def tab(browser: Browser, country: LiveServer) -> Iterator[Tab]:
    """`tab()` opens a page in a fresh profile; what it loads and logs is watched."""
    opened: list[Watched] = []

    def open_one(**options: Any) -> Page:
        opened.append(Watched(browser, country.url, **options))
        return opened[-1].page

    yield open_one
    for one in opened:
        one.close()
    assert [trouble for one in opened for trouble in one.troubles] == []


def drawn(page: Page, address: str) -> None:
    """Open a page and wait for its map."""
    page.goto(address)
    expect(page.locator("[data-map][data-drawn]")).to_be_attached()


def asked_by(page: Page) -> list[Request]:
    """What the page asks for from now on."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    return asked


def titles(page: Page) -> list[str]:
    return page.locator("li.card:visible h3").all_inner_texts()


def heading(page: Page) -> str:
    return page.locator("#results-heading").inner_text()


def test_list_follows_the_map_says_so_once_it_rests_and_goes_back_to_the_search(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/")
    before = page.locator("[data-search-list]").inner_text()
    expect(page.locator("[data-live-status]")).to_have_text("")

    for button, town in (
        ("Hawaii", "Honolulu"),
        ("Guam and Northern Marianas", "Hagåtña"),
        ("American Samoa", "Pago Pago"),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.locator("#results-heading")).to_have_text(
            "1 of 10 actions in this part of the map", use_inner_text=True
        )
        assert titles(page) == [f"Rally in {town}"]
        expect(page.locator(f'.map-place[aria-label^="Rally in {town}"]')).to_be_in_viewport()
    # Three moves, one sentence.
    expect(page.locator("[data-live-status]")).to_have_text(
        "1 of 10 actions in this part of the map. The nearest to the middle of the map first."
    )
    page.get_by_role("button", name="Alaska").click()
    expect(page.locator("li.card:visible h3")).to_have_text(["Rally in Adak"])
    page.locator("li.card:visible a").focus()
    expect(page.locator('.map-place.is-lit[aria-label^="Rally in Adak"]')).to_be_visible()
    page.locator('.map-place[aria-label^="Rally in Adak"]').press("Enter")
    expect(page.locator(".map-popup-title")).to_have_text("Rally in Adak")
    expect(page.locator("li.card.is-lit h3")).to_have_text("Rally in Adak")
    assert axe_violations(page) == []

    # An event's page and back again: the same part of the map, the same list.
    page.locator("li.card:visible a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rally in Adak")
    page.go_back()
    expect(page.locator("li.card:visible h3")).to_have_text(["Rally in Adak"])
    expect(page.locator('.map-place[aria-label^="Rally in Adak"]')).to_be_visible()
    page.get_by_role("button", name="Back to the search").click()
    assert page.locator("[data-search-list]").inner_text() == before
    assert heading(page) == "10 actions, the next to begin first"
    assert page.evaluate("() => [document.activeElement.id, history.state]") == ["results-heading", {}]
    assert page.locator(".leaflet-fade-anim, .leaflet-zoom-anim").count() == 0


WORLD = "{south: -90, west: -400, north: 90, east: 0, zoom: 3}"
BOTH_LISTS = f"""async () => {{
  const words = document.querySelector("[data-map]").dataset, plain = (element) => {{
    const copy = element.cloneNode(true);
    copy.classList.remove("is-lit");
    return copy.outerHTML.replace(/>\\s+/g, ">").replace(/\\s+</g, "<").replace(/\\s+/g, " ");
  }};
  const read = () => [...document.querySelectorAll("li.card")].filter((card) => card.offsetParent).map(plain);
  const server = read();
  const events = await ActionsMap.eventsOf({{url: words.events}});
  const centre = words.centreLat && {{latitude: +words.centreLat, longitude: +words.centreLon}};
  ActionsMap.list.showView(events, {WORLD}, centre);
  return [server, read()];
}}"""


@pytest.mark.parametrize("address", ["/", "/es/", "/?near=60602&miles=any", "/es/?near=60602&miles=any"])
def test_cards_made_on_the_device_are_the_servers_own_to_the_letter(tab: Tab, address: str) -> None:
    page = tab()
    drawn(page, address)
    by_server, by_device = page.evaluate(BOTH_LISTS)
    assert len(by_server) == len(ACTIONS)
    assert by_device == by_server


def test_position_never_leaves_the_device(tab: Tab) -> None:
    page = tab(viewport=PHONE, geolocation=HERE, permissions=["geolocation"], has_touch=True)
    page.goto("/")
    asked = asked_by(page)
    page.get_by_role("button", name="Use my location").tap()
    expect(page.locator("#near-me-status")).to_contain_text("Your location was not sent anywhere.")
    assert heading(page) == "2 of 10 actions within 25 miles of you"
    assert titles(page)[:3] == ["Rally at Daley Plaza", "Walk along the lake 🌊", "مسيرة العائلات"]
    assert page.locator("li.card:visible .tag.near").all_inner_texts()[:3] == ["2.5 mi", "10 mi", "232 mi"]
    expect(page.locator("[data-live-status]")).to_contain_text("The nearest to you first.")

    page.get_by_role("button", name="Map", exact=True).tap()
    expect(page.locator(".map-centre.is-reader")).to_be_visible()
    expect(page.locator("[data-map][data-drawn]")).to_be_attached()
    page.get_by_role("button", name="Come closer", exact=True).tap()
    expect(page.locator("[data-map-toggle]")).to_have_text(re.compile(r"List \(\d\)"))
    page.go_back()
    expect(page.locator("li.card:visible .tag.near").first).to_be_visible()

    # Nothing but files that are the same for everybody; and what the browser keeps of the page tells nothing either.
    assert [one.url for one in asked if TELLING.search(one.url + str(one.all_headers()) + (one.post_data or ""))] == []
    paths = [re.sub(r"^http://[^/]+", "", one.url) for one in asked]
    assert [
        path for path in paths if not re.match(r"/static/|/map/\w+\.js$|/events\.json$|/snapshots/\w+\.json$", path)
    ] == []
    assert page.evaluate(
        "() => [location.search, location.hash, history.state, localStorage.length, document.cookie]"
    ) == [
        "",
        "",
        {"near": True},
        0,
        "",
    ]
    assert axe_violations(page) == []

    page.go_back()
    expect(page.locator("#results-heading")).to_have_text("10 actions, the next to begin first", use_inner_text=True)
    assert page.locator("li.card:visible .tag.near").count() == 0


def test_host_of_the_streets_is_not_asked_for_those_around_the_reader(browser: Browser, country: LiveServer) -> None:
    streets = {"TILES_URL": "https://tiles.example.org/{z}/{x}/{y}.png", "TILES_ATTRIBUTION": "Tiles of somebody"}
    server = LiveServer(country.folder, {**SECRETS, "RATE_LIMITS": "off", **streets}, NOW)
    context = browser.new_context(geolocation=HERE, permissions=["geolocation"])
    squares: list[str] = []
    context.route("https://tiles.example.org/**", lambda route: (squares.append(route.request.url), route.abort()))
    try:
        server.start()
        page = context.new_page()
        page.goto(f"{server.url}/?near=02108&miles=any")
        expect(page.locator("[data-map][data-drawn]")).to_be_attached()
        expect(page.locator(".leaflet-tile-pane img").first).to_be_attached()
        page.wait_for_load_state("networkidle")
        before = len(squares)
        assert before > 0
        page.get_by_role("button", name="Use my location").click()
        expect(page.locator(".map-centre.is-reader")).to_be_visible()
        expect(page.locator(".leaflet-overlay-pane path.map-state").first).to_be_visible()
        page.get_by_role("button", name="Come closer", exact=True).click()
        page.wait_for_timeout(600)
        assert len(squares) == before
        page.go_back()
        expect(page.locator(".leaflet-tile-pane img").first).to_be_attached()
        expect(page.locator(".leaflet-overlay-pane")).to_be_hidden()
    finally:
        context.close()
        server.stop()


def test_position_that_is_refused_or_abroad_is_told_and_changes_nothing(tab: Tab) -> None:
    page = tab()
    page.goto("/")
    before, asked = titles(page), asked_by(page)
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#near-me-status")).to_have_text(
        "Your browser did not share your location. Type a ZIP code or a town instead."
    )
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 48.8566, "longitude": 2.3522})
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#near-me-status")).to_have_text(
        "You seem to be outside the United States. Type a ZIP code or a town instead."
    )
    assert titles(page) == before
    assert [one.url for one in asked if "48." in one.url] == []


def test_phone_fetches_nothing_of_the_map_before_its_button_is_tapped(tab: Tab) -> None:
    page = tab(viewport=PHONE, has_touch=True)
    asked = asked_by(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert [one.url for one in asked if re.search(r"leaflet|basemap|\.json|/map/|snapshot|map-base", one.url)] == []

    page.get_by_role("button", name="Map", exact=True).tap()
    expect(page.locator("[data-map][data-drawn]")).to_be_attached()
    assert axe_violations(page) == []
    # What the map covers cannot be reached meanwhile; the list is one press away, and so is "Back".
    assert page.evaluate("() => document.querySelector('header').inert && document.querySelector('form').inert")
    page.get_by_role("button", name="List", exact=True).tap()
    expect(page.locator("li.card").first).to_be_visible()
    page.get_by_role("button", name="Map", exact=True).tap()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Map", exact=True)).to_be_focused()
    page.get_by_role("button", name="Map", exact=True).tap()
    page.go_back()
    expect(page.locator("li.card").first).to_be_visible()
    assert not page.evaluate("() => document.querySelector('header').inert")


def test_search_beyond_the_mainland_opens_on_the_place_itself_when_the_nearest_action_is_an_ocean_away(
    tab: Tab,
) -> None:
    page = tab(viewport={"width": 1280, "height": 1400})
    # From Saipan the nearest action is 130 miles off; from the Virgin Islands, as a state, there is none at all.
    for address, shown, town in (
        ("/?near=96950", "Rally in Hagåtña", "Saipan"),
        ("/?near=96799", "Rally in Pago Pago", "Pago Pago"),
    ):
        drawn(page, address)
        expect(page.locator(f'.map-place[aria-label^="{shown}"]')).to_be_in_viewport()
        expect(page.locator(".map-label-town", has_text=town).first).to_be_in_viewport()
    drawn(page, "/?near=Virgin Islands")
    towns = page.locator(".map-label-town").all_inner_texts()
    assert "Charlotte Amalie" in towns
    assert page.evaluate("() => document.querySelectorAll('.map-label-state').length") <= 3


OVERLAPS = """() => {
  const names = [...document.querySelectorAll(".map-label span")];
  const boxes = names.map((name) => [name.textContent, name.getBoundingClientRect()]);
  const cover = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const pairs = boxes.flatMap(([one, a], i) =>
    boxes.slice(i + 1).filter(([, b]) => cover(a, b)).map(([two]) => one + " / " + two));
  return [boxes.length, pairs];
}"""


def test_names_on_the_map_never_cover_each_other(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/?near=60602")
    further, seen = page.get_by_role("button", name="Go further away", exact=True), []
    while True:
        count, overlaps = page.evaluate(OVERLAPS)
        seen.append(count)
        assert overlaps == []
        if further.get_attribute("aria-disabled") == "true":
            break
        further.click()
    assert len(seen) > 5
    assert min(seen) > 10


def test_pointing_at_a_card_lights_its_mark_and_pointing_at_a_mark_its_card(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/?near=60602")
    lit = page.locator(".map-place.is-lit")
    for name in ("Rally at Daley Plaza", "Walk along the lake 🌊"):
        page.locator("li.card:visible", has_text=name).hover()
        expect(lit).to_have_count(1)
        assert str(lit.get_attribute("aria-label")).startswith(name)
    page.locator("h1").hover()
    expect(lit).to_have_count(0)
    page.locator('.map-place[aria-label^="Rally at Daley Plaza"]').hover()
    expect(page.locator("li.card.is-lit h3")).to_have_text(["Rally at Daley Plaza"])
    # Where the map shows a group, the group lights for each that is in it.
    page.get_by_role("button", name="Lower 48").click()
    page.locator("li.card:visible", has_text="Walk along the lake").hover()
    expect(lit).to_have_attribute("aria-label", "2 actions here. Come closer.")


def test_pop_up_takes_the_keyboard_in_and_gives_it_back(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/?near=60602")
    mark = page.locator('.map-place[aria-label^="Rally at Daley Plaza"]')
    for way_out in ("Escape", "Enter"):
        mark.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".map-popup-title")).to_be_focused()
        expect(page.locator("li.card.is-lit h3")).to_have_text("Rally at Daley Plaza")
        page.keyboard.press("Tab")
        expect(page.locator(".leaflet-popup-close-button")).to_be_focused()
        page.keyboard.press(way_out)
        expect(page.locator(".leaflet-popup")).to_have_count(0)
        expect(mark).to_be_focused()
    page.keyboard.press("Space")
    page.locator(".map-popup-title").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rally at Daley Plaza")


def test_phone_comes_back_from_the_map_to_its_new_list_or_to_where_it_was(tab: Tab) -> None:
    page = tab(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    page.goto("/")
    page.evaluate("scrollTo(0, 900)")
    toggle = page.locator("[data-map-toggle]")
    toggle.tap()
    expect(page.locator("[data-map][data-drawn]")).to_be_attached()
    toggle.tap()
    page.wait_for_function("() => scrollY === 900")
    toggle.tap()
    page.get_by_role("button", name="Hawaii").tap()
    expect(toggle).to_have_text("List (1)")
    toggle.tap()
    expect(page.locator("#results-heading")).to_be_in_viewport(ratio=1)
    assert titles(page) == ["Rally in Honolulu"]


def test_part_of_the_map_has_an_address_to_share_that_no_request_carries(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/")
    asked = asked_by(page)
    page.get_by_role("button", name="Hawaii").click()
    expect(page.locator("li.card:visible h3")).to_have_text(["Rally in Honolulu"])
    shared = page.evaluate("() => location.pathname + location.search + location.hash")
    assert re.fullmatch(r"/#map=7/20\.56/-157\.55", shared), shared
    assert [one.url for one in asked if re.search(r"20[.]56|157[.]55", one.url + str(one.all_headers()))] == []

    other = tab(reduced_motion="reduce")
    drawn(other, shared)
    expect(other.locator("li.card:visible h3")).to_have_text(["Rally in Honolulu"])
    expect(other.locator('.map-place[aria-label^="Rally in Honolulu"]')).to_be_in_viewport()
    other.get_by_role("button", name="Back to the search").click()
    assert other.evaluate("() => location.pathname + location.search + location.hash") == "/"

    phone = tab(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    drawn(phone, shared)
    expect(phone.locator("[data-map-toggle]")).to_have_text("List (1)")
    phone.locator("[data-map-toggle]").tap()
    assert titles(phone) == ["Rally in Honolulu"]
    phone.goto("/?miles=50#map=99/1/x")
    assert heading(phone) == "10 actions, the next to begin first"


def test_a_jump_during_a_zoom_is_made_after_it(tab: Tab) -> None:
    page = tab()
    drawn(page, "/?kind=march")
    page.evaluate(
        """async () => {
          const press = (name) => ["pointerdown", "click"].forEach((kind) => {
            document.querySelector(name).dispatchEvent(new MouseEvent(kind, { bubbles: true }));
          });
          press(".leaflet-control-zoom-out");
          while (!document.querySelector(".leaflet-zoom-anim")) { await new Promise(requestAnimationFrame); }
          press("[data-jump=hi]");
        }"""
    )
    expect(page.locator("[data-live-heading]")).to_have_text("No action in this part of the map")
    assert page.evaluate("() => location.hash") == "#map=7/20.56/-157.55"


def test_map_fills_the_room_that_what_is_around_it_leaves(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/")
    box = "document.querySelector('[data-map]')"
    page.evaluate(f"() => {{ {box}.style.minHeight = '0'; {box}.style.height = '200px'; }}")
    assert page.evaluate(f"() => {box}.offsetHeight") == 200
    page.get_by_role("button", name="Hawaii").click()
    expect(page.locator("li.card:visible h3")).to_have_text(["Rally in Honolulu"])
    # A zoom further out than where there is more room.
    assert page.evaluate("() => location.hash") == "#map=6/20.56/-157.55"


def test_one_action_and_none_are_told_in_plain_words(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/?kind=march")
    page.get_by_role("button", name="Lower 48").click()
    expect(page.locator("[data-live-heading]")).to_have_text("1 action in this part of the map")
    page.get_by_role("button", name="Hawaii").click()
    expect(page.locator("[data-live-heading]")).to_have_text("No action in this part of the map")
    expect(page.locator("[data-live-order]")).to_have_text("Move the map, or go further away.")
    drawn(page, "/?kind=training")
    expect(page.locator("[data-map-status]")).to_have_text("No actions to show on this map.")
    page.get_by_role("button", name="Alaska").click()
    expect(page.locator("[data-live-heading]")).to_have_text("No action in this part of the map")


def test_reader_beyond_the_date_line_is_as_near_to_adak_as_on_the_globe(tab: Tab) -> None:
    # Attu: 173 degrees east, where Adak is 177 west.
    page = tab(geolocation={"latitude": 52.83, "longitude": 173.17}, permissions=["geolocation"])
    drawn(page, "/")
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("li.card:visible h3").first).to_have_text("Rally in Adak")
    expect(page.locator("li.card:visible .tag.near").first).to_have_text("about 434 mi")
    expect(page.locator(".map-centre.is-reader")).to_be_in_viewport()


# Towns as they are: crowded in a few places, wide apart elsewhere.
CROWD = """() => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const middles = Array.from({length: 40}, () => [random() * 50, random() * 25]);
  const xs = new Float64Array(5000), ys = new Float64Array(5000);
  for (let i = 0; i < 5000; i += 1) {
    const middle = middles[i % 40];
    xs[i] = 40 + middle[0] + random() * random() * 4;
    ys[i] = 80 + middle[1] + random() * random() * 4;
  }
  return [3, 4, 5, 7, 9, 11].map((zoom) => {
    const {groups, of} = ActionsMap.gathered(xs, ys, zoom), scale = 2 ** zoom;
    let covered = 0;
    groups.forEach((one, i) => groups.slice(i + 1).forEach((two) => {
      if (Math.hypot(one.x - two.x, one.y - two.y) * scale < 44) { covered += 1; }
    }));
    const sizes = new Array(groups.length).fill(0);
    of.forEach((group) => { sizes[group] += 1; });
    const isRight = groups.every((group, i) => group.count === sizes[i]);
    return [groups.reduce((all, group) => all + group.count, 0), covered, isRight];
  });
}"""


def test_groups_hold_everybody_once_and_keep_clear_of_each_other(tab: Tab) -> None:
    page = tab()
    drawn(page, "/")
    assert page.evaluate(CROWD) == [[5000, 0, True]] * 6


UNDER = """() => {
  const groups = [...document.querySelectorAll(".map-cluster")].map((one) => one.getBoundingClientRect());
  return [...document.querySelectorAll(".map-label span")].map((name) => {
    const a = name.getBoundingClientRect();
    const covers = (b) => a.left < b.right - 4 && b.left + 4 < a.right && a.top < b.bottom - 4 && b.top + 4 < a.bottom;
    return [groups.some(covers), getComputedStyle(name).visibility];
  });
}"""


def test_name_under_a_group_steps_aside_until_the_group_is_gone(tab: Tab) -> None:
    page = tab(reduced_motion="reduce")
    drawn(page, "/")
    page.wait_for_function("() => document.querySelector('.map-label.is-under')")
    seen = page.evaluate(UNDER)
    assert [one for one in seen if one == [True, "visible"]] == []
    assert [True, "hidden"] in seen
    assert [False, "visible"] in seen
    drawn(page, "/?kind=training")
    page.get_by_role("button", name="Lower 48").click()
    assert {visibility for _under, visibility in page.evaluate(UNDER)} == {"visible"}


def test_filters_tell_the_truth_when_somebody_goes_back(tab: Tab) -> None:
    page = tab()
    page.goto("/")
    page.locator("label", has_text="March").click()
    page.wait_for_url("**/?miles=25&kind=march*")
    assert titles(page) == ["Walk along the lake 🌊"]
    page.locator("label", has_text="Wheelchair access").first.click()
    page.wait_for_url("**accessible=1*")
    page.go_back()
    expect(page.locator("li.card:visible h3")).to_have_text(["Walk along the lake 🌊"])
    # A browser would put back what was ticked last, beside a list that was made without it.
    assert page.locator(".filters input:checked").evaluate_all("all => all.map(one => one.id)") == ["kind-march"]
    page.go_back()
    assert page.locator(".filters input:checked").count() == 0
