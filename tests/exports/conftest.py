"""What tests of exports share: people who may and may not export, and a way to read what they get."""

import csv
import io
from collections.abc import Callable

import pytest

from actions.accounts.models import User
from tests import factories
from tests.checking_client import CheckingClient

Rows = list[dict[str, str]]


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
