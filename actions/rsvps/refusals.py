"""Pages that refuse everybody alike, kept for a second: most who try for the last place come when it is gone.

Only a page without the form is kept. It holds nothing of what somebody typed, and where no place is left there is no
form to type into. Made anew for each of them it would cost four times what a sign-up does, at the very moment when
most people come at once.
"""

import time
from collections.abc import Callable

from flask import current_app
from flask.blueprints import BlueprintSetupState

SECONDS_KEPT = 1.0
MOST_PAGES = 200
_NAME = "actions-refusals"
# The event, the language, and which refusal it is.
Key = tuple[int, str, str]


class Refusals:
    """Finished pages of one process."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._pages: dict[Key, tuple[float, str]] = {}

    def kept(self, key: Key) -> str | None:
        """The page, unless it has to be made."""
        kept_at, html = self._pages.get(key, (float("-inf"), ""))
        return html if self._seconds() - kept_at < SECONDS_KEPT else None

    def keep(self, key: Key, html: str) -> str:
        """Keep a page, and give it back. All are forgotten when there are many: they are worth a second each."""
        if len(self._pages) >= MOST_PAGES:
            self._pages = {}
        self._pages[key] = (self._seconds(), html)
        return html


def set_up(state: BlueprintSetupState) -> None:
    """Give the application its own."""
    state.app.extensions[_NAME] = Refusals()


def refusals() -> Refusals:
    """Those of the application that answers."""
    found: Refusals = current_app.extensions[_NAME]
    return found
