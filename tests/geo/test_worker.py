"""What the worker makes of waiting places, and what the database remembers of it."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text

from actions.database import db
from actions.geo import service
from actions.geo.geocoder import AskLater, OnlineGeocoders
from actions.geo.location import Address, Location, Precision
from actions.geo.models import GeocodeCache
from actions.geo.offline import locate_offline
from actions.geo.worker import Outcome, Question, Refined, Settled, TryLater, geocode_waiting, refine
from tests.services.geocoder_stub import GeocoderStub

DALEY_CENTER = Address("50 W Washington St", "Chicago", "IL", "60602")
OFFLINE = locate_offline(DALEY_CENTER)
EXACT = Location(41.8838, -87.6304, Precision.STREET, "census")

Online = Callable[..., OnlineGeocoders]

pytestmark = pytest.mark.usefixtures("app")


def test_a_finer_answer_refines_the_offline_one(online: Online, now: dt.datetime) -> None:
    assert OFFLINE
    assert OFFLINE.precision == Precision.ZIP
    assert refine(online("census"), DALEY_CENTER, OFFLINE, now=now) == Refined(EXACT)


def test_a_first_answer_refines_nothing_at_all(online: Online, now: dt.datetime) -> None:
    assert refine(online("census"), DALEY_CENTER, None, now=now) == Refined(EXACT)


@pytest.mark.parametrize("standing", [Precision.STREET, Precision.ROOFTOP])
def test_an_answer_that_is_no_finer_leaves_the_standing_one(
    online: Online, now: dt.datetime, standing: Precision
) -> None:
    assert refine(online("census"), DALEY_CENTER, Location(41.9, -87.6, standing, "host"), now=now) == Settled()


def test_the_standing_answer_is_final_when_nobody_knows_better(
    stub: GeocoderStub, online: Online, now: dt.datetime
) -> None:
    stub.answer = None
    assert refine(online("census"), DALEY_CENTER, OFFLINE, now=now) == Settled()


def test_the_question_stays_open_when_the_service_fails(stub: GeocoderStub, online: Online, now: dt.datetime) -> None:
    stub.mood = "broken"
    outcome = refine(online("census"), DALEY_CENTER, OFFLINE, now=now)
    assert outcome == TryLater(now + dt.timedelta(minutes=1))
    assert _remembered_count() == 0


@pytest.mark.parametrize("address", [Address(city="Chicago", state="IL"), Address(" ", "Chicago", "IL", "60602")])
def test_nobody_is_asked_when_there_is_no_street(
    stub: GeocoderStub, online: Online, now: dt.datetime, address: Address
) -> None:
    assert refine(online("census"), address, OFFLINE, now=now) == Settled()
    assert stub.asked == []


def test_nobody_is_asked_when_only_the_gazetteer_is_configured(online: Online, now: dt.datetime) -> None:
    assert refine(online("offline"), DALEY_CENTER, OFFLINE, now=now) == Settled()


def test_waiting_places_are_settled_one_by_one(stub: GeocoderStub, online: Online, now: dt.datetime) -> None:
    questions = [
        Question(7, DALEY_CENTER, OFFLINE),
        Question(8, Address(city="Chicago", state="IL"), None),
        Question(9, Address("1 Broadway", "New York", "NY"), None),
    ]
    settled: list[tuple[int, Outcome]] = []
    count = geocode_waiting(online("census"), iter(questions), lambda *pair: settled.append(pair), now=now)
    assert count == 3
    # The stub places everything in Chicago, which is not in the third one's state.
    assert settled == [(7, Refined(EXACT)), (8, Settled()), (9, Settled())]


def test_no_transaction_is_open_while_a_service_thinks(
    online: Online, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    geocoders, seen = online("census"), []
    monkeypatch.setattr(geocoders, "locate", lambda address, now: seen.append(db.session().in_transaction()))
    service.locate_online(geocoders, DALEY_CENTER, now=now)
    assert seen == [False]


@pytest.mark.parametrize(
    "address",
    [
        DALEY_CENTER,
        Address("50 w. washington st.", "CHICAGO", "IL", "60602"),
        Address(" 50 W  Washington St ", "Chicago ", "IL", "60602"),
    ],
)
def test_the_same_address_is_asked_about_once_however_it_is_written(
    stub: GeocoderStub, online: Online, now: dt.datetime, address: Address
) -> None:
    geocoders = online("census")
    assert service.locate_online(geocoders, DALEY_CENTER, now=now) == EXACT
    assert service.locate_online(geocoders, address, now=now) == EXACT
    assert len(stub.asked) == 1


def test_another_list_of_geocoders_is_asked_anew(stub: GeocoderStub, online: Online, now: dt.datetime) -> None:
    service.locate_online(online("census"), DALEY_CENTER, now=now)
    service.locate_online(online("photon"), DALEY_CENTER, now=now)
    assert [asked.service for asked in stub.asked] == ["census", "photon"]


def test_an_answer_is_asked_for_again_after_thirty_days(stub: GeocoderStub, online: Online, now: dt.datetime) -> None:
    geocoders = online("census")
    for days in (0, 29, 30):
        service.locate_online(geocoders, DALEY_CENTER, now=now + dt.timedelta(days=days))
    assert len(stub.asked) == 2
    assert _remembered_count() == 1


def test_that_nobody_knows_a_place_is_remembered_for_three_days(
    stub: GeocoderStub, online: Online, now: dt.datetime
) -> None:
    geocoders, stub.answer = online("census"), None
    for days in (0, 2, 3):
        assert service.locate_online(geocoders, DALEY_CENTER, now=now + dt.timedelta(days=days)) is None
    assert len(stub.asked) == 2


def test_a_failure_is_not_remembered(stub: GeocoderStub, online: Online, now: dt.datetime) -> None:
    geocoders, stub.mood = online("census"), "garbled"
    with pytest.raises(AskLater):
        service.locate_online(geocoders, DALEY_CENTER, now=now)
    stub.mood = "good"
    assert service.locate_online(geocoders, DALEY_CENTER, now=now) == EXACT


def test_expired_answers_are_removed_and_others_kept(online: Online, now: dt.datetime) -> None:
    geocoders = online("census")
    service.locate_online(geocoders, DALEY_CENTER, now=now)
    service.locate_online(geocoders, Address("1 N State St", "Chicago", "IL"), now=now + dt.timedelta(days=1))
    assert service.forget_expired(now=now + dt.timedelta(days=29)) == 0
    assert service.forget_expired(now=now + dt.timedelta(days=30)) == 1
    assert _remembered_count() == 1


def test_neither_the_address_nor_the_point_lies_in_the_database_in_the_clear(online: Online, now: dt.datetime) -> None:
    service.locate_online(online("census"), DALEY_CENTER, now=now)
    key, point = db.session.execute(text("SELECT key, point FROM geocode_cache")).one()
    stored = bytes(key) + bytes(point)
    assert len(bytes(key)) == 32
    assert [word for word in (b"washington", b"Washington", b"Chicago", b"41.88", b"87.63") if word in stored] == []
    assert db.session.scalars(select(GeocodeCache)).one().point == "41.8838 -87.6304"


def _remembered_count() -> int:
    return db.session.scalar(select(func.count()).select_from(GeocodeCache)) or 0
