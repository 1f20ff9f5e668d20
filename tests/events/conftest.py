"""A host at the desk, and what a browser sends for an ordinary action."""

from collections.abc import Callable
from typing import Any

import pytest

from actions.accounts.models import User
from actions.coalition.models import Campaign
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, a_user
from tests.services.signing_in import sign_in

ORDINARY = {
    "title": "Rally at Daley Plaza",
    "kind": "rally",
    "description": "We gather at the north steps.",
    "timeslots-0-id": "",
    "timeslots-0-on": "2026-12-05",
    "timeslots-0-starts": "11:00",
    "timeslots-0-ends": "13:00",
    "timeslots-0-capacity": "",
    "setting": "in-person",
    "venue": "Daley Plaza",
    "address": "50 W Washington St",
    "city": "Chicago",
    "region": "IL",
    "postal_code": "60602",
    "address_visibility": "public",
    "online_url": "",
    "time_zone": "",
    "access_notes": "",
    "contact_name": "Pat Host",
    "contact_email": "pat@example.org",
    "contact_phone": "",
    "instructions": "",
}


@pytest.fixture
def host(client: CheckingClient) -> User:
    """Somebody with a confirmed address, signed in on `client`."""
    user = a_user(email="pat@example.org")
    sign_in(client, user)
    return user


@pytest.fixture
def campaign(host: User) -> Campaign:
    """The one campaign that is open."""
    return a_campaign()


@pytest.fixture
def typed(campaign: Campaign) -> Callable[..., dict[str, str]]:
    """What a browser sends for an ordinary new action, with changes; names may be written with `__` for `-`."""

    def fields(**changes: Any) -> dict[str, str]:
        renamed = {name.replace("__", "-"): str(value) for name, value in changes.items()}
        return {**ORDINARY, "campaign": str(campaign.id), **renamed}

    return fields
