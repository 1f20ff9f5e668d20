"""Where an organizer sets by which rules a campaign reminds and thanks."""

from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.reminders.models import ReminderRule
from actions.reminders.service import MOST_RULES
from tests import factories
from tests.checking_client import CheckingClient

AsUser = Callable[[User], CheckingClient]
A_RULE = {
    "amount": "3",
    "unit": "days",
    "direction": "before",
    "anchor": "start",
    "at": "5:30 PM",
    "audience": "going",
    "language": "",
}
USUAL = [("before-start-1d-1100", True), ("before-start-0d-0800", True), ("after-end-2h", True)]


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """One without rules of its own."""
    return factories.a_campaign()


@pytest.fixture
def desk(campaign: Campaign) -> str:
    """Its address."""
    return f"/organize/campaigns/{campaign.slug}/reminders"


@pytest.fixture
def organizer(app: Flask, as_user: AsUser) -> CheckingClient:
    """Signed in, over the whole site."""
    return as_user(factories.an_organizer())


def own() -> list[tuple[str, bool]]:
    """The campaign's own rules, and whether each is on."""
    db.session.rollback()
    rows = db.session.scalars(db.select(ReminderRule).order_by(ReminderRule.id))
    return [(row.signature, row.is_on) for row in rows]


def test_campaign_without_rules_shows_the_usual_ones_in_words(organizer: CheckingClient, desk: str) -> None:
    page = organizer.get(desk)
    for words in (
        "1 day before the start, at 11:00 AM where the action is",
        "On the day of the start, at 8:00 AM where the action is",
        "2 hours after the end",
        "The usual rules apply.",
    ):
        assert words in page.text
    assert own() == []


def test_first_change_makes_the_usual_ones_the_campaigns_own(organizer: CheckingClient, desk: str) -> None:
    assert organizer.submit(organizer.get(desk), "Add the rule", **A_RULE).status_code == 303
    page = organizer.get(desk)
    assert "3 days before the start, at 5:30 PM where the action is" in page.text
    assert own() == [*USUAL, ("before-start-3d-1730", True)]


def test_same_rule_twice_is_one(organizer: CheckingClient, desk: str) -> None:
    for _ in range(2):
        organizer.submit(organizer.get(desk), "Add the rule", **A_RULE)
    assert len(own()) == 4


def test_rule_is_turned_off_and_on_again(organizer: CheckingClient, desk: str) -> None:
    organizer.submit(organizer.get(desk), "Turn off 2 hours after the end")
    assert own() == [*USUAL[:2], ("after-end-2h", False)]
    organizer.submit(organizer.get(desk), "Turn on 2 hours after the end")
    assert own() == USUAL


def test_usual_ones_apply_again_after_the_last_was_removed(organizer: CheckingClient, desk: str) -> None:
    for words in ("1 day before the start", "On the day of the start", "2 hours after the end"):
        at = {"1": ", at 11:00 AM where the action is", "O": ", at 8:00 AM where the action is"}.get(words[0], "")
        organizer.submit(organizer.get(desk), f"Remove {words}{at}")
    assert own() == []
    assert "The usual rules apply." in organizer.get(desk).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "many"}, "Enter a whole number, at most 30 for days and 72 for hours"),
        ({"amount": ""}, "Enter a number"),
        ({"amount": "31"}, "This rule would send nothing."),
        ({"amount": "0", "at": ""}, "This rule would send nothing."),
        ({"at": "noonish"}, "Enter a time like 11:00 AM"),
        ({"unit": "hours"}, "A time of day goes with days. Leave it empty for hours."),
        ({"direction": "after", "audience": "hosts"}, "This rule would send nothing."),
        ({"audience": "everybody"}, "Not a valid choice"),
    ],
)
def test_rule_that_cannot_be_is_refused_in_words(
    organizer: CheckingClient, desk: str, changes: dict[str, str], sentence: str
) -> None:
    page = organizer.submit(organizer.get(desk), "Add the rule", **{**A_RULE, **changes})
    assert page.status_code == 422
    assert sentence in page.text
    assert own() == []


def test_campaign_has_no_more_rules_than_anybody_wants_mails(organizer: CheckingClient, desk: str) -> None:
    for amount in range(1, MOST_RULES - len(USUAL) + 1):
        organizer.submit(organizer.get(desk), "Add the rule", **{**A_RULE, "amount": str(amount)})
    page = organizer.submit(organizer.get(desk), "Add the rule", **{**A_RULE, "amount": "20"})
    assert page.status_code == 409
    assert "There are 12 rules already. Remove one first." in page.text


def test_organizer_of_another_organization_learns_nothing(app: Flask, as_user: AsUser) -> None:
    campaign = factories.a_campaign(organization=factories.an_organization())
    other = as_user(factories.an_organizer(organization=factories.an_organization()))
    address = f"/organize/campaigns/{campaign.slug}/reminders"
    assert other.get(address).status_code == 404
    assert campaign.title not in other.get(address).text
