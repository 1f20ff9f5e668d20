"""What tests of exports share: people who may and may not export, and a way to read what they get."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.signing_in import sign_in

Rows = list[dict[str, str]]


@pytest.fixture
def as_user(app: Flask) -> Callable[[User], CheckingClient]:
    """A browser in which this user is signed in."""

    def make(user: User) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        return sign_in(client, user)

    return make


@pytest.fixture
def organizer(as_user: Callable[[User], CheckingClient]) -> CheckingClient:
    """The browser of an organizer of the whole site."""
    return as_user(factories.an_organizer())


@pytest.fixture
def download(organizer: CheckingClient) -> Callable[..., Rows]:
    """Download a CSV file as the organizer, as rows by column."""

    def get(address: str, **filters: str) -> Rows:
        response = organizer.get(address, query_string=filters)
        assert response.status_code == 200
        return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))

    return get
