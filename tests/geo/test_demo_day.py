"""Every rally of the demo day is found where it says it was."""

from actions.geo import states
from actions.geo.gazetteer import bundled
from actions.geo.location import Address
from actions.geo.offline import locate_offline

# The list itself is wrong about the first (the town is in Mississippi); the second is a neighbourhood
# that neither the Postal Service nor GeoNames lists.
UNKNOWN = {("Bay St. Louis", "LA"), ("Milltown", "DE")}
# The town's only ZIP has its point in Penn Cove, 500 yards from the town.
ON_THE_SHORE = {("Coupeville", "WA")}


def test_all_but_two_rallies_are_located_by_city_and_state(demo_rows: list[dict[str, str]]) -> None:
    assert len(demo_rows) == 575
    missed = {(row["city"], row["state"]) for row in demo_rows if bundled().city(row["city"], row["state"]) is None}
    assert missed == UNKNOWN


def test_every_located_rally_lies_in_its_stated_state(demo_rows: list[dict[str, str]]) -> None:
    outside = set()
    for row in demo_rows:
        location = locate_offline(Address(city=row["city"], state=row["state"]))
        if location and not states.is_inside(row["state"], location.latitude, location.longitude, 0):
            outside.add((row["city"], row["state"]))
            assert states.is_inside(row["state"], location.latitude, location.longitude, 0.5)
    assert outside == ON_THE_SHORE
