"""What the map reads, published once under the name of its content."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask import Flask

from actions.database import db
from actions.publishing.publisher import Publisher
from actions.publishing.refreshing import refresh
from actions.publishing.snapshots import EVERYTHING, INDEX, Snapshots
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, an_event
from tests.html_page import HtmlPage
from tests.publishing.conftest import Pictures

FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def publish(pictures: Pictures) -> Callable[[], Publisher]:
    """Bring picture and snapshots up to date, as the server's thread does."""

    def go() -> Publisher:
        publisher = pictures.publisher
        publisher.watch.look()
        newest = publisher.copies.newest()
        if newest is not None:
            os.utime(newest.path, (0, 0))
        assert refresh(db.engine, publisher.copies, publisher.watch.version, publisher._put_snapshots)
        return publisher

    return go


def address_in(page: HtmlPage) -> str:
    """Where the page's map reads its events."""
    return page.all("div", **{"data-mode": "finder"})[0].get("data-events")


def test_the_map_reads_the_published_snapshot_where_nothing_is_searched_for(
    client: CheckingClient, publish: Callable[[], Publisher]
) -> None:
    an_event(campaign=a_campaign(slug="families"))
    publish()
    country, campaign = address_in(client.page("/")), address_in(client.page("/campaigns/families"))
    assert country.startswith("/snapshots/")
    assert campaign.endswith(".json?campaign=families")
    assert client.get(country).data == client.get("/events.json").data
    assert client.get(campaign).data == client.get("/events.json?campaign=families").data
    assert address_in(client.page("/?kind=rally")) == "/events.json?kind=rally"


def test_near_a_place_the_whole_country_is_the_published_snapshot(
    client: CheckingClient, publish: Callable[[], Publisher]
) -> None:
    an_event()
    publish()
    page = client.page("/?near=60602")
    assert address_in(page) == "/events.json?near=60602"
    everything = page.all("div", **{"data-mode": "finder"})[0].get("data-all-events")
    assert everything == address_in(client.page("/"))


def test_until_a_change_is_published_the_map_reads_what_is_made_for_it(
    client: CheckingClient, publish: Callable[[], Publisher], pictures: Pictures
) -> None:
    an_event()
    before = address_in(client.page("/")), address_in(publish() and client.page("/"))
    an_event(title="Vigil at the river")
    db.session.execute(db.text("UPDATE publications SET version = version + 1"))
    db.session.commit()
    between = address_in(client.page("/"))
    publish()
    after = address_in(client.page("/"))
    assert (before[0], between) == ("/events.json", "/events.json")
    assert after.startswith("/snapshots/")
    assert after != before[1]
    assert b"Vigil at the river" in client.get(after).data


@pytest.mark.parametrize(
    ("accepted", "unpack"),
    [("gzip, deflate, br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)],
)
def test_it_is_sent_packed_and_kept_for_ever(
    client: CheckingClient,
    publish: Callable[[], Publisher],
    accepted: str,
    unpack: Callable[[bytes], bytes],
) -> None:
    an_event()
    publish()
    address = address_in(client.page("/"))
    answer = client.get(address, headers={"Accept-Encoding": accepted})
    assert unpack(answer.data) == client.get("/events.json").data
    assert answer.headers["Cache-Control"] == FOREVER
    assert "Accept-Encoding" in answer.headers["Vary"]
    again = client.get(address, headers={"Accept-Encoding": accepted, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["0" * 20, "nothing", "0" * 19 + "g"])
def test_one_that_is_not_here_leads_to_the_events_of_now(app: Flask, client: CheckingClient, name: str) -> None:
    assert client.get(f"/snapshots/{name}.json?campaign=families").location == "/events.json?campaign=families"


def test_one_from_before_a_change_is_shown_to_nobody(client: CheckingClient, publish: Callable[[], Publisher]) -> None:
    """A home that was put out of sight is not to be read under an address of a minute ago."""
    event = an_event(address="12 Quiet Lane")
    publisher = publish()
    old = address_in(client.page("/"))
    assert client.get(old).status_code == 200
    event.address_visibility = "going"
    db.session.execute(db.text("UPDATE publications SET version = version + 1"))
    assert client.get(old).location == "/events.json"
    publish()
    assert client.get(old).location == "/events.json"
    digest = old.removeprefix("/snapshots/").removesuffix(".json")
    assert list(publisher.snapshots._folder.glob(f"{digest}*")) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": "x"}', b'{"version": 1}'])
def test_a_damaged_index_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / INDEX).write_bytes(content)
    assert Snapshots(tmp_path).index() is None


def test_an_index_says_which_is_whose(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "snapshots")
    snapshots.put(7, {EVERYTHING: "[1]", "families": "[2]"})
    said = json.loads((tmp_path / "snapshots" / INDEX).read_bytes())
    assert (said["version"], sorted(said["digests"])) == (7, ["", "families"])
    assert (snapshots.digest("families", 7) is not None, snapshots.digest("families", 8)) == (True, None)
