"""One of several processes that sign people up at the same time: the real application, its own connections.

Reads one line of JSON, says `ready`, waits for another line, sends its posts and prints the statuses as JSON.
"""

import json
import os
import sys

from sqlalchemy import true

from actions import create_app
from actions.rsvps import places
from config import from_environ


def main() -> None:
    """Race."""
    task = json.loads(sys.stdin.readline())
    if task["without_condition"]:
        places.there_is_room = true  # type: ignore[assignment]
    client = create_app(from_environ(os.environ)).test_client()
    client.get("/healthz")
    print("ready", flush=True)  # noqa: T201 -- the parent reads this
    sys.stdin.readline()
    statuses = [client.post(path, data=form).status_code for path, form in task["posts"]]
    print(json.dumps(statuses), flush=True)  # noqa: T201 -- as above


main()
