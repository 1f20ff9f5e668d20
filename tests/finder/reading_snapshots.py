"""The snapshot read back, as `eventsFrom` in static/js/map-events.js reads it."""

from itertools import accumulate
from typing import Any

FLAGS = ("online", "wheelchair", "sign_language", "full", "few_places")


def events_from(file: dict[str, Any]) -> list[dict[str, Any]]:
    """Every event of a snapshot."""
    assert file["format"] == 2
    ids, latitudes, longitudes = (list(accumulate(file[name])) for name in ("id", "latitude", "longitude"))
    return [_event(file, position, *each) for position, each in enumerate(zip(ids, latitudes, longitudes, strict=True))]


def _event(file: dict[str, Any], i: int, event_id: int, latitude: int, longitude: int) -> dict[str, Any]:
    town, region, zone = file["towns"][file["town"][i]]
    flags, going, mark = int(file["flags"][i], 36), int(file["going"][i], 36), file["precision"][i]
    slots = [file["whens"][number] for number in [file["when"][i], *file["more"].get(str(i), [])]]
    return {
        "id": event_id,
        "title": file["titles"][file["title"][i]].replace("\x01", town),
        "town": town,
        "state": region,
        "venue": file["venues"][file["venue"][i]],
        "zone": file["zones"][zone],
        "slots": [(starts_at, starts_at + length) for starts_at, length in slots],
        "precision": None if mark == "-" else file["precisions"][int(mark, 36)],
        "point": None if mark == "-" else (latitude / file["scale"], longitude / file["scale"]),
        "kind": file["kinds"][int(file["kind"][i], 36)],
        "flags": {name for position, name in enumerate(FLAGS) if flags >> position & 1},
        "going": file["bands"][going - 1] if going else 0,
        "organization": file["organizations"][file["organization"][i]],
        "campaign": file["campaigns"][file["campaign"][i]],
    }
