"""Bringing this machine's picture up to date: the last one is copied, what differs is changed in the copy, and the copy
takes the next number.

Whoever holds the folder's lock does it, so never two processes at once. Everything is read in one transaction that sees
one moment of the database.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from actions.database import READS_ONLY
from actions.publishing.copies import MAKING, Copies, Copy
from actions.publishing.sources import SOURCES, Source
from actions.publishing.tables import ANSWERS, SCHEMA

ROWS_AT_ONCE = 500
# Places fill up, and rows are put right by hand, without the publication number being raised.
SECONDS_VALID = 60.0
# The one before the newest may show what has been withdrawn since.
SECONDS_SPARE = 300.0
SECONDS_OTHER_SCHEMAS = 86_400.0


def refresh(database: Engine, copies: Copies, version: int, also: Callable[[Copy], None] | None = None) -> bool:
    """Bring the picture up to date if it is not, and do what follows from it; false when another process is at it.

    `version` is the publication number in the database.
    """
    copies.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(copies.folder) as is_mine:
        if is_mine:
            copies.look_again()
            newest = copies.newest()
            if not is_current(newest, version):
                _renew(database, copies, newest)
                _tidy(copies)
                if also and (newest := copies.newest()):
                    also(newest)
    return is_mine


def is_current(copy: Copy | None, version: int) -> bool:
    """Whether the file shows this publication and was compared within the last minute."""
    if copy is None or copy.version != version:
        return False
    try:
        return time.time() - copy.path.stat().st_mtime < SECONDS_VALID
    except OSError:
        return False


def _renew(database: Engine, copies: Copies, newest: Copy | None) -> None:
    handle, name = tempfile.mkstemp(dir=copies.folder, prefix=MAKING, suffix=".sqlite")
    os.close(handle)
    making = Path(name)
    try:
        if newest is not None:
            shutil.copyfile(newest.path, making)
        if _apply(database, making, is_new=newest is None) or newest is None:
            _sync(making)
            os.replace(making, copies.next_path())
            _sync(copies.folder)
            copies.look_again()
        else:
            os.utime(newest.path)
    except DatabaseError:
        if newest is not None:
            # It may be the copy that cannot be worked with: the next is then made from an older one, or from nothing.
            copies.check(newest)
        raise
    finally:
        making.unlink(missing_ok=True)


def _apply(database: Engine, file: Path, *, is_new: bool) -> int:
    """Make the file say what the database says; how many rows were changed."""
    target = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)
    with _one_moment(database) as source, target.connect() as connection:
        # It is nobody's file yet: it gets its name when it is whole, or goes.
        connection.exec_driver_sql("PRAGMA journal_mode=OFF")
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        # What was withdrawn is overwritten in the copy, not only marked as free, however this SQLite was built.
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        if is_new:
            SCHEMA.metadata.create_all(connection)
            connection.exec_driver_sql(ANSWERS)
        changed = sum(_bring_over(each, source, connection) for each in SOURCES)
        connection.commit()
    return changed


def _bring_over(source: Source, database: Connection, picture: Connection) -> int:
    marked = [source.table.c[column.name] for column in source.marks.selected_columns]
    here = {row[0]: tuple(row) for row in picture.execute(select(*marked))}
    there = {row[0]: tuple(row) for row in database.execute(source.marks)}
    [key] = source.table.primary_key
    gone = list(here.keys() - there.keys())
    for some in _parted(gone):
        picture.execute(delete(source.table).where(key.in_(some)))
    other = [number for number, marks in there.items() if here.get(number) != marks]
    for some in _parted(other):
        rows = [source.shaped(row) for row in database.execute(source.rows_of(some))]
        if rows:
            picture.execute(insert(source.table).prefix_with("OR REPLACE"), rows)
    return len(gone) + len(other)


def _parted(keys: list[Any]) -> Iterator[Sequence[Any]]:
    """So many that they fit into one statement."""
    for begin in range(0, len(keys), ROWS_AT_ONCE):
        yield keys[begin : begin + ROWS_AT_ONCE]


@contextlib.contextmanager
def _one_moment(database: Engine) -> Iterator[Connection]:
    """A connection on which all statements see the same moment, and that nobody waits for."""
    options: dict[str, Any] = {READS_ONLY: True}
    if database.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether this is the one process of the machine that is at it."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _sync(path: Path) -> None:
    """Have it on the disk before it counts."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tidy(copies: Copies) -> None:
    """Remove what was never finished, and what no longer serves; a version of this software that still runs on the
    machine may have a schema of its own.
    """
    own = copies.listed()
    for path in copies.folder.iterdir():
        with contextlib.suppress(OSError):
            age = time.time() - path.stat().st_mtime
            is_spare = path in own[:2] and (path == own[0] or age < SECONDS_SPARE)
            is_other = path.name.startswith("picture-") and path not in own and age < SECONDS_OTHER_SCHEMAS
            if path.is_file() and path.name != "lock" and not is_spare and not is_other:
                path.unlink()
