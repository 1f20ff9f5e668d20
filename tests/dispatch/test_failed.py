"""Mail that failed: listed without saying to whom, and tried again."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions.accounts.models import User
from actions.database import db
from actions.mail import leases
from actions.mail.models import OutboxMail
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import NOW
from tests.html_page import HtmlPage
from tests.services.statements import statements

AsUser = Callable[[User], CheckingClient]
FAILED = "/organize/mail/failed"


@pytest.fixture
def organizer(app: Flask, as_user: AsUser) -> CheckingClient:
    """Signed in, over the whole site."""
    return as_user(factories.an_organizer())


def post(client: CheckingClient, **form: str) -> TestResponse:
    """A form as somebody might send it who wrote it themselves."""
    token = HtmlPage(client.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return client.post(f"{FAILED}/again", data={**form, "csrf_token": token})


def queued() -> list[str]:
    """The mails that wait, by their keys."""
    db.session.rollback()
    query = db.select(OutboxMail.key).where(OutboxMail.state == "queued").order_by(OutboxMail.key)
    return list(db.session.scalars(query))


def test_a_failed_mail_is_named_by_kind_action_tries_and_answer_and_by_no_person(organizer: CheckingClient) -> None:
    event = factories.an_event(title="Vigil at City Hall")
    rsvp = factories.an_rsvp(event, "maria@example.org")
    factories.a_failed_mail(event, rsvp_id=rsvp.id, attempt_count=3, finished_at=NOW - dt.timedelta(hours=2))
    page = organizer.get(FAILED)
    for word in ("You are coming", "Vigil at City Hall", "2 hours ago", ">3<", "550 5.1.1 No such mailbox"):
        assert word in page.text
    assert [word for word in ("maria", "Maria", "Lopez") if word in page.text] == []


def test_one_is_tried_again_at_once_and_has_its_time_anew(organizer: CheckingClient) -> None:
    mail = factories.a_failed_mail(factories.an_event(), "it", due_at=NOW - dt.timedelta(days=3), attempt_count=9)
    assert mail.state == "failed"
    answer = organizer.submit(organizer.get(FAILED), "This one")
    assert "1 mail is in the queue again." in organizer.get(answer.location).text
    [claimed] = leases.claim(NOW, 10).mails
    assert (claimed.key, claimed.attempt_count, claimed.due_at) == ("it", 0, NOW)
    db.session.rollback()
    row = db.session.scalars(db.select(OutboxMail)).one()
    assert (row.outcome, row.finished_at) == ("550 5.1.1 No such mailbox", None)


def test_all_with_the_same_answer_are_tried_again_and_no_other(organizer: CheckingClient) -> None:
    event = factories.an_event()
    for number in range(60):
        blocked = factories.a_failed_mail(event, f"blocked {number:02}", outcome="554 5.7.1 blocked")
    factories.a_failed_mail(event, "other", finished_at=NOW - dt.timedelta(days=1))
    assert "All 60 with this answer" in organizer.get(FAILED).text
    answer = post(organizer, mail=str(blocked.id), alike="yes")
    assert "60 mails are in the queue again." in organizer.get(answer.location).text
    assert queued() == [f"blocked {number:02}" for number in range(60)]


def test_the_latest_come_first_fifty_a_page(organizer: CheckingClient) -> None:
    event = factories.an_event()
    for number in range(51):
        failed_at = NOW - dt.timedelta(minutes=number)
        factories.a_failed_mail(event, outcome=f"550 number {number}.", finished_at=failed_at)
    first, second = organizer.get(FAILED).text, organizer.get(f"{FAILED}?page=2").text
    assert ["550 number 0." in first, "550 number 49." in first, "550 number 50." in first] == [True, True, False]
    assert ["550 number 49." in second, "550 number 50." in second] == [False, True]
    assert "This page of the list is empty." in organizer.get(f"{FAILED}?page=9").text


def test_organizers_of_one_campaign_see_and_try_theirs_alone(app: Flask, as_user: AsUser) -> None:
    organization = factories.an_organization()
    own = factories.an_event(campaign=factories.a_campaign(organization_id=organization.id), title="Our Vigil")
    foreign = factories.an_event(title="Their Vigil")
    ours = factories.a_failed_mail(own, "own")
    strangers = factories.a_failed_mail(foreign, "foreign")
    factories.a_failed_mail(None, "sign-in", kind="sign-in-link")
    client = as_user(factories.an_organizer("organizer", organization))
    page = client.get(FAILED)
    assert [word in page.text for word in ("Our Vigil", "Their Vigil", "Link to sign in", "with this answer")] == [
        True, False, False, False,
    ]  # fmt: skip
    post(client, mail=str(strangers.id))
    assert queued() == []
    post(client, mail=str(ours.id), alike="yes")
    assert queued() == ["own"]


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999", "²"])
def test_what_is_no_failed_mail_is_not_tried_again(organizer: CheckingClient, number: str) -> None:
    factories.a_failed_mail(factories.an_event())
    answer = post(organizer, mail=number)
    assert "Nothing to try again" in organizer.get(answer.location).text
    assert queued() == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_as_often_for_many_as_for_one(organizer: CheckingClient, number: int) -> None:
    for _ in range(number):
        factories.a_failed_mail(factories.an_event(), outcome=f"550 number {number}")
    with statements() as sent:
        organizer.get(FAILED)
    assert len(sent) == STATEMENTS_OF_THE_LIST


STATEMENTS_OF_THE_LIST = 9
