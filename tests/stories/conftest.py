"""An organizer at the desk of a campaign's story."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from actions.coalition.models import Campaign
from actions.stories import service
from actions.stories.queries import draft_of
from tests.checking_client import CheckingClient
from tests.factories import NOW, a_campaign, an_organizer
from tests.services.signing_in import sign_in

Tell = Callable[..., None]


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign without a story."""
    return a_campaign(slug="families")


@pytest.fixture
def desk(campaign: Campaign, client: CheckingClient) -> CheckingClient:
    """The browser of an organizer."""
    return sign_in(client, an_organizer())


@pytest.fixture
def tell(campaign: Campaign) -> Tell:
    """Write parts of the story and publish them."""

    def write(**changes: Any) -> None:
        seen = service.mark_of(draft_of(campaign.id), tuple(changes))
        service.save_part(campaign.id, changes, seen=seen, now=NOW)
        service.publish(campaign.id, now=NOW)

    return write
