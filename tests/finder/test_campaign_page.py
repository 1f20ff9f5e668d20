"""One campaign: its story and its own finder."""

import datetime as dt

from tests.checking_client import CheckingClient
from tests.factories import a_campaign, an_event


def _two_campaigns() -> None:
    ours = a_campaign(
        slug="families",
        title="Families Belong Together",
        summary="We **march**. <script>alert(1)</script>",
        day_on=dt.date(2026, 12, 5),
    )
    an_event(campaign=ours, title="Ours")
    an_event(campaign=a_campaign(slug="other"), title="Theirs")


def test_campaign_page_tells_its_story_and_lists_only_its_own(client: CheckingClient) -> None:
    _two_campaigns()
    page = client.page("/campaigns/families?near=60602")
    assert [e.text for e in page.elements if e.tag == "strong" and e.text == "march"] == ["march"]
    assert "<script>alert(1)</script>" in page.text
    assert [e.text for e in page.elements if e.tag == "h1"] == ["Families Belong Together"]
    assert "1 action within 25 miles of Chicago, IL 60602" in page.text
    assert "Saturday, December 5, 2026" in page.text
    assert "Theirs" not in page.text


def test_campaign_form_stays_on_the_campaigns_page(client: CheckingClient) -> None:
    _two_campaigns()
    answer = client.submit(client.get("/campaigns/families"), "Find", near="60602")
    assert answer.request.path == "/campaigns/families"


def test_campaign_map_reads_only_its_own(client: CheckingClient) -> None:
    _two_campaigns()
    page = client.page("/campaigns/families")
    (address,) = [e.get("data-events") for e in page.elements if e.get("data-events")]
    assert address == "/events.json?campaign=families"
    assert client.get(address).get_json()["columns"]["title"] == ["Ours"]


def test_campaign_page_is_a_404_when_there_is_no_such_campaign(client: CheckingClient) -> None:
    assert [client.get(a).status_code for a in ("/campaigns/nope", "/events.json?campaign=nope")] == [404, 404]
