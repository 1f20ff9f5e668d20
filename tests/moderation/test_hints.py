"""What a reviewer is told to look at twice."""

import datetime as dt

import pytest
from flask import Flask

from actions.events.models import EventState
from actions.moderation.hints import hints
from tests import factories

KNOWN = {"approved": 3}


def test_nothing_stands_out_when_all_is_well(app: Flask, now: dt.datetime) -> None:
    assert hints(factories.an_event(), KNOWN, now) == []


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"starts_at": dt.datetime(2026, 11, 26, 14, tzinfo=dt.UTC)}, "It begins in less than two days."),
        ({"starts_at": dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)}, "All its times are past."),
        (
            {"latitude": None, "longitude": None, "precision": None},
            "It is not on the map: its place is not known to us.",
        ),
        (
            {"precision": "city"},
            "Its place on the map is approximate. Can people find it from the address and the text?",
        ),
        ({"host": None}, "Nobody hosts it, so nobody is told what you decide."),
        ({"description": ""}, "There is no description."),
        ({"description": "See http://example.org"}, "The text has a link. See where it leads."),
        (
            {"description": "Call (312) 555-0100."},
            "The text has a phone number or a mail address that everybody will read.",
        ),
        (
            {"access_notes": "Ask pat@example.org"},
            "The text has a phone number or a mail address that everybody will read.",
        ),
        (
            {"state": EventState.PENDING, "decided_at": factories.NOW},
            "It was declined before, and its host sent it in again.",
        ),
    ],
)
def test_reviewer_is_told_what_stands_out(app: Flask, now: dt.datetime, changes: dict[str, object], hint: str) -> None:
    assert hints(factories.an_event(**changes), KNOWN, now) == [hint]


def test_reviewer_is_told_that_the_host_is_new(app: Flask, now: dt.datetime) -> None:
    event = factories.an_event(host=factories.a_user(email_verified_at=None))
    assert hints(event, {"pending": 1}, now) == [
        "The host has not confirmed their mail address.",
        "No other action of this host is public.",
    ]


def test_place_is_no_matter_when_the_event_is_online_alone(app: Flask, now: dt.datetime) -> None:
    nowhere = {"city": "", "region": "", "latitude": None, "longitude": None, "precision": None}
    assert hints(factories.an_event(online_url="https://meet.example.org/a", **nowhere), KNOWN, now) == []
