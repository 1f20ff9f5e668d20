"""The finder and the event page under gunicorn, one worker pinned to one core, load from another:
`python -m benchmarks.finder`. Everything is measured in turns within one run, so that what else the machine does
falls on all alike; the ratio to a bare Flask "hello" is the figure to compare.
"""

import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles

from actions.geo.gazetteer_file import GAZETTEER
from benchmarks.load import milliseconds_each, requests_a_second
from benchmarks.synthetic import application, fill
from config import ROOT
from tests.services.live_server import free_port

SERVER_CORE, LOAD_CORE = 0, 1
FEW, MANY = 100, 5_000
SIZES = (100, 1_000, 10_000)
ROUNDS, SECONDS, VISITORS = 5, 3.0, 8
SEARCHES = 150
BIN = Path(sys.executable).parent


@contextmanager
def served(target: str) -> Iterator[int]:
    """A gunicorn of one worker on its own core, with the settings that `application` left in the environment."""
    port = free_port()
    server = subprocess.Popen(
        ["taskset", "-c", str(SERVER_CORE), BIN / "gunicorn", "-c", ROOT / "gunicorn.conf.py", target],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "WEB_WORKERS": "1"},
    )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/").read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _zips() -> list[str]:
    with sqlite3.connect(f"{GAZETTEER.as_uri()}?mode=ro&immutable=1", uri=True) as file:
        return [f"{number:05}" for (number,) in file.execute("SELECT zip FROM zips WHERE is_exact ORDER BY zip")]


def event_page(port: int) -> str:
    """The address of some event."""
    home = urllib.request.urlopen(f"http://127.0.0.1:{port}/").read().decode()
    found = re.search(r'href="(/events/\d+-[^"]+)"', home)
    assert found
    return found[1]


def _etag(port: int, path: str) -> str:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    return str(urllib.request.urlopen(asked).headers["ETag"])


def _cached(hello: int, actions: int) -> None:
    pages = {
        "bare Flask hello": (hello, "/", False),
        "finder /": (actions, "/", False),
        "finder /, unchanged (304)": (actions, "/", True),
        "finder /?near=60602": (actions, "/?near=60602", False),
        "event page": (actions, event_page(actions), False),
        "map snapshot near 60602": (actions, "/events.json?near=60602", False),
    }
    rates: dict[str, list[float]] = {name: [] for name in pages}
    for port, path, _is_held in pages.values():
        milliseconds_each(port, [path])
    for _round in range(ROUNDS):
        for name, (port, path, is_held) in pages.items():
            # As it is now: the page is another once the server has made its picture of what the public sees.
            etag = _etag(port, path) if is_held else ""
            rates[name].append(requests_a_second(port, path, visitors=VISITORS, seconds=SECONDS, etag=etag))
    base = median(rates["bare Flask hello"])
    print(f"kept pages, {VISITORS} visitors, median of {ROUNDS} rounds of {SECONDS:g} s, {MANY:,} events")
    for name, each in rates.items():
        print(f"  {name:<25} {median(each):7,.0f} requests/s   {median(each) / base:5.2f} of hello")


def _sizes(ports: dict[int, int]) -> None:
    print(f"kept pages by number of events, in turns, median of {ROUNDS} rounds of {SECONDS:g} s")
    for name, path_at in (("finder /", lambda _port: "/"), ("event page", event_page)):
        rates: dict[int, list[float]] = {count: [] for count in ports}
        paths = {count: path_at(port) for count, port in ports.items()}
        for count, port in ports.items():
            milliseconds_each(port, [paths[count]])
        for _round in range(ROUNDS):
            for count, port in ports.items():
                rates[count].append(requests_a_second(port, paths[count], visitors=VISITORS, seconds=SECONDS))
        base = median(rates[min(ports)])
        for count, each in rates.items():
            rate = median(each)
            print(f"  {name:<12} {count:6,} events {rate:7,.0f} requests/s   {rate / base:5.2f} of the least")


def _uncached(few: int, many: int) -> None:
    print(f"pages never asked for before, one visitor, {SEARCHES} ZIPs each, in turns")
    zips = random.Random(4).sample(_zips(), SEARCHES * 2)
    for name, path, drawn in (
        ("/?near=ZIP", "/?near={}", zips[:SEARCHES]),
        ("/?near=ZIP&miles=any", "/?near={}&miles=any", zips[SEARCHES:]),
    ):
        times: dict[int, list[float]] = {few: [], many: []}
        for code in drawn:
            for port in times:
                times[port] += milliseconds_each(port, [path.format(code)])
        for count, port in ((FEW, few), (MANY, many)):
            each = f"median {median(times[port]):5.1f} ms   p95 {quantiles(times[port], n=20)[-1]:5.1f} ms"
            print(f"  {name:<22} {count:6,} events   {each}")
        print(f"  {name:<22} {MANY:,} against {FEW}: {median(times[many]) / median(times[few]):.2f} times")


def main() -> None:
    """One run of all."""
    os.sched_setaffinity(0, {LOAD_CORE})
    with ExitStack() as stack:
        ports = {}
        for count in sorted({FEW, MANY, *SIZES}):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="actions-finder-")))
            fill(application(f"sqlite:///{folder}/actions.db", folder), count)
            ports[count] = stack.enter_context(served("wsgi:app"))
        hello = stack.enter_context(served("benchmarks.hello:app"))
        _cached(hello, ports[MANY])
        _sizes({count: ports[count] for count in SIZES})
        # Last: by now every server has made its picture of what the public sees.
        _uncached(ports[FEW], ports[MANY])


if __name__ == "__main__":
    main()
