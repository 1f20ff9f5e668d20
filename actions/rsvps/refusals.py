"""Pages that refuse everybody alike, kept for a second: most who try for the last place come when it is gone.

Only what is around the form is kept. It holds nothing of what somebody typed; the form itself is made for each. The
whole page made anew for each of them would cost four times what a sign-up does, at the very moment when most people
come at once.
"""

import secrets
import time
from collections.abc import Callable
from typing import NamedTuple

from flask import current_app
from flask.blueprints import BlueprintSetupState

SECONDS_KEPT = 1.0
MOST_PAGES = 200
_NAME = "actions-refusals"
# Stands where the form will be; nobody can have written it into a page.
FORM_HERE = f"form-{secrets.token_hex(16)}"
# The event, the language, and which refusal it is.
Key = tuple[int, str, str]


class Asking(NamedTuple):
    """The organization that asks whether it may write later."""

    slug: str
    name: str


class Around(NamedTuple):
    """A finished page without its form, or a whole one that has none."""

    before: str
    after: str = ""
    has_form: bool = False
    organization: Asking | None = None

    @classmethod
    def of(cls, html: str, organization: Asking | None) -> "Around":
        """The page on both sides of `FORM_HERE`."""
        before, found, after = html.partition(FORM_HERE)
        return cls(before, after, bool(found), organization)


class Refusals:
    """Finished pages of one process."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._pages: dict[Key, tuple[float, Around]] = {}

    def kept(self, key: Key) -> Around | None:
        """The page, unless it has to be made."""
        kept_at, page = self._pages.get(key, (float("-inf"), None))
        return page if self._seconds() - kept_at < SECONDS_KEPT else None

    def keep(self, key: Key, page: Around) -> Around:
        """Keep a page, and give it back. All are forgotten when there are many: they are worth a second each."""
        if len(self._pages) >= MOST_PAGES:
            self._pages = {}
        self._pages[key] = (self._seconds(), page)
        return page


def set_up(state: BlueprintSetupState) -> None:
    """Give the application its own."""
    state.app.extensions[_NAME] = Refusals()


def refusals() -> Refusals:
    """Those of the application that answers."""
    found: Refusals = current_app.extensions[_NAME]
    return found
