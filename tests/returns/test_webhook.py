"""The address that mail servers post reports to: closed until there is a secret, and to everybody without it."""

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import func, select

from actions.database import db
from actions.mail.models import Suppression
from actions.returns.reports import LARGEST_REPORT
from config import Settings
from tests import factories
from tests.checking_client import CheckingClient
from tests.returns import samples
from tests.returns.test_taking_in import name_of, sent_to

SECRET = "a-secret-of-at-least-32-characters"
RIGHT = {"Authorization": f"Bearer {SECRET}"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, mail_bounces_secret=SECRET)


@pytest.fixture
def report(app: Flask) -> bytes:
    """A report about a reminder to Maria."""
    return samples.postfix(name_of(app, sent_to(factories.an_rsvp(factories.an_event(), "maria@example.org"))))


def suppressed() -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(Suppression)) or 0


def test_who_has_the_secret_hands_in_reports(client: CheckingClient, report: bytes) -> None:
    for _ in range(2):
        answer = client.post("/mail/bounces", data=report, headers=RIGHT)
        assert (answer.status_code, answer.data, answer.headers.getlist("Set-Cookie")) == (204, b"", [])
    assert suppressed() == 1
    assert client.post("/mail/bounces", data=b"Subject: hello\n\n", headers=RIGHT).status_code == 204


@pytest.mark.parametrize("given", ["", SECRET, "Bearer ", f"Bearer {SECRET}x", f"bearer {SECRET}", "Bearer ñ"])
def test_nobody_else_does(client: CheckingClient, report: bytes, given: str) -> None:
    answer = client.post("/mail/bounces", data=report, headers={"Authorization": given.encode().decode("latin-1")})
    assert (answer.status_code, suppressed()) == (403, 0)


def test_it_is_closed_without_a_secret(client: CheckingClient, app: Flask, report: bytes) -> None:
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], mail_bounces_secret="")
    try:
        for given in ("Bearer ", f"Bearer {SECRET}"):
            answer = client.post("/mail/bounces", data=report, headers={"Authorization": given})
            assert (answer.status_code, suppressed()) == (404, 0)
    finally:
        app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], mail_bounces_secret=SECRET)


def test_what_is_too_large_is_not_read(client: CheckingClient, report: bytes) -> None:
    answer = client.post("/mail/bounces", data=report + b" " * LARGEST_REPORT, headers=RIGHT)
    assert (answer.status_code, suppressed()) == (413, 0)
