"""Visitors report a problem; organizers read it sealed and settle it with one press."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event
from actions.moderation import reporting
from actions.moderation.attention import open_reports
from actions.moderation.models import ProblemReport
from tests import factories
from tests.checking_client import CheckingClient

DAY = dt.timedelta(days=1)
SAID = {"reason": "private", "words": "That is my home.", "email": "neighbor@example.org"}


def stored() -> list[tuple[str, str, str]]:
    return [
        (report.reason, report.words, report.email)
        for report in db.session.scalars(db.select(ProblemReport).order_by(ProblemReport.id))
    ]


def test_report_reaches_the_organizers_sealed(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.submit(client.get(f"/events/{event.slug}/report"), "Send the report", **SAID)
    assert (answer.status_code, answer.location) == (303, f"/events/{event.slug}/report?sent=1")
    assert stored() == [("private", "That is my home.", "neighbor@example.org")]
    (raw,) = db.session.execute(text("SELECT words, email FROM problem_reports")).all()
    assert b"home" not in bytes(raw.words)
    assert b"neighbor" not in bytes(raw.email)
    page = client.page(answer.location)
    assert page.one("h1").text == "Thank you for telling us"


def test_form_is_the_same_for_everybody_and_asks_for_a_reason_alone(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.get(f"/events/{event.slug}/report")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in answer.headers
    assert client.submit(answer, "Send the report", reason="other").status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": None}, "Choose what is wrong"),
        ({"reason": "nonsense"}, "Choose what is wrong"),
        ({"email": "neighbor"}, "Enter an email address like name@example.org"),
        ({"words": "x" * 2_001}, "Use at most 2000 characters; this has 2001"),
        ({"leave_empty": "http://spam.example"}, "Leave this field empty"),
    ],
)
def test_report_is_refused_beside_the_field_with_what_was_typed_kept(
    client: CheckingClient, changes: dict[str, str | None], sentence: str
) -> None:
    event = factories.an_event()
    sent = {name: value for name, value in {**SAID, **changes}.items() if value is not None}
    answer = client.post(f"/events/{event.slug}/report", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert stored() == []


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_what_is_not_public_cannot_be_reported(client: CheckingClient, state: str) -> None:
    event = factories.an_event(state=state)
    assert client.get(f"/events/{event.slug}/report").status_code == 404
    assert client.post(f"/events/{event.slug}/report", data=SAID).status_code == 404


def test_more_reports_than_anybody_reads_are_not_kept(app: Flask) -> None:
    event = factories.an_event()
    draft = reporting.ReportDraft("wrong", "", "")
    most = reporting.MOST_OPEN_REPORTS
    reporting.report_problem(event.id, draft, open_count=most - 1, now=factories.NOW)
    reporting.report_problem(event.id, draft, open_count=most, now=factories.NOW)
    assert len(stored()) == 1


def test_desk_counts_reports_and_lists_the_most_reported_first(organizer: CheckingClient) -> None:
    once, twice = factories.an_event(title="Once"), factories.an_event(title="Twice")
    for event in (once, twice, twice):
        factories.a_report(event)
    factories.a_report(factories.an_event(title="Settled"), settled_at=factories.NOW)
    page = organizer.page("/organize")
    assert "Reported by visitors 3" in page.text
    headers = [header.text.split()[0] for header in page.all("th", scope="row")]
    assert headers[:2] == ["Twice", "Once"]
    assert "Settled" not in headers


def test_organizer_of_another_organization_reads_no_report(
    app: Flask, as_user: Callable[[User], CheckingClient]
) -> None:
    factories.a_report(factories.an_event(title="Ours"))
    other = as_user(factories.an_organizer("organizer", factories.an_organization()))
    assert "Ours" not in other.page("/organize").text


def test_review_page_shows_what_was_said_and_settles_what_was_read(
    organizer: CheckingClient, reviewer: User, now: dt.datetime
) -> None:
    event = factories.an_event()
    factories.a_report(event, reason="unsafe", words="A fence\nis broken.", email="n@example.org")
    answer = organizer.get(f"/organize/events/{event.id}")
    for words in ("1 report", "It is not safe, or it calls for violence", "A fence", "n@example.org"):
        assert words in answer.text
    unread = factories.a_report(event, reason="hateful").id
    settled = organizer.submit(answer, "It is settled")
    assert settled.location == f"/organize/events/{event.id}"
    first, second = db.session.scalars(db.select(ProblemReport).order_by(ProblemReport.id))
    assert (first.settled_at, first.settled_by_id, second.settled_at) == (now, reviewer.id, None)
    assert [report.id for report in open_reports(event.id)] == [unread]


def test_reports_go_thirty_days_after_they_were_settled_or_half_a_year_after_they_came(app: Flask) -> None:
    event: Event = factories.an_event()
    factories.a_report(event, settled_at=factories.NOW)
    factories.a_report(event)
    assert reporting.purge_reports(factories.NOW + 30 * DAY - dt.timedelta(seconds=1)) == 0
    assert reporting.purge_reports(factories.NOW + 30 * DAY) == 1
    assert reporting.purge_reports(factories.NOW + 180 * DAY) == 1
