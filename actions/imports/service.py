"""Bring in a table of events: every good row, whatever the bad ones are."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO

from sqlalchemy import select

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.errors import DomainError
from actions.events import publication
from actions.events.models import EventState
from actions.events.service import Stored, store_event
from actions.geo.gazetteer import bundled
from actions.imports.csv_rows import CsvRow, RowProblem, UnreadableFile, read_rows
from actions.imports.event_row import COLUMNS, PLACE_COLUMNS, REQUIRED, BadRow, ImportedEvent, read_event
from actions.imports.known import completed, known_events
from actions.imports.series import is_another_time, with_another_time
from actions.rsvps.waitlist import settle
from actions.sealing import lookup_hash

ROWS_A_TRANSACTION = 500
Progress = Callable[[int], None]


@dataclass
class ImportReport:
    """What an import did, or would do, and every row that it could not take."""

    counts: dict[Stored, int] = field(default_factory=lambda: dict.fromkeys(Stored, 0))
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)


def import_events(
    file: BinaryIO,
    campaign_id: int | None,
    *,
    for_review: bool,
    now: dt.datetime,
    geocodes_online: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda rows: None,
) -> ImportReport:
    """Create the events of a CSV file, and bring those it brought before up to date.

    With `geocodes_online` the worker is left to ask about street addresses that are known by ZIP or town only.
    Without a campaign the rows are read and checked only. `progress` is called with how many more rows are done. Rows
    are stored by the batch, so an import that is cut off keeps what it had, and running it again completes it.

    Raises:
        UnreadableFile: nothing was stored.
    """
    header, unknown, rows = read_rows(file, COLUMNS)
    _check_header(header)
    report = ImportReport(unknown_columns=unknown)
    seen: dict[str, int] = {}
    events = _readable(rows, report, seen, progress)
    while batch := list(islice(events, ROWS_A_TRANSACTION)):
        if campaign_id is None:
            report.counts[Stored.CREATED] += len(batch)
        else:
            state = EventState.PENDING if for_review else EventState.APPROVED
            _store([_asking(event, geocodes_online) for event in batch], campaign_id, state, now, report)
        if dry_run:
            db.session.rollback()
        else:
            db.session.commit()
        # What is stored is let go, so that memory does not grow with the file.
        db.session.expunge_all()
        progress(len(batch))
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _asking(event: ImportedEvent, geocodes_online: bool) -> ImportedEvent:
    wants = geocodes_online and bool(event.draft.address)
    return replace(event, draft=replace(event.draft, wants_geocoding=wants))


def _check_header(header: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise UnreadableFile(
            f"The first line must name the columns {', '.join(REQUIRED)}; it lacks {', '.join(missing)}."
        )
    if not PLACE_COLUMNS.intersection(header):
        raise UnreadableFile(f"The first line must name a place: one of {', '.join(sorted(PLACE_COLUMNS))}.")


def _readable(
    rows: Iterable[CsvRow | RowProblem], report: ImportReport, seen: dict[str, int], progress: Progress
) -> Iterator[ImportedEvent]:
    """The rows that are events, those that add a time to the event before them put together with it.

    What the others are goes into the report.
    """
    held: ImportedEvent | None = None
    for row in rows:
        read = _read(row)
        if isinstance(read, ImportedEvent) and held is not None and is_another_time(held, read):
            held = with_another_time(held, read)
        elif isinstance(read, ImportedEvent) and read.reference not in seen:
            seen[read.reference] = read.line
            if held is not None:
                yield held
            held = read
            continue
        elif isinstance(read, ImportedEvent):
            reason = f"The row is the same event as line {seen[read.reference]}."
            report.problems.append(RowProblem(read.line, reason))
        else:
            report.problems.append(read)
        progress(1)
    if held is not None:
        yield held


def _read(row: CsvRow | RowProblem) -> ImportedEvent | RowProblem:
    if isinstance(row, RowProblem):
        return row
    try:
        return read_event(row, bundled())
    except BadRow as bad:
        return RowProblem(row.line, " ".join(bad.reasons))


def _store(
    batch: list[ImportedEvent], campaign_id: int, state: EventState, now: dt.datetime, report: ImportReport
) -> None:
    campaign = db.session.get_one(Campaign, campaign_id)
    known = known_events(campaign_id, [event.reference for event in batch])
    existing = frozenset(known)
    hosts = _hosts(batch, now)
    is_news = False
    for event in batch:
        # Only what exists can be refused by the database's own state; a savepoint undoes that one row.
        is_known = event.reference in existing
        savepoint = db.session.begin_nested() if is_known else None
        try:
            stored = store_event(
                completed(event.draft, known[event.reference]) if is_known else event.draft,
                campaign=campaign,
                host_id=hosts.get(event.host_email),
                state=state,
                reference=event.reference,
                now=now,
                known=known,
            )
            if stored.did is Stored.CHANGED:
                settle(stored.event.id, now)
        except DomainError as error:
            if savepoint is None:
                raise
            savepoint.rollback()
            report.problems.append(RowProblem(event.line, str(error.message)))
            continue
        if savepoint is not None:
            savepoint.commit()
        report.counts[stored.did] += 1
        is_news = is_news or stored.did is not Stored.UNCHANGED
    db.session.flush()
    if is_news:
        publication.mark_changed()


def _hosts(batch: list[ImportedEvent], now: dt.datetime) -> dict[str, int]:
    """Account numbers by address. Who has none gets one without a password; a mailed link opens it."""
    by_hash = {lookup_hash(event.host_email): event for event in batch if event.host_email}
    if not by_hash:
        return {}
    query = select(User.email_hash, User.id).where(User.email_hash.in_(by_hash))
    numbers = {row.email_hash: row.id for row in db.session.execute(query)}
    new = [
        User(email=event.host_email, email_hash=key, name=event.host_name or event.host_email, created_at=now)
        for key, event in by_hash.items()
        if key not in numbers
    ]
    db.session.add_all(new)
    db.session.flush()
    numbers |= {user.email_hash: user.id for user in new}
    return {event.host_email: numbers[lookup_hash(event.host_email)] for event in batch if event.host_email}
