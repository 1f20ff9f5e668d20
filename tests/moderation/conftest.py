"""What tests of the organizer's desk share: people in front of it."""

from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.events.models import Event, EventState
from tests import factories
from tests.checking_client import CheckingClient


@pytest.fixture
def reviewer(app: Flask) -> User:
    """An organizer of the whole site."""
    return factories.an_organizer(name="Olga Organizer")


@pytest.fixture
def organizer(reviewer: User, as_user: Callable[[User], CheckingClient]) -> CheckingClient:
    """The reviewer's browser."""
    return as_user(reviewer)


@pytest.fixture
def waiting(app: Flask) -> Event:
    """An event that waits for review."""
    return factories.an_event(state=EventState.PENDING, submitted_at=factories.NOW)
