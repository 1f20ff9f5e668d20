"""What tests of accounts share: a person at a browser, and what our mail says."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions.accounts import passwords
from actions.database import db
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage

PASSWORD = "four quiet random words"
_LINK = re.compile(r"http://localhost(/\S+)")


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, client: CheckingClient) -> None:
        self.client = client

    def send(self, page: str, address: str | None = None, **fields: str) -> TestResponse:
        """Open a page and send fields to it (or to another address) with the page's token."""
        token = HtmlPage(self.client.get(page).text).all("input", name="csrf_token")[0].get("value")
        return self.client.post(address or page, data={"csrf_token": token, **fields})

    def sign_up(self, email: str, password: str = PASSWORD, name: str = "Maria", **more: str) -> TestResponse:
        """Create an account."""
        return self.send("/account/new", name=name, email=email, password=password, **more)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Sign in with a password."""
        return self.send("/account/sign-in", email=email, password=password, **more)

    def ask_for_link(self, email: str, **more: str) -> TestResponse:
        """Have a sign-in link mailed."""
        return self.send("/account/sign-in", "/account/sign-in-link", email=email, **more)

    def is_signed_in(self) -> bool:
        """Whether the account's own page opens."""
        return self.client.get("/account").status_code == 200


@pytest.fixture
def new_person(app: Flask) -> Callable[[], Person]:
    """Another browser."""

    def make() -> Person:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        return Person(client)

    return make


@pytest.fixture
def person(new_person: Callable[[], Person]) -> Person:
    """Somebody at a fresh browser."""
    return new_person()


@pytest.fixture
def mails(app: Flask, now: dt.datetime) -> Callable[[], list[Message | Drop]]:
    """Every mail owed, as it reads now, oldest first."""

    def read(at: dt.datetime = now) -> list[Message | Drop]:
        rows = db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.id)).all()
        return [compose(row, at) for row in rows]

    return read


@pytest.fixture
def last_link(mails: Callable[..., list[Message | Drop]]) -> Callable[..., str]:
    """The path of the link in the newest mail."""

    def read(**when: dt.datetime) -> str:
        message = mails(**when)[-1]
        assert isinstance(message, Message), message
        return _LINK.findall(message.text)[0]

    return read


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of `PASSWORD`, made once: hashing is slow on purpose."""
    return passwords.hash_of(PASSWORD)


def path_of(response: TestResponse) -> str:
    """Where a redirect leads."""
    parts = urlsplit(response.headers["Location"])
    assert not parts.netloc
    return response.headers["Location"]
