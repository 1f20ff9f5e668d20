"""Online geocoders behind one question: where exactly is this address? For the worker only, never for a web process.

The only file that imports geopy. Each service has its own pace, breaker and way to say how exact an answer is.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, URLLibAdapter
from geopy.exc import (
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location as Answer

from actions.geo.breaker import REST, Breaker
from actions.geo.fetching import FetchFailed, fetch_text
from actions.geo.location import Address, Location, Precision, is_on_earth
from actions.geo.offline import is_in_stated_state
from actions.geo.pace import Pace
from config import Settings

ENDPOINTS: Mapping[str, str] = {
    "census": "https://geocoding.geo.census.gov",
    "nominatim": "https://nominatim.openstreetmap.org",
    "photon": "https://photon.komoot.io",
}
# Nominatim's usage policy: one request a second from an application as a whole. Kept for the others as good manners.
SECONDS_BETWEEN = 1.0
# OpenStreetMap files the territories under their own codes as well.
COUNTRIES = ("us", "pr", "vi", "gu", "as", "mp")
STREET_RANK, BUILDING_RANK = 26, 28

# geopy writes each question into its log, and the address may be private.
logging.getLogger("geopy").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)

_GARBAGE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_GO_AWAY = (GeocoderRateLimited, GeocoderQuotaExceeded, GeocoderInsufficientPrivileges)


class AskLater(Exception):
    """Some service could not be asked and none gave an answer; `at` is when it is worth asking again."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(f"ask again at {at:%H:%M:%S}")
        self.at = at


class BoundedAdapter(URLLibAdapter):
    """geopy's way to the network, through `fetch_text`: no redirect, no long wait, no large reply."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        BaseSyncAdapter.__init__(self, proxies=proxies, ssl_context=ssl_context)

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """The body of a good reply."""
        try:
            return fetch_text(url, headers, timeout)
        except FetchFailed as error:
            if error.status is None:
                raise GeocoderUnavailable(str(error)) from error
            raise AdapterHTTPError(str(error), status_code=error.status, headers={}, text="") from error


class Census(Geocoder):
    """The US Census Bureau's geocoder, which geopy lacks: free, no key, the United States and Puerto Rico only."""

    geocode_path = "/geocoder/locations/onelineaddress"

    def __init__(self, *, domain: str, scheme: str, **options: Any) -> None:
        super().__init__(scheme=scheme, **options)  # type: ignore[no-untyped-call]  # geopy has no types
        self.api = f"{scheme}://{domain}{self.geocode_path}"

    def geocode(self, query: str, *, timeout: float | None = None) -> Answer | None:
        """The best match for an address on one line."""
        question = urlencode({"address": query, "benchmark": "Public_AR_Current", "format": "json"})
        found: Answer | None = self._call_geocoder(  # type: ignore[no-untyped-call]
            f"{self.api}?{question}", self._parse_json, timeout=timeout or self.timeout
        )
        return found

    def _parse_json(self, reply: Any) -> Answer | None:
        matches = reply["result"]["addressMatches"]
        if not matches:
            return None
        point = matches[0]["coordinates"]
        return Answer(matches[0]["matchedAddress"], (float(point["y"]), float(point["x"])), matches[0])


@dataclass
class Service:
    """One online geocoder: how to ask it, how to read how exact its answer is, its pace and its health."""

    name: str
    ask: Callable[[Address], Answer | None]
    precision: Callable[[Mapping[str, Any]], Precision]
    pace: Pace = field(default_factory=lambda: Pace(SECONDS_BETWEEN))
    breaker: Breaker = field(default_factory=Breaker)

    def locate(self, address: Address, now: dt.datetime) -> Location | None:
        """This service's answer; nothing when it knows no such place, or places it in another state.

        Raises:
            GeopyError: the service failed; the breaker has counted it.
        """
        self.pace.wait_for_turn()
        try:
            found = self.ask(address)
            location = self._read(found) if found else None
        except GeocoderQueryError:
            # It answered: the question is one that it cannot read.
            location = None
        except _GARBAGE as error:
            self._failed(now, error)
            raise GeopyError("the reply makes no sense") from error
        except GeopyError as error:
            self._failed(now, error)
            raise
        self.breaker.succeeded()
        if location is None or not is_in_stated_state(address, location.latitude, location.longitude):
            return None
        return location

    def _read(self, found: Answer) -> Location:
        if not is_on_earth(found.latitude, found.longitude):
            raise ValueError("no coordinates")
        return Location(found.latitude, found.longitude, self.precision(found.raw), self.name)

    def _failed(self, now: dt.datetime, error: Exception) -> None:
        # The kind of error only: messages may repeat the address.
        log.warning("geocoder %s failed: %s", self.name, type(error).__name__)
        self.breaker.failed(now, at_once=isinstance(error, _GO_AWAY))


class OnlineGeocoders:
    """The configured services, asked in order until one knows the place."""

    def __init__(self, services: Sequence[Service]) -> None:
        self.services = tuple(services)

    @property
    def names(self) -> str:
        """Which services, in order; part of the cache's key, for another list may know more."""
        return ",".join(service.name for service in self.services)

    def locate(self, address: Address, now: dt.datetime) -> Location | None:
        """The first answer that lies in the stated state; nothing when every service was asked and none knows.

        Raises:
            AskLater: no answer, and a service that might have one failed or rests.
        """
        unasked: list[Service] = []
        for service in self.services:
            if not service.breaker.lets_through(now):
                unasked.append(service)
                continue
            try:
                location = service.locate(address, now)
            except GeopyError:
                unasked.append(service)
                continue
            if location:
                return location
        if unasked:
            raise AskLater(max(now + REST, min(service.breaker.opens_again_at(now) for service in unasked)))
        return None


def from_settings(settings: Settings) -> OnlineGeocoders:
    """The online geocoders that GEOCODERS names, in its order; `offline` is always there and is not one of them.

    Make them once in a process: the pace and the breakers live in them.
    """
    agent = f"Actions/1.0 (+{settings.site_url})"
    return OnlineGeocoders([_MAKERS[name](url, agent) for name, url in endpoints_of(settings).items()])


def endpoints_of(settings: Settings) -> dict[str, str]:
    """The online geocoders in use, in order, with the address of each."""
    known = {**ENDPOINTS, **dict(settings.geocoder_urls)}
    return {name: known[name] for name in settings.geocoders if name in known}


def _options(endpoint: str, agent: str) -> dict[str, Any]:
    parts = urlsplit(endpoint)
    return {
        "domain": f"{parts.netloc}{parts.path}".rstrip("/"),
        "scheme": parts.scheme,
        "user_agent": agent,
        "timeout": 2.0,
        "adapter_factory": BoundedAdapter,
    }


def _census(endpoint: str, agent: str) -> Service:
    service = Census(**_options(endpoint, agent))
    # The Bureau interpolates house numbers along a street: near the door, never at it.
    return Service("census", lambda address: service.geocode(address.one_line), lambda _raw: Precision.STREET)


def _nominatim(endpoint: str, agent: str) -> Service:
    service = Nominatim(**_options(endpoint, agent))

    def ask(address: Address) -> Answer | None:
        parts = {"street": address.street, "city": address.city, "state": address.state}
        query = {key: value for key, value in {**parts, "postalcode": address.postal_code}.items() if value.strip()}
        found: Answer | None = service.geocode(query, country_codes=list(COUNTRIES))
        return found

    return Service("nominatim", ask, _nominatim_precision)


def _nominatim_precision(raw: Mapping[str, Any]) -> Precision:
    if raw.get("addresstype") == "postcode" or raw.get("type") == "postcode":
        return Precision.ZIP
    rank = int(raw.get("place_rank", 0))
    if rank >= BUILDING_RANK:
        return Precision.ROOFTOP
    return Precision.STREET if rank >= STREET_RANK else Precision.CITY


def _photon(endpoint: str, agent: str) -> Service:
    service = Photon(**_options(endpoint, agent))
    return Service("photon", lambda address: service.geocode(address.one_line, language="en"), _photon_precision)


def _photon_precision(raw: Mapping[str, Any]) -> Precision:
    kind = raw["properties"].get("type")
    return {"house": Precision.ROOFTOP, "street": Precision.STREET}.get(kind, Precision.CITY)


_MAKERS: Mapping[str, Callable[[str, str], Service]] = {
    "census": _census,
    "nominatim": _nominatim,
    "photon": _photon,
}
