"""The connections to the database that are in use, so that those that wait in vain can be cut.

A stopped machine refuses; a machine that hangs says nothing, and whoever asked it would wait for ever. libpq has no
time limit for an answer, so the socket is shut: the one who waits then learns that the connection is gone.
"""

import contextlib
import os
import socket
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


class Connections:
    """Those of one PostgreSQL engine."""

    def __init__(self, engine: Engine, refuses: Callable[[], bool]) -> None:
        self._engine = engine
        self._refuses = refuses
        self._in_use: dict[int, Any] = {}
        # Before the check of idle connections (`database.py`), which may be what hangs.
        event.listen(engine, "checkout", self._note, insert=True)
        event.listen(engine, "checkin", self._forget)
        event.listen(engine, "invalidate", self._forget)
        event.listen(engine, "do_connect", self._refuse)

    def cut(self) -> None:
        """Shut the sockets of all that are in use."""
        for connection in list(self._in_use.values()):
            # It may have been closed in between, and its user knows then.
            with contextlib.suppress(Exception):
                _shut(connection.fileno())

    def _note(self, connection: Any, *_rest: Any) -> None:
        self._in_use[id(connection)] = connection

    def _forget(self, connection: Any, *_rest: Any) -> None:
        self._in_use.pop(id(connection), None)

    def _refuse(self, *_arguments: Any) -> None:
        """Fail at once where everybody would wait for the same database to be connected."""
        if self._refuses():
            raise self._engine.dialect.loaded_dbapi.OperationalError("the database is away")


def _shut(number: int) -> None:
    # Through a copy of the handle: closing the connection itself stays with whoever uses it.
    with socket.socket(fileno=os.dup(number)) as handle:
        handle.shutdown(socket.SHUT_RDWR)
