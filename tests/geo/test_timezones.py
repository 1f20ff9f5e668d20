"""The zone of a point, and the zones to choose from."""

from zoneinfo import ZoneInfo

import pytest

from actions.geo import timezones
from actions.geo.gazetteer import bundled
from actions.geo.timezones import US_ZONES, is_zone, zone_at


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (40.7128, -74.0060, "America/New_York"),
        (41.8838, -87.6304, "America/Chicago"),
        (39.7392, -104.9903, "America/Denver"),
        (33.4484, -112.0740, "America/Phoenix"),
        (35.6806, -109.0526, "America/Denver"),  # Window Rock: the Navajo Nation keeps daylight saving
        (36.1349, -111.2399, "America/Denver"),  # Tuba City, where the postal list's own field is wrong
        (35.8386, -110.6204, "America/Phoenix"),  # the Hopi, inside the Navajo Nation, do not
        (41.2959, -86.6250, "America/Indiana/Knox"),
        (30.4213, -87.2169, "America/Chicago"),  # Pensacola
        (31.7619, -106.4850, "America/Denver"),  # El Paso
        (51.8800, -176.6581, "America/Adak"),
        (55.1293, -131.5722, "America/Metlakatla"),
        (21.3069, -157.8583, "Pacific/Honolulu"),
        (18.4655, -66.1057, "America/Puerto_Rico"),
        (18.3419, -64.9307, "America/St_Thomas"),
        (13.4443, 144.7937, "Pacific/Guam"),
        (15.1850, 145.7467, "Pacific/Saipan"),
        (-14.2781, -170.7025, "Pacific/Pago_Pago"),
        (60.6871, -161.7524, "America/Anchorage"),  # Napakiak: the postal list calls the zone itself "Napakiak"
    ],
)
def test_a_place_has_the_zone_that_people_there_keep(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [(40.4, -73.5, "America/New_York"), (25.0, -80.0, "America/New_York"), (42.0, -87.4, "America/Chicago")],
)
def test_a_point_off_the_shore_has_the_zone_of_the_shore(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


def test_a_point_far_out_has_the_nautical_zone() -> None:
    assert zone_at(40, -40) == "Etc/GMT+3"


def test_a_point_that_the_library_does_not_know_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezones.tzfpy, "get_tz", lambda longitude, latitude: None)
    assert zone_at(41.8838, -87.6304) == "Etc/UTC"


def test_a_zone_that_our_tz_database_lacks_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezones.tzfpy, "get_tz", lambda longitude, latitude: "America/Newly_Made")
    assert zone_at(41.8838, -87.6304) == "Etc/UTC"


@pytest.mark.parametrize("point", [(91, 0), (-91, 0), (0, 181), (float("nan"), 0), (0, float("inf")), (0, 0)], ids=str)
def test_numbers_that_are_no_coordinates_are_refused(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no point on earth"):
        zone_at(*point)


def test_every_zone_to_choose_from_exists_and_every_state_has_its_own_among_them() -> None:
    names = [zone.name for zone in US_ZONES]
    assert [name for name in names if not is_zone(name) or ZoneInfo(name).key != name] == []
    assert len(set(names)) == len(names)
    assert {zone_at(state.latitude, state.longitude) for state in bundled().states()} <= set(names)


@pytest.mark.parametrize("name", ["", "Eastern", "../etc/passwd", "America/Napakiak", "\0"])
def test_what_is_no_zone_is_told_from_one(name: str) -> None:
    assert not is_zone(name)
