"""A visitor whose form arrives slowly, or never."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from actions import signing
from actions.database import db
from tests.factories import an_event, an_rsvp


class _Body(io.BytesIO):
    """What is sent; notes whether the database was asked for anything before it was read."""

    def __init__(self, content: bytes, statements: list[str]) -> None:
        super().__init__(content)
        self._statements = statements
        self.asked_before: list[str] | None = None

    def readinto(self, buffer: Any) -> int:
        """The next piece."""
        if self.asked_before is None:
            self.asked_before = list(self._statements)
        return super().readinto(buffer)


@pytest.mark.parametrize("path", ["", "/cancel"])
def test_the_form_is_in_before_the_database_is_asked_so_that_nobody_waits_for_it(app: Flask, path: str) -> None:
    token = signing.sign("rsvp", an_rsvp(an_event()).id)
    statements: list[str] = []
    body = _Body(b"given_name=Maria", statements)

    def note(*facts: object) -> None:
        statements.append(str(facts[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        app.test_client().post(
            f"/rsvps/{token}{path}",
            input_stream=body,
            content_length=16,
            content_type="application/x-www-form-urlencoded",
        )
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert statements
    assert body.asked_before == []
