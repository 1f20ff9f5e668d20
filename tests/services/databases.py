"""The two databases the tests run on: migrated once, emptied fast between tests."""

import sqlite3
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


class SqliteDatabase:
    """A file of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.url = f"sqlite:///{file}"
        self._seeded: dict[str, list[tuple[Any, ...]]] = {}

    def remember(self) -> None:
        """Note the rows that the migrations themselves put in."""
        connection = self._connection()
        tables = _sqlite_tables(connection)
        self._seeded = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        connection.close()

    def empty(self) -> None:
        """Remove every row but those; foreign keys are off on this connection, so the order does not matter."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in self._seeded.items():
            connection.execute(f'DELETE FROM "{table}"')
            if rows:
                connection.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        connection.execute("COMMIT")
        connection.close()

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, isolation_level=None, timeout=10)


class PostgresDatabase:
    """One database of the throw-away cluster."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._seeded: dict[str, list[tuple[Any, ...]]] = {}

    def remember(self) -> None:
        """Note the rows that the migrations themselves put in."""
        with psycopg.connect(self.url) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            self._seeded = {
                table: connection.execute(f'SELECT * FROM "{table}"').fetchall()
                for (table,) in names
                if table not in KEPT
            }

    def empty(self) -> None:
        """Remove every row but those; foreign keys are not checked in this session, so the order does not matter."""
        with psycopg.connect(self.url, options="-c lock_timeout=10000") as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("; ".join(f'DELETE FROM "{table}"' for table in self._seeded))
            for table, rows in self._seeded.items():
                for row in rows:
                    connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join(["%s"] * len(row))})', row)


def _sqlite_tables(connection: sqlite3.Connection) -> list[str]:
    # Shadow tables of a virtual table belong to it and are emptied with it.
    listed = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    return [
        name
        for name, kind in listed
        if kind in ("table", "virtual") and name not in KEPT and not name.startswith("sqlite_")
    ]
