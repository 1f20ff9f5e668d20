"""Tests that must not run beside one another are kept together, and files are called what their group calls them."""

from config import ROOT
from tests.services.workers import EVERY_PAGE, START_PROGRAMS, group_of


def test_files_of_groups_exist() -> None:
    assert [file for file in sorted({EVERY_PAGE, *START_PROGRAMS}) if not (ROOT / file).is_file()] == []


def test_what_drives_the_browser_stays_together_and_all_else_runs_anywhere() -> None:
    assert group_of("tests/browser/test_map.py::test_map_opens[de]") == "browser"
    assert group_of("tests/browser/test_every_page.py::test_page[home-en]") == "pages"
    assert group_of("tests/rsvps/test_race.py::TestRace::test_last_place[sqlite]") == "programs"
    assert group_of("tests/rsvps/test_offer.py::test_one[sqlite]") == "tests/rsvps/test_offer.py::test_one[sqlite]"
