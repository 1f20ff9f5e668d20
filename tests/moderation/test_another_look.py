"""A public event that its host rewrote: organizers see what changed and settle it with one press."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event, EventRewrite
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.every_route import EVENT_FIELDS


def rewrites() -> list[tuple[int, dict[str, str]]]:
    return [(row.event_id, row.before) for row in db.session.scalars(db.select(EventRewrite))]


def save(client: CheckingClient, event: Event) -> None:
    answer = client.get(f"/host/events/{event.id}/edit")
    assert client.submit(answer, "Save changes", title=EVENT_FIELDS["title"]).status_code == 303


def test_edit_of_a_host_is_put_before_the_organizers_and_theirs_is_not(
    app: Flask, organizer: CheckingClient, as_user: Callable[[User], CheckingClient]
) -> None:
    by_host, by_organizer = factories.an_event(), factories.an_event()
    save(as_user(by_host.host), by_host)
    save(organizer, by_organizer)
    assert rewrites() == [(by_host.id, {"title": "Rally at Daley Plaza"})]
    page = organizer.page("/organize")
    assert "Needs another look 1" in page.text
    assert [cell.text for cell in page.all("td", **{"data-label": "What changed"})] == ["Title"]


@pytest.mark.parametrize("changes", [{"state": "cancelled"}, {"starts_at": factories.NOW - dt.timedelta(days=2)}])
def test_nobody_needs_to_look_at_what_is_cancelled_or_over(
    organizer: CheckingClient, changes: dict[str, object]
) -> None:
    factories.a_rewrite(factories.an_event(**changes))  # type: ignore[arg-type]
    assert "Needs another look" not in organizer.page("/organize").text


def test_postponed_one_still_wants_a_look(organizer: CheckingClient) -> None:
    factories.a_rewrite(factories.postponed(factories.an_event()))
    assert "Needs another look 1" in organizer.page("/organize").text


def test_reviewer_reads_before_and_now_and_settles_it(organizer: CheckingClient) -> None:
    event = factories.an_event()
    factories.a_rewrite(event, before={"title": "Quiet vigil", "online_url": "https://old.example.org"})
    answer = organizer.get(f"/organize/events/{event.id}")
    page = organizer.page(f"/organize/events/{event.id}")
    assert [element.text for element in page.all("del")] == ["Quiet vigil", "https://old.example.org"]
    assert [element.text for element in page.all("ins")] == ["Rally at Daley Plaza", "empty"]
    assert organizer.submit(answer, "I have looked at it").location == "/organize"
    assert rewrites() == []


def test_look_is_refused_when_the_host_rewrote_more_meanwhile(organizer: CheckingClient) -> None:
    event = factories.an_event()
    rewrite = factories.a_rewrite(event)
    answer = organizer.get(f"/organize/events/{event.id}")
    rewrite.changed_at += dt.timedelta(seconds=1)
    db.session.commit()
    refused = organizer.submit(answer, "I have looked at it")
    assert refused.status_code == 409
    assert "The host changed this action while you were reading." in refused.text
    assert len(rewrites()) == 1


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-11-24T15:00:00", "9999-99-99"])
def test_mark_that_is_none_settles_nothing(organizer: CheckingClient, seen: str) -> None:
    event = factories.an_event()
    factories.a_rewrite(event, changed_at=factories.NOW + dt.timedelta(hours=1))
    form = organizer.get(f"/organize/events/{event.id}")
    answer = organizer.submit(form, "I have looked at it", seen=seen)
    assert (answer.status_code, len(rewrites())) == (409, 1)
