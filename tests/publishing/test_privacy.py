"""The file on the disk of a web machine holds nothing that the public may not see."""

import sqlite3
from typing import Any

from sqlalchemy import Pool
from sqlalchemy import event as listening

from actions.coalition.models import Campaign
from actions.database import db, table_of
from actions.events.models import Event, EventState
from actions.publishing.tables import SCHEMA, SHOWN, WITHHELD
from actions.stories.models import CampaignStory
from tests.factories import (
    NOW,
    a_campaign,
    a_move,
    a_picture,
    a_user,
    a_waiting_one,
    an_event,
    an_organization,
    an_rsvp,
)
from tests.publishing.conftest import Pictures

SECRETS = (
    "The Garden Room",
    "12 Quiet Lane",
    "60640",
    "41.96817",
    "meet.example.org",
    "Ring twice",
    "Pat Private",
    "pat.private@example.org",
    "312 555 0100",
    "Maria",
    "Lopez",
    "maria@example.org",
    "not good enough",
    "Half a thought",
    "Not yet",
)


def a_withheld_event(campaign: Campaign) -> Event:
    """Everything about it that is not for everybody."""
    return an_event(
        campaign=campaign,
        venue="The Garden Room",
        address="12 Quiet Lane",
        postal_code="60640",
        latitude=41.96817,
        longitude=-87.66731,
        address_visibility="going",
        online_url="https://meet.example.org/room",
        instructions="Ring twice",
        contact_name="Pat Private",
        contact_email="pat.private@example.org",
        contact_phone="312 555 0100",
        decline_reason="not good enough",
    )


def test_nothing_private_is_in_the_file_s_bytes(pictures: Pictures) -> None:
    campaign = a_campaign()
    event = a_withheld_event(campaign)
    a_move(event, venue="The Garden Room")
    an_rsvp(event, "maria@example.org", party_size=3)
    an_event(campaign=campaign, title="Not yet ready", state=EventState.PENDING)
    db.session.add(CampaignStory(campaign_id=campaign.id, draft={"what": "Half a thought"}, changed_at=NOW))
    a_picture(campaign, name="Half a thought", digest="ab" * 16)
    held = pictures.refresh().read_bytes()
    assert [secret for secret in SECRETS if secret.encode() in held] == []
    # The control: what is public is there, and in the clear.
    assert b"Rally at Daley Plaza" in held


def test_the_same_words_are_there_when_they_are_public(pictures: Pictures) -> None:
    event = a_withheld_event(a_campaign())
    event.address_visibility = "public"
    held = pictures.refresh().read_bytes()
    public = [secret for secret in SECRETS if secret.encode() in held]
    assert public == ["The Garden Room", "12 Quiet Lane", "60640"]


def test_what_is_withdrawn_is_wiped_out_of_the_next_file_whatever_the_build(pictures: Pictures) -> None:
    def leave_free_pages_as_they_are(connection: Any, *_rest: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA secure_delete=OFF")

    listening.listen(Pool, "connect", leave_free_pages_as_they_are)
    try:
        campaign = a_campaign()
        an_event(campaign=campaign)
        event = a_withheld_event(campaign)
        event.address_visibility = "public"
        assert b"12 Quiet Lane" in pictures.refresh().read_bytes()
        event.state = EventState.PENDING
        held = pictures.refresh().read_bytes()
    finally:
        listening.remove(Pool, "connect", leave_free_pages_as_they_are)
    assert [secret for secret in SECRETS if secret.encode() in held] == []


def test_a_withheld_place_is_coarse_and_still_says_that_it_is_withheld(pictures: Pictures) -> None:
    a_withheld_event(a_campaign())
    pictures.refresh()
    place = "venue, address, city, us_state, postal_code, latitude, longitude, precision"
    columns = f"{place}, address_visibility, online_url"
    assert pictures.rows(f"SELECT {columns} FROM events") == [
        ("", "", "Chicago", "IL", "", 41.97, -87.67, "city", "going", "withheld")
    ]


def test_people_are_a_number_for_each_event(pictures: Pictures) -> None:
    event = an_event()
    an_rsvp(event, party_size=3)
    an_rsvp(event, party_size=2)
    an_rsvp(event, party_size=9, cancelled_at=NOW)
    a_waiting_one(event, party_size=7)
    pictures.refresh()
    assert pictures.rows("SELECT * FROM rsvps") == [(event.id, 5, None, 0)]
    assert pictures.rows("SELECT going_count FROM timeslots") == [(5,)]


def test_only_these_tables_are_in_it(pictures: Pictures) -> None:
    a_user(), an_organization()
    pictures.refresh()
    names = {name for (name,) in pictures.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert names == {table_of(model).name for model in SHOWN} | {"published_people", "rsvps"}


def test_every_column_is_either_shown_or_withheld() -> None:
    undecided = {
        model.__name__: {column.name for column in table_of(model).columns} ^ (SHOWN[model] | WITHHELD[model])
        for model in SHOWN
    }
    assert undecided == {model.__name__: set() for model in SHOWN}
    assert [model for model in SHOWN if SHOWN[model] & WITHHELD[model]] == []


def test_what_is_withheld_is_empty_in_the_picture(pictures: Pictures) -> None:
    a_withheld_event(a_campaign())
    pictures.refresh()
    empty = ", ".join(sorted(WITHHELD[Event]))
    assert pictures.rows(f"SELECT {empty} FROM events") == [(None,) * len(WITHHELD[Event])]
    assert SCHEMA.digest in pictures.newest().name
