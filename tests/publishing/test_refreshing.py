"""A machine's picture follows the database: little by little, by one process at a time, and whole or not at all."""

import fcntl
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy.exc import DatabaseError

from actions.database import db
from actions.events import publication
from actions.events.models import EventState
from actions.publishing import refreshing
from actions.publishing.refreshing import SECONDS_VALID, refresh
from actions.stories.models import CampaignStory
from tests.factories import NOW, a_campaign, a_picture, a_timeslot, an_event, an_organization, an_rsvp, timeslots_of
from tests.publishing.conftest import Pictures


def version() -> int:
    """The publication in the database."""
    number = publication.version()
    db.session.rollback()
    return number


def older(file: Path, seconds: float) -> None:
    """Make a file look older."""
    then = time.time() - seconds
    os.utime(file, (then, then))


def test_what_becomes_public_is_in_it_and_what_no_longer_is_goes(pictures: Pictures) -> None:
    event, other = an_event(title="First"), an_event(title="Second", state=EventState.PENDING)
    pictures.refresh()
    assert pictures.rows("SELECT title FROM events") == [("First",)]
    event.state, other.state = EventState.DECLINED, EventState.APPROVED
    pictures.refresh()
    assert pictures.rows("SELECT title FROM events") == [("Second",)]
    assert pictures.rows("SELECT event_id FROM timeslots") == [(other.id,)]


def test_only_events_that_changed_are_read_again(pictures: Pictures) -> None:
    events = [an_event(title=f"Number {number}") for number in range(3)]
    pictures.refresh()
    events[1].title, events[1].changed_at = "Another", NOW.replace(hour=16)
    # A change that leaves no trace at all is not looked for; it shows that the others were left alone.
    events[2].title = "Without a trace"
    pictures.refresh()
    assert pictures.rows("SELECT title FROM events ORDER BY id") == [("Number 0",), ("Another",), ("Number 2",)]


def test_places_fill_up_in_it_after_a_minute_without_a_new_publication(pictures: Pictures) -> None:
    event = an_event(capacity=10)
    newest = pictures.refresh()
    an_rsvp(event, party_size=4)
    older(newest, SECONDS_VALID - 5)
    assert refresh(db.engine, pictures.publisher.copies, version())
    assert pictures.rows("SELECT going_count FROM timeslots") == [(0,)]
    older(newest, SECONDS_VALID + 1)
    assert refresh(db.engine, pictures.publisher.copies, version())
    assert pictures.rows("SELECT going_count FROM timeslots") == [(4,)]


def test_a_picture_that_still_holds_is_not_written_again(pictures: Pictures) -> None:
    an_event()
    newest = pictures.refresh()
    older(newest, SECONDS_VALID + 1)
    refresh(db.engine, pictures.publisher.copies, version())
    assert pictures.newest() == newest
    assert time.time() - newest.stat().st_mtime < SECONDS_VALID


def test_every_kind_of_row_follows_a_change(pictures: Pictures) -> None:
    organization, campaign = an_organization(name="Old name"), a_campaign(title="Old title")
    event = an_event(campaign=campaign)
    a_timeslot(event)
    pictures.refresh()
    organization.name, campaign.title = "New name", "New title"
    db.session.delete(timeslots_of(event)[0])
    pictures.refresh()
    assert pictures.rows("SELECT name FROM organizations") == [("New name",)]
    assert pictures.rows("SELECT title FROM campaigns") == [("New title",)]
    assert pictures.rows("SELECT count(*) FROM timeslots") == [(1,)]


def test_only_pictures_of_published_stories_are_in_it(pictures: Pictures) -> None:
    campaign = a_campaign()
    shown = a_picture(campaign)
    a_picture(campaign)
    story = {"picture": {"digest": shown.digest}}
    db.session.add(CampaignStory(campaign_id=campaign.id, draft={}, published=story, changed_at=NOW, published_at=NOW))
    pictures.refresh()
    assert pictures.rows("SELECT digest, content FROM pictures") == [(shown.digest, shown.content)]


def test_nothing_is_done_while_another_process_is_at_it(pictures: Pictures) -> None:
    an_event()
    pictures.folder.mkdir()
    with (pictures.folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert refresh(db.engine, pictures.publisher.copies, version()) is False
    assert [path.name for path in pictures.folder.iterdir()] == ["lock"]
    assert refresh(db.engine, pictures.publisher.copies, version()) is True


def test_a_refresh_that_breaks_off_leaves_the_last_good_picture(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_event(title="Before")
    newest = pictures.refresh()

    def fail(*_arguments: Any) -> None:
        raise OSError("no space left on the disk")

    monkeypatch.setattr(refreshing, "_sync", fail)
    an_event(title="After")
    with pytest.raises(OSError, match="no space"):
        pictures.refresh()
    assert pictures.newest() == newest
    assert sorted(path.name for path in pictures.folder.iterdir()) == sorted(["lock", newest.name])


def test_what_was_never_finished_is_cleared_away(pictures: Pictures) -> None:
    an_event()
    pictures.refresh()
    (pictures.folder / "making-killed.sqlite").write_bytes(b"half of it")
    pictures.refresh()
    assert [path.name for path in pictures.folder.glob("making-*")] == []


def test_two_pictures_are_kept_and_the_older_one_for_an_hour(pictures: Pictures) -> None:
    files = [pictures.refresh() for _ in range(4)]
    assert sorted(pictures.folder.glob("picture-*")) == files[2:]
    older(files[2], 3700)
    newest = pictures.refresh()
    assert sorted(pictures.folder.glob("picture-*")) == [files[3], newest]
    older(files[3], 3700)
    older(newest, SECONDS_VALID + 1)
    refresh(db.engine, pictures.publisher.copies, version())
    assert sorted(pictures.folder.glob("picture-*")) == [newest]


def test_the_picture_of_another_version_of_this_software_is_left_alone_for_a_day(pictures: Pictures) -> None:
    pictures.folder.mkdir()
    other = pictures.folder / "picture-0123456789-000000000007.sqlite"
    other.write_bytes(b"of another schema")
    newest = pictures.refresh()
    assert (pictures.newest(), other.exists()) == (newest, True)
    older(other, 90_000)
    pictures.refresh()
    assert other.exists() is False


@pytest.mark.parametrize("damage", ["cut", "emptied", "overwritten", "scribbled"])
def test_a_damaged_picture_is_passed_over_for_the_one_before_it(pictures: Pictures, damage: str) -> None:
    an_event()
    good, newest = pictures.refresh(), pictures.refresh()
    content = newest.read_bytes()
    harm = {
        "cut": content[: len(content) // 2],
        "emptied": b"",
        "overwritten": b"x" * 9000,
        "scribbled": content[:-4096] + bytes(4096),
    }
    newest.write_bytes(harm[damage])
    pictures.publisher.copies._opened.clear()
    assert pictures.newest() == good
    renewed = pictures.refresh()
    assert renewed > newest
    assert pictures.rows("SELECT title FROM events") == [("Rally at Daley Plaza",)]


def test_a_picture_that_is_damaged_later_is_made_anew(pictures: Pictures) -> None:
    an_event()
    newest = pictures.refresh()
    newest.write_bytes(newest.read_bytes()[:20_000])
    with pytest.raises(DatabaseError):
        pictures.refresh()
    assert pictures.refresh() > newest
    assert pictures.rows("SELECT title FROM events") == [("Rally at Daley Plaza",)]


def test_everything_is_read_at_one_moment(pictures: Pictures) -> None:
    """A deed of somebody else's between two statements is not half in it."""
    event = an_event()
    seen: list[str] = []

    def meanwhile(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM events" in statement and not seen:
            seen.append(statement)
            with db.engine.connect() as another:
                another.exec_driver_sql("UPDATE timeslots SET going_count = 7")
                another.commit()

    listening.listen(db.engine, "after_cursor_execute", meanwhile)
    try:
        pictures.refresh()
    finally:
        listening.remove(db.engine, "after_cursor_execute", meanwhile)
    assert pictures.rows("SELECT going_count FROM timeslots") == [(0,)]
    assert len(seen) == 1
    assert timeslots_of(event)[0].going_count == 7


def test_the_file_is_for_its_owner_alone_and_a_plain_sqlite_file(pictures: Pictures) -> None:
    newest = pictures.refresh()
    assert oct(newest.stat().st_mode & 0o777) == "0o600"
    connection = sqlite3.connect(newest)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
