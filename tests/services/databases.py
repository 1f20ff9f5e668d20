"""The two databases the tests run on: migrated once, emptied fast between tests."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg

KEPT = frozenset({"alembic_version"})


class Database(Protocol):
    """An address for `DATABASE_URL`, and a way back to the state right after the migrations."""

    url: str

    def remember(self) -> None:
        """Note the rows that the migrations themselves put in."""

    def empty(self) -> None:
        """Remove every row but those."""

    def close(self) -> None:
        """Give back the connection that emptying keeps open: to open one takes longer than to empty."""


class SqliteDatabase:
    """A file of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.url = f"sqlite:///{file}"
        self._seeded: dict[str, list[tuple[Any, ...]]] = {}
        self._kept: sqlite3.Connection | None = None

    def remember(self) -> None:
        """Note the rows that the migrations themselves put in."""
        connection = self._connection()
        tables = _sqlite_tables(connection)
        self._seeded = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}

    def empty(self) -> None:
        """Remove every row but those; foreign keys are off on this connection, so the order does not matter."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in self._seeded.items():
            connection.execute(f'DELETE FROM "{table}"')
            if rows:
                connection.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        connection.execute("COMMIT")

    def close(self) -> None:
        """Give back the connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _connection(self) -> sqlite3.Connection:
        if self._kept is None:
            self._kept = sqlite3.connect(self.file, isolation_level=None, timeout=10)
            wait_for_no_disk(self._kept)
        return self._kept


class PostgresDatabase:
    """One database of the throw-away cluster."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._seeded: dict[str, list[tuple[Any, ...]]] = {}
        self._emptying = ""
        self._kept: psycopg.Connection[Any] | None = None

    def remember(self) -> None:
        """Note the rows that the migrations themselves put in."""
        with psycopg.connect(self.url) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            self._seeded = {
                table: connection.execute(f'SELECT * FROM "{table}"').fetchall()
                for (table,) in names
                if table not in KEPT
            }
            self._emptying = "; ".join(_postgres_statements(connection, self._seeded))

    def empty(self) -> None:
        """Remove every row but those; foreign keys are not checked in this session, so the order does not matter."""
        try:
            self._connection().execute(self._emptying)
        except psycopg.OperationalError:
            if self._kept is None or not self._kept.broken:
                raise
            # A test ended every connection there was.
            self.close()
            self._connection().execute(self._emptying)

    def close(self) -> None:
        """Give back the connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _connection(self) -> "psycopg.Connection[Any]":
        if self._kept is None:
            options = "-c lock_timeout=10000 -c session_replication_role=replica"
            self._kept = psycopg.connect(self.url, options=options, autocommit=True)
        return self._kept


def wait_for_no_disk(connection: sqlite3.Connection) -> None:
    """As with PostgreSQL's settings in these tests: a crash may lose everything, nobody will miss it."""
    connection.execute("PRAGMA synchronous=OFF")


def _sqlite_tables(connection: sqlite3.Connection) -> list[str]:
    # Shadow tables of a virtual table belong to it and are emptied with it.
    listed = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    return [
        name
        for name, kind in listed
        if kind in ("table", "virtual") and name not in KEPT and not name.startswith("sqlite_")
    ]


def _postgres_statements(
    connection: "psycopg.Connection[Any]", seeded: dict[str, list[tuple[Any, ...]]]
) -> Iterator[str]:
    # One text without parameters is one transaction and one way there and back.
    values = psycopg.ClientCursor(connection)
    for table, rows in seeded.items():
        yield f'DELETE FROM "{table}"'
        for row in rows:
            yield values.mogrify(f'INSERT INTO "{table}" VALUES ({", ".join(["%s"] * len(row))})', row)
