"""Build `static/geo/suggest/`: what the finder suggests while somebody types. For developers; never run by the product.

    python -m tools.build_suggestions

One small file for the first two letters or digits of what is typed, so that this is all a server ever learns of it.
Each is a list of lines, the likeliest first:

    Chicago, IL                       a town or a county
    Philly=Philadelphia, PA           what it is called, and what it is
    *Texas                            a whole state, by what finds it
    60602 Chicago, IL                 a ZIP
"""

import json
import re
import sqlite3
import string
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from actions.finder.places import search_text, states
from actions.geo.gazetteer import bundled
from actions.geo.gazetteer_file import GAZETTEER, NameKind
from actions.geo.location import Precision
from actions.geo.names import name_key, words
from actions.geo.places import Found
from config import ROOT
from tools.gazetteer_names import NICKNAMES, written

FOLDER = ROOT / "static" / "geo" / "suggest"
# A state is meant more often than any town of its name; a county less often than its towns.
STATE_WEIGHT, COUNTY_SHARE = 1_000.0, 0.25
_WRITTEN_OUT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
# The Postal Service's abbreviations ("Cherry Hl Vlg"): found when typed whole, but nobody wants them offered.
_ABBREVIATION = re.compile(r"\b(?!(?:St|Ste|Mt|Ft)\b)(?:[bcdfghj-np-tv-xz]{2,}|\w+vle)\b", re.IGNORECASE)
_TOWNS = "SELECT name, state, weight, kind FROM towns WHERE kind IN (?, ?)"
_COUNTIES = "SELECT name, state, weight FROM counties WHERE key <> ''"
_ZIPS = "SELECT zip, name, state FROM zips JOIN places ON places.id = place_id"


def shards() -> dict[str, list[str]]:
    """The lines of every file by its two letters or digits. Where nothing begins so the file is there and empty: what
    is not found would be an error in the browser's log for no fault of anybody's."""
    pairs = [*product(string.ascii_lowercase, repeat=2), *product(string.digits, repeat=2)]
    found: dict[str, dict[str, float]] = defaultdict(dict, {"".join(pair): {} for pair in pairs})
    for line, name, weight in _lines():
        for key in beginnings(name):
            known = found[key].get(line, 0.0)
            found[key][line] = max(weight, known)
    return {
        key: sorted(lines, key=lambda line: (-lines[line], len(line), line)) for key, lines in sorted(found.items())
    }


def beginnings(name: str) -> set[str]:
    """The first two letters, abbreviated and written out: "St. Louis" is looked for under "st" and under "sa"."""
    written_out = "".join(_WRITTEN_OUT.get(word, word) for word in words(name))
    return {key[:2] for key in (name_key(name), written_out) if re.match(r"[a-z]{2}|[0-9]{2}", key)}


def write(folder: Path) -> None:
    """Write every file into the folder, and remove what is there no more."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{key}.json": lines for key, lines in shards().items()}
    for old in folder.glob("*.json"):
        if old.name not in wanted:
            old.unlink()
    for name, lines in wanted.items():
        text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text + "\n", encoding="utf-8")


def _is_state(name: str) -> bool:
    answer = bundled().search(name)
    return isinstance(answer, Found) and answer.place.precision is Precision.STATE


def _lines() -> Iterator[tuple[str, str, float]]:
    """Each line, the name that it is found by, and how likely it is."""
    # Whoever types "District of Columbia" means the city.
    for state in (state for state in states() if state.code != "DC"):
        english = search_text(state)
        # "Nueva York" is the city in Spanish too.
        spanish = state.name_es if _is_state(state.name_es) else f"Estado de {state.name_es}"
        yield f"*{english}", state.name, STATE_WEIGHT
        if state.name_es != state.name:
            yield f"*{spanish}", state.name_es, STATE_WEIGHT - 1
            yield f"*{spanish}", spanish, STATE_WEIGHT - 1
    database = sqlite3.connect(GAZETTEER)
    weights: dict[str, float] = {}
    for name, state, weight, kind in database.execute(_TOWNS, (NameKind.OFFICIAL, NameKind.ACCEPTED)):
        weights[f"{name}, {state}"] = weight
        if kind == NameKind.OFFICIAL or not _ABBREVIATION.search(name):
            yield f"{name}, {state}", name, weight
    for name, state, weight in database.execute(_COUNTIES):
        yield f"{name}, {state}", name, weight * COUNTY_SHARE
    for number, name, state in database.execute(_ZIPS):
        yield f"{number:05} {name}, {state}", f"{number:05}", 1.0
    database.close()
    for (name, state), nicknames in NICKNAMES.items():
        town = f"{written(name)}, {state}"
        for nickname in nicknames:
            yield f"{nickname}={town}", nickname, weights[town] - 0.5


if __name__ == "__main__":
    write(FOLDER)
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.json")}
    largest = max(sizes, key=lambda name: sizes[name])
    print(f"{len(sizes)} files, {sum(sizes.values()):,} bytes, the largest {largest} with {sizes[largest]:,}")
