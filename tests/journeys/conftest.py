"""What journeys share: one of everything, and a browser for anybody."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from config import Settings
from tests.checking_client import CheckingClient
from tests.services.every_route import Scene, a_scene
from tests.services.signing_in import sign_in

BrowserOf = Callable[..., CheckingClient]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with a folder of mails that no other test looks into."""
    return dataclasses.replace(settings, instance=settings.instance / "journeys", rate_limits=False)


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Somebody of each sort, an action in public, somebody who is coming."""
    return a_scene()


@pytest.fixture
def browser_of(app: Flask) -> BrowserOf:
    """A browser of its own, signed in or not."""

    def open_one(user: User | None = None) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        return client if user is None else sign_in(client, user)

    return open_one
