"""Figures for Prometheus: exact, without anything about people, and for this machine or whoever has the token."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from actions import create_app
from actions.database import db
from actions.mail import outbox
from actions.mail.models import OutboxMail
from config import Settings
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import NOW

DEAD_DATABASE = "postgresql+psycopg://postgres@/none?host=/nonexistent"
TOKEN = "a-token-of-at-least-32-characters"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, metrics_token=TOKEN)


def figures(client: CheckingClient) -> dict[tuple[str, ...], float]:
    """Each sample's value by its name and labels; those that are zero left out."""
    text = client.get("/metrics").text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples if sample.value}


def test_an_empty_outbox_has_nothing_to_tell(client: CheckingClient) -> None:
    assert figures(client) == {}


def test_mails_are_counted_by_lane_and_by_how_they_stand(
    client: CheckingClient, set_clock: Callable[[dt.datetime], None]
) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), "maria@example.org")
    db.session.query(OutboxMail).delete()
    for number, kind in enumerate(["event-cancelled", "event-changed", "event-changed", "event-changed"]):
        outbox.queue(kind, f"{kind}:{number}", now=NOW, rsvp_id=rsvp.id, event_id=rsvp.event_id)
    outbox.queue("event-cancelled", "later", now=NOW, due_at=NOW + dt.timedelta(days=1), rsvp_id=rsvp.id)
    changed = db.session.query(OutboxMail).filter_by(kind="event-changed").order_by(OutboxMail.id).all()
    changed[0].state, changed[0].finished_at = "sent", NOW
    changed[1].state, changed[1].finished_at = "sent", NOW - dt.timedelta(hours=1)
    changed[2].attempt_count = 1
    db.session.commit()
    set_clock(NOW + dt.timedelta(minutes=2))
    assert figures(client) == {
        ("actions_mails", "safety", "due"): 1,
        ("actions_mails", "safety", "scheduled"): 1,
        ("actions_mails", "change", "deferred"): 1,
        ("actions_mails", "change", "sent"): 2,
        ("actions_mail_sent_per_second",): 1 / 300,
        ("actions_mail_oldest_due_seconds",): 120,
    }
    assert "maria" not in client.get("/metrics").text


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("environ", "headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, {}, 200),
        ({"REMOTE_ADDR": "::1"}, {}, 200),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, 404),
        (ELSEWHERE, {}, 404),
        (ELSEWHERE, {"Authorization": "Bearer "}, 404),
        (ELSEWHERE, {"Authorization": f"Bearer {TOKEN}x"}, 404),
        (ELSEWHERE, {"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "192.0.2.7", "Authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
def test_only_this_machine_or_the_token_opens_it(
    client: CheckingClient, environ: dict[str, str], headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", environ_overrides=environ, headers=headers)
    assert (answer.status_code, answer.headers.get("Cache-Control")) == (status, "no-store")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("environ", "status"), [({"REMOTE_ADDR": "127.0.0.1"}, 503), (ELSEWHERE, 404)])
def test_without_the_database_whoever_may_read_it_is_told_to_come_again(
    app: Flask, settings: Settings, environ: dict[str, str], status: int
) -> None:
    lost = create_app(dataclasses.replace(settings, database_url=DEAD_DATABASE))
    answer = lost.test_client().get("/metrics", environ_overrides=environ)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.sqlite_only
class TestWithoutAToken:
    """No token is set."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return dataclasses.replace(settings, metrics_token="")

    @pytest.mark.parametrize("given", ["Bearer ", "Bearer", ""])
    def test_nobody_elsewhere_reads_it(self, app: Flask, client: CheckingClient, given: str) -> None:
        answer = client.get("/metrics", environ_overrides=ELSEWHERE, headers={"Authorization": given})
        assert answer.status_code == 404
