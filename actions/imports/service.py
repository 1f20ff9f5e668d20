"""Bring in a table of events: every good row, whatever the bad ones are."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import BinaryIO

from sqlalchemy import select

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import EventState
from actions.events.publication import mark_changed
from actions.events.service import Stored, store_events
from actions.geo.gazetteer import bundled
from actions.imports.csv_rows import CsvRow, RowProblem, UnreadableFile, read_rows
from actions.imports.event_row import COLUMNS, REQUIRED, BadRow, ImportedEvent, read_event
from actions.sealing import lookup_hash

ROWS_A_TRANSACTION = 500
Progress = Callable[[int], None]


@dataclass
class ImportReport:
    """What an import did, and every row that it could not take."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
