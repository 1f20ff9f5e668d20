"""A geocoding service of our own, and online geocoders pointed at it."""

import csv
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.geo import geocoder
from actions.geo.geocoder import OnlineGeocoders
from actions.geo.pace import Pace
from config import Settings, from_environ
from tests.conftest import SECRETS
from tests.services.geocoder_stub import GeocoderStub

DEMO = Path("actions/demo/families_belong_together_2018-06-30.csv")


@pytest.fixture
def stub() -> Iterator[GeocoderStub]:
    """A well-behaved service until its `mood` is changed."""
    service = GeocoderStub()
    yield service
    service.stop()


@pytest.fixture
def plain_settings() -> Settings:
    """Settings that need no database."""
    return from_environ({**SECRETS, "SITE_URL": "https://actions.example.org"})


@pytest.fixture
def online(stub: GeocoderStub, plain_settings: Settings) -> Callable[..., OnlineGeocoders]:
    """`online("census", "photon")`: these geocoders, at the stub, at no particular pace."""

    def make(*names: str) -> OnlineGeocoders:
        urls = tuple((name, stub.url) for name in geocoder.ENDPOINTS)
        geocoders = geocoder.from_settings(dataclasses.replace(plain_settings, geocoders=names, geocoder_urls=urls))
        for service in geocoders.services:
            service.pace = Pace(0)
        return geocoders

    return make


@pytest.fixture(scope="session")
def demo_rows() -> list[dict[str, str]]:
    """The rallies of 30 June 2018."""
    with DEMO.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
