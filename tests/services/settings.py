"""What every application under test is told, in-process or behind a real server."""

import base64
import datetime as dt

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
SECRETS = {
    "SECRET_KEY": "kT3vWq8ZpL5xYb2NcR7mJd4HgF9sAe6U",
    "DATA_KEYS": base64.urlsafe_b64encode(bytes(range(32))).decode("ascii"),
}
