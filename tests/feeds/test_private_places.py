"""A place that only those who are coming may know is in nothing that the public can open."""

import pytest

from tests import factories
from tests.checking_client import CheckingClient

SECRETS = (
    "The Garden Room",
    "12 Quiet Lane",
    "60640",
    "41.96817",
    "-87.66731",
    "87.66731",
    "meet.example.org",
    "Ring twice",
    "Pat Private",
    "pat.private@example.org",
)
PUBLIC = (
    "/",
    "/?near=60602&miles=100",
    "/campaigns/{campaign}",
    "/events.json",
    "/events/{slug}",
    "/es/events/{slug}",
    "/events/{slug}/thanks",
    "/events/{id}.ics",
    "/events.ics",
    "/events.geojson",
    "/events.geojson?near=60602",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_private_place_is_in_nothing_public(client: CheckingClient, address: str) -> None:
    event = factories.an_event(
        venue="The Garden Room",
        address="12 Quiet Lane",
        postal_code="60640",
        latitude=41.96817,
        longitude=-87.66731,
        online_url="https://meet.example.org/private",
        instructions="Ring twice",
        contact_name="Pat Private",
        contact_email="pat.private@example.org",
        address_visibility="going",
    )
    answer = client.get(address.format(id=event.id, slug=event.slug, campaign=event.campaign.slug))
    assert answer.status_code == 200
    text = answer.text.replace("\r\n ", "")
    assert event.title in text
    assert [secret for secret in SECRETS if secret in text] == []
