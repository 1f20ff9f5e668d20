"""The online geocoders, against a real server on a good day and on bad ones."""

import dataclasses
import datetime as dt
import logging
import time
from collections.abc import Callable

import pytest

from actions.geo import geocoder
from actions.geo.breaker import Breaker
from actions.geo.geocoder import AskLater, OnlineGeocoders
from actions.geo.location import Address, Location, Precision
from actions.geo.pace import Pace
from config import Settings, SettingsError, from_environ
from tests.conftest import SECRETS
from tests.services.geocoder_stub import GeocoderStub

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
DALEY_CENTER = Address("50 W Washington St", "Chicago", "IL", "60602")
POINT = (41.8838, -87.6304)
BAD_MOODS = ("broken", "refusing", "garbled", "off_topic", "nested", "huge", "redirecting", "cut_short")

Online = Callable[..., OnlineGeocoders]


@pytest.mark.parametrize(
    ("name", "precision", "query"),
    [
        (
            "census",
            Precision.STREET,
            {
                "address": "50 W Washington St, Chicago, IL 60602",
                "benchmark": "Public_AR_Current",
                "format": "json",
            },
        ),
        (
            "nominatim",
            Precision.ROOFTOP,
            {
                "street": "50 W Washington St",
                "city": "Chicago",
                "state": "IL",
                "postalcode": "60602",
                "format": "json",
                "limit": "1",
                "countrycodes": "us,pr,vi,gu,as,mp",
            },
        ),
        ("photon", Precision.ROOFTOP, {"q": "50 W Washington St, Chicago, IL 60602", "limit": "1", "lang": "en"}),
    ],
)
def test_each_service_is_asked_in_its_own_words_and_its_answer_read(
    stub: GeocoderStub, online: Online, name: str, precision: Precision, query: dict[str, str]
) -> None:
    assert online(name).locate(DALEY_CENTER, NOW) == Location(*POINT, precision, name)
    (asked,) = stub.asked
    assert (asked.service, asked.query) == (name, query)
    assert asked.user_agent == "Actions/1.0 (+https://actions.example.org)"


@pytest.mark.parametrize(
    ("name", "raw", "precision"),
    [
        ("nominatim", {"place_rank": 30, "addresstype": "building"}, Precision.ROOFTOP),
        ("nominatim", {"place_rank": 26, "addresstype": "road"}, Precision.STREET),
        ("nominatim", {"place_rank": 21, "addresstype": "postcode"}, Precision.ZIP),
        ("nominatim", {"place_rank": 16, "addresstype": "city"}, Precision.CITY),
        ("photon", {"type": "house"}, Precision.ROOFTOP),
        ("photon", {"type": "street"}, Precision.STREET),
        ("photon", {"type": "city"}, Precision.CITY),
        ("photon", {"type": None}, Precision.CITY),
    ],
)
def test_an_answer_is_never_called_more_exact_than_it_is(
    stub: GeocoderStub, online: Online, name: str, raw: dict[str, object], precision: Precision
) -> None:
    stub.raw = raw
    location = online(name).locate(DALEY_CENTER, NOW)
    assert location
    assert location.precision == precision


def test_the_first_service_that_knows_the_place_answers_and_the_rest_are_not_asked(
    stub: GeocoderStub, online: Online
) -> None:
    location = online("photon", "offline", "census").locate(DALEY_CENTER, NOW)
    assert location
    assert location.source == "photon"
    assert [asked.service for asked in stub.asked] == ["photon"]


def test_nothing_is_asked_when_only_the_offline_gazetteer_is_configured(plain_settings: Settings) -> None:
    assert geocoder.from_settings(plain_settings).services == ()


def test_the_public_services_are_asked_unless_the_settings_name_others(plain_settings: Settings) -> None:
    settings = dataclasses.replace(
        plain_settings, geocoders=("nominatim", "photon"), geocoder_urls=(("photon", "http://photon.test:2322/own"),)
    )
    assert geocoder.endpoints_of(settings) == {
        "nominatim": "https://nominatim.openstreetmap.org",
        "photon": "http://photon.test:2322/own",
    }


@pytest.mark.parametrize(
    "text", ["nominatim", "https://nominatim.test", "atlas=https://atlas.test", "photon=ftp://photon.test", "photon="]
)
def test_settings_that_name_no_service_or_no_address_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="GEOCODER_URLS must look like"):
        from_environ({**SECRETS, "GEOCODER_URLS": text})


def test_addresses_of_services_are_read_from_the_settings() -> None:
    settings = from_environ({**SECRETS, "GEOCODER_URLS": "nominatim=https://n.test, photon=http://p.test:2322"})
    assert settings.geocoder_urls == (("nominatim", "https://n.test"), ("photon", "http://p.test:2322"))


def test_every_service_is_asked_and_the_answer_is_nothing_when_none_knows_the_place(
    stub: GeocoderStub, online: Online
) -> None:
    stub.answer = None
    assert online("census", "nominatim", "photon").locate(DALEY_CENTER, NOW) is None
    assert [asked.service for asked in stub.asked] == ["census", "nominatim", "photon"]


@pytest.mark.parametrize("name", ["census", "nominatim", "photon"])
def test_an_answer_in_another_state_is_refused(stub: GeocoderStub, online: Online, name: str) -> None:
    stub.answer = (40.7128, -74.0060)
    assert online(name).locate(DALEY_CENTER, NOW) is None


def test_an_answer_abroad_is_refused_when_no_state_is_stated(stub: GeocoderStub, online: Online) -> None:
    stub.answer = (48.8566, 2.3522)
    assert online("photon").locate(Address("Rue de Rivoli", "Paris"), NOW) is None


def test_an_answer_at_zero_zero_is_a_failure_and_no_place(stub: GeocoderStub, online: Online) -> None:
    stub.answer = (0.0, 0.0)
    with pytest.raises(AskLater):
        online("census").locate(Address("1 Main St"), NOW)


@pytest.mark.parametrize("mood", BAD_MOODS)
@pytest.mark.parametrize("name", ["census", "nominatim", "photon"])
def test_a_bad_reply_means_ask_later_whatever_is_wrong_with_it(
    stub: GeocoderStub, online: Online, name: str, mood: str
) -> None:
    stub.mood = mood
    begun = time.monotonic()
    with pytest.raises(AskLater) as later:
        online(name).locate(DALEY_CENTER, NOW)
    assert later.value.at == NOW + dt.timedelta(minutes=1)
    assert time.monotonic() - begun < 2.5
    assert len(stub.asked) == 1


@pytest.mark.parametrize("mood", ["hanging", "dribbling"])
def test_a_slow_service_is_given_up_after_two_seconds(stub: GeocoderStub, online: Online, mood: str) -> None:
    stub.mood = mood
    begun = time.monotonic()
    with pytest.raises(AskLater):
        online("census").locate(DALEY_CENTER, NOW)
    assert 1.8 < time.monotonic() - begun < 2.6


def test_a_redirect_is_not_followed(stub: GeocoderStub, online: Online) -> None:
    stub.mood = "redirecting"
    with pytest.raises(AskLater):
        online("nominatim").locate(DALEY_CENTER, NOW)
    assert stub.elsewhere == []


def test_a_dead_service_passes_the_question_on_to_the_next(stub: GeocoderStub, plain_settings: Settings) -> None:
    urls = (("census", "http://127.0.0.1:9"), ("photon", stub.url))
    settings = dataclasses.replace(plain_settings, geocoders=("census", "photon"), geocoder_urls=urls)
    location = geocoder.from_settings(settings).locate(DALEY_CENTER, NOW)
    assert location
    assert location.source == "photon"


def test_a_question_that_the_service_cannot_read_is_an_answer_and_no_failure(
    stub: GeocoderStub, online: Online
) -> None:
    stub.mood = "puzzled"
    geocoders = online("census")
    for _ in range(6):
        assert geocoders.locate(DALEY_CENTER, NOW) is None
    assert len(stub.asked) == 6


def test_a_service_is_left_alone_for_a_minute_when_it_failed_five_times(stub: GeocoderStub, online: Online) -> None:
    geocoders, stub.mood = online("census"), "broken"
    for _ in range(7):
        with pytest.raises(AskLater):
            geocoders.locate(DALEY_CENTER, NOW)
    assert len(stub.asked) == 5

    # After the minute one question goes through; it fails, and the next minute begins.
    after = NOW + dt.timedelta(seconds=60)
    for _ in range(2):
        with pytest.raises(AskLater):
            geocoders.locate(DALEY_CENTER, after)
    assert len(stub.asked) == 6

    stub.mood = "good"
    recovered = after + dt.timedelta(seconds=60)
    assert geocoders.locate(DALEY_CENTER, recovered)
    assert geocoders.locate(DALEY_CENTER, recovered)
    assert len(stub.asked) == 8


def test_one_caller_tries_a_rested_service_while_the_others_wait() -> None:
    breaker = Breaker()
    breaker.failed(NOW, at_once=True)
    after = NOW + dt.timedelta(seconds=60)
    assert [breaker.lets_through(NOW + dt.timedelta(seconds=59))] == [False]
    assert [breaker.lets_through(after) for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.lets_through(after) for _ in range(3)] == [True, True, True]


def test_failures_count_only_in_a_row() -> None:
    breaker = Breaker()
    for _ in range(3):
        for _ in range(4):
            breaker.failed(NOW)
        breaker.succeeded()
    assert breaker.lets_through(NOW)


def test_a_service_that_says_slow_down_is_left_alone_at_once(stub: GeocoderStub, online: Online) -> None:
    geocoders, stub.mood = online("nominatim"), "refusing"
    for _ in range(3):
        with pytest.raises(AskLater):
            geocoders.locate(DALEY_CENTER, NOW)
    assert len(stub.asked) == 1


def test_nominatim_is_asked_once_a_second_at_most(stub: GeocoderStub, online: Online) -> None:
    geocoders = online("nominatim")
    geocoders.services[0].pace = Pace(geocoder.SECONDS_BETWEEN)
    geocoders.locate(DALEY_CENTER, NOW)
    geocoders.locate(DALEY_CENTER, NOW)
    assert stub.asked[1].at - stub.asked[0].at >= 0.99


def test_a_pace_gives_turns_in_order_and_does_not_save_them_up() -> None:
    clock, slept = iter([0.0, 0.1, 0.2, 10.0, 10.1]), []
    pace = Pace(1, clock=lambda: next(clock), sleep=slept.append)
    for _ in range(5):
        pace.wait_for_turn()
    assert slept == pytest.approx([0.9, 1.8, 0.9])


def test_the_address_never_reaches_the_log(
    stub: GeocoderStub, online: Online, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for mood in ("good", *BAD_MOODS):
        stub.mood = mood
        _tried(online("nominatim"))
    assert "Washington" not in caplog.text
    assert "geocoder nominatim failed: GeocoderServiceError" in caplog.text


@pytest.fixture(autouse=True)
def _no_real_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here may reach a real service by mistake: they all speak HTTPS."""
    monkeypatch.setattr("actions.geo.fetching.HTTPSConnection", None)


def _tried(geocoders: OnlineGeocoders) -> None:
    try:
        geocoders.locate(DALEY_CENTER, NOW)
    except AskLater:
        return
