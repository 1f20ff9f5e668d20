"""What a report does to the address, to its next mails and on the host's list; and that a forged one does nothing."""

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from actions.database import db
from actions.mail import outbox, suppression
from actions.mail.mime import message_id
from actions.mail.models import MailState, OutboxMail, Suppression
from actions.returns import inbox, service
from actions.returns.models import MailReturn
from actions.returns.service import Outcome
from actions.rsvps import queries
from actions.rsvps.models import Rsvp
from tests import factories
from tests.checking_client import CheckingClient
from tests.returns import samples
from tests.services.signing_in import sign_in

NOW = factories.NOW
DAY = dt.timedelta(days=1)
MARIA = "maria@example.org"


@pytest.fixture
def rsvp(app: Flask) -> Rsvp:
    """Maria, who is coming."""
    return factories.an_rsvp(factories.an_event(), MARIA)


def sent_to(rsvp: Rsvp, key: str = "reminder:1") -> OutboxMail:
    """A reminder that was handed over."""
    outbox.queue("reminder-day-before", key, now=NOW, rsvp_id=rsvp.id, event_id=rsvp.event_id)
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.key == key)).one()
    mail.state, mail.finished_at = MailState.SENT, NOW
    db.session.commit()
    return mail


def name_of(app: Flask, mail: OutboxMail) -> str:
    """Its Message-ID, as delivery writes it."""
    settings = app.config["SETTINGS"]
    return message_id(settings.secret_key, settings.mail_from, mail.id, mail.key, mail.queued_at.isoformat())


def take_in(app: Flask, content: bytes, now: dt.datetime = NOW) -> Outcome:
    return service.take_in(content, app.config["SETTINGS"], now=now)


def stopped() -> list[str]:
    db.session.commit()
    return list(db.session.scalars(select(Suppression.kind).order_by(Suppression.kind)))


def gets(kind: str, lane: int) -> bool:
    return not suppression.is_unwanted(MARIA, kind, lane)


def test_one_hard_report_stops_what_is_not_owed_and_the_host_sees_it(
    app: Flask, client: CheckingClient, rsvp: Rsvp
) -> None:
    report = samples.postfix(name_of(app, sent_to(rsvp)))
    assert [take_in(app, report) for _ in range(2)] == [Outcome.TAKEN, Outcome.TAKEN]
    assert [(row.sort, row.status) for row in db.session.scalars(select(MailReturn))] == [("hard", "5.1.1")]
    assert (stopped(), gets("reminder-on-day", 3), gets("event-cancelled", 0)) == (["!"], False, True)
    assert [person.is_unreachable for person in queries.attendees(rsvp.event_id)] == [True]
    sign_in(client, rsvp.event.host)
    assert "Maria Lopez Could not be reached by mail" in client.page(f"/host/events/{rsvp.event_id}").text


def test_a_mail_that_no_server_took_is_seen_by_the_host_too(rsvp: Rsvp) -> None:
    assert [person.is_unreachable for person in queries.attendees(rsvp.event_id)] == [False]
    sent_to(rsvp).state = MailState.FAILED
    db.session.commit()
    assert [person.is_unreachable for person in queries.attendees(rsvp.event_id)] == [True]


def test_three_soft_ones_within_a_month_do_the_same(app: Flask, rsvp: Rsvp) -> None:
    names = [name_of(app, sent_to(rsvp, f"reminder:{number}")) for number in range(4)]
    late = NOW + 30 * DAY + DAY / 2
    for name, now, expected in zip(
        [names[0], names[1], names[1], names[2], names[3]],
        [NOW, NOW + DAY, NOW + DAY, late, late],
        [[], [], [], [], ["!"]],
        strict=True,
    ):
        assert (take_in(app, samples.exim(name, "452 4.2.2 full"), now), stopped()) == (Outcome.TAKEN, expected)


def test_a_complaint_stops_all_that_is_not_owed_and_the_host_learns_nothing(app: Flask, rsvp: Rsvp) -> None:
    assert take_in(app, samples.complaint(name_of(app, sent_to(rsvp)))) is Outcome.TAKEN
    assert (stopped(), gets("thanks-after", 3), gets("event-changed", 1)) == (["*"], False, True)
    assert [person.is_unreachable for person in queries.attendees(rsvp.event_id)] == [False]


@pytest.mark.parametrize("made_up", ["0" * 32, "f" * 32, "0123456789abcdef0123456789abcdef"])
def test_a_forged_report_silences_nobody(app: Flask, rsvp: Rsvp, made_up: str) -> None:
    sent_to(rsvp)
    for forge in (samples.postfix, samples.exim, samples.gmail, samples.exchange, samples.complaint):
        assert take_in(app, forge(f"<{made_up}@localhost>")) is Outcome.NOT_OURS
    assert stopped() == []


def test_the_name_of_one_mail_silences_only_whom_it_was_sent_to(app: Flask, rsvp: Rsvp) -> None:
    other = factories.an_rsvp(rsvp.event, "pat@example.org")
    # It says that Maria cannot be reached, about a mail that went to Pat.
    take_in(app, samples.postfix(name_of(app, sent_to(other))))
    assert list(db.session.scalars(select(Suppression.email_hash))) == [other.email_hash]


def test_a_name_made_with_another_secret_or_of_other_facts_is_not_ours(app: Flask, rsvp: Rsvp) -> None:
    mail = sent_to(rsvp)
    secret, when = app.config["SETTINGS"].secret_key, mail.queued_at.isoformat()
    for name in (
        message_id("another", "a@localhost", mail.id, mail.key, when),
        message_id(secret, "a@localhost", mail.id, "another", when),
        message_id(secret, "a@localhost", mail.id + 1, mail.key, when),
        message_id(secret, "a@localhost", 2**63 - 1, mail.key, when),
    ):
        assert take_in(app, samples.postfix(name)) is Outcome.NOT_OURS
    assert stopped() == []


def test_after_ninety_days_the_address_is_tried_again(app: Flask, rsvp: Rsvp) -> None:
    take_in(app, samples.postfix(name_of(app, sent_to(rsvp))))
    service.forget(NOW + 90 * DAY - dt.timedelta(seconds=1))
    assert stopped() == ["!"]
    service.forget(NOW + 90 * DAY)
    assert (stopped(), list(db.session.scalars(select(MailReturn)))) == ([], [])


@pytest.mark.parametrize("maildir", [True, False])
def test_a_folder_is_emptied_and_what_is_not_understood_put_aside(
    app: Flask, rsvp: Rsvp, tmp_path: Path, maildir: bool
) -> None:
    new = tmp_path / "new" if maildir else tmp_path
    for name in ("cur", "new", "tmp") if maildir else ():
        (tmp_path / name).mkdir()
    (new / "1.eml").write_bytes(samples.gmail(name_of(app, sent_to(rsvp))))
    (new / "2.eml").write_bytes(b"Subject: I have a question\n\nHello?\n")
    (new / "3.eml").symlink_to("/etc/passwd")
    assert inbox.empty(tmp_path, lambda content: take_in(app, content)) == 2
    assert inbox.empty(tmp_path, lambda content: take_in(app, content)) == 0
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir())
    assert left == (["cur/2.eml:2,S", "new/3.eml"] if maildir else ["2.eml.aside", "3.eml"])
    assert stopped() == ["!"]


def test_a_pipe_takes_in_one_report(app: Flask, rsvp: Rsvp) -> None:
    report = samples.exchange(name_of(app, sent_to(rsvp)))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["mail", "bounced"], input=report).output == "taken\n"
    assert stopped() == ["!"]
    rest = runner.invoke(args=["mail", "bounced"], input=b"x" * 600_000)
    assert (rest.exit_code, rest.output) == (0, "no report that says anything\n")
