"""The web application for gunicorn and the `flask` command."""

# While all of it is put together nothing becomes garbage: to look for some takes a sixth of the time.
# ruff: noqa: E402
import gc

gc.disable()

import sys

from actions import create_app
from config import SettingsError, from_environ, load_environ

# Under gunicorn only this exit status ends the master too; any other makes it start workers for ever.
REFUSED = 3

try:
    app = create_app(from_environ(load_environ()))
except SettingsError as error:
    print("Actions cannot start:", *error.problems, sep="\n  - ", file=sys.stderr)
    sys.exit(REFUSED)

# Nor does any of it later.
gc.freeze()
gc.enable()
