"""Which tests stay together in one worker when several share the run.

xdist's own marker for this is not used: it writes the group into a test's name, and pytest 9 no longer reads names from
where it writes them, so that the groups come apart without a word.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
# As long as all the other browser tests together.
EVERY_PAGE = f"{BROWSER}test_every_page.py"
# These start whole programs and watch the time: two of them at once would hold each other up.
START_PROGRAMS = {
    "tests/tooling/test_gunicorn.py",
    "tests/mail/test_holds_processes.py",
    "tests/mail/test_lines.py",
    "tests/journeys/test_outage.py",
    "tests/rsvps/test_race.py",
    "tests/tooling/test_run_together.py",
    "tests/mail/test_worker_processes.py",
}


def group_of(name: str) -> str:
    """The group of a test by its name; its own name when it may run anywhere."""
    file = name.partition("::")[0]
    if file == EVERY_PAGE:
        return "pages"
    if file.startswith(BROWSER):
        # One browser and one running site do for all of them.
        return "browser"
    return "programs" if file in START_PROGRAMS else name


class InGroups(LoadScopeScheduling):
    """Large groups are handed out first, then one test at a time to whoever has time."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> InGroups:
    """Asked by xdist."""
    return InGroups(config, log)
