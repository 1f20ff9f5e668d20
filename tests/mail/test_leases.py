"""Many workers, one queue."""

import datetime as dt
import threading
from collections import Counter

import pytest
from flask import Flask

from actions.database import db
from actions.mail import leases
from actions.mail.leases import LEASE
from actions.mail.models import MailState
from tests.mail.conftest import Owe, mail_of

SECOND = dt.timedelta(seconds=1)


def test_what_one_worker_has_no_other_gets(owe: Owe, now: dt.datetime) -> None:
    for number in range(5):
        owe(f"mail {number}")
    first, second, third = leases.claim(now, 3), leases.claim(now, 3), leases.claim(now, 3)
    assert [mail.key for mail in first] == ["mail 0", "mail 1", "mail 2"]
    assert [mail.key for mail in second] == ["mail 3", "mail 4"]
    assert third == []


def test_a_lease_that_ran_out_is_anybodys(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    [dead] = leases.claim(now, 10)
    assert leases.claim(now + LEASE - SECOND, 10) == []
    [taken_over] = leases.claim(now + LEASE, 10)
    assert (taken_over.id, taken_over.token == dead.token) == (dead.id, False)


def test_a_worker_whose_lease_passed_on_can_record_nothing(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    [stale] = leases.claim(now, 10)
    [current] = leases.claim(now + LEASE, 10)
    assert leases.renew(stale, now) is False
    assert leases.finish(stale, MailState.FAILED, "550", now) is False
    assert leases.put_off(stale, "451", now) is False
    leases.release([stale])
    assert mail_of("hello").lease_token == current.token
    assert leases.finish(current, MailState.SENT, "250", now) is True


def test_a_finished_mail_is_never_taken_again(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    [mail] = leases.claim(now, 10)
    leases.finish(mail, MailState.SENT, "250 OK", now)
    assert leases.claim(now + 1_000 * LEASE, 10) == []


def test_mails_handed_back_keep_their_place_and_their_tries(owe: Owe, now: dt.datetime) -> None:
    owe("first")
    owe("second")
    leases.release(leases.claim(now, 1))
    assert [(mail.key, mail.attempt_count) for mail in leases.claim(now, 10)] == [("first", 0), ("second", 0)]


def test_what_was_owed_once_is_owed_once(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    owe("hello")
    assert len(leases.claim(now, 10)) == 1


def test_six_workers_at_once_share_the_queue_and_double_nothing(app: Flask, owe: Owe, now: dt.datetime) -> None:
    for number in range(120):
        owe(f"mail {number}")
    got: list[str] = []
    start = threading.Barrier(6)

    def work() -> None:
        with app.app_context():
            start.wait()
            while mails := leases.claim(now, 4):
                got.extend(mail.key for mail in mails)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Counter(got) == Counter(f"mail {number}" for number in range(120))


@pytest.mark.sqlite_only  # a plan of PostgreSQL depends on its statistics
def test_the_queue_is_read_through_its_index(owe: Owe, now: dt.datetime) -> None:
    for number in range(30):
        owe(f"mail {number}")
    sql = "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE state = 'queued' ORDER BY lane, due_at, id LIMIT 10"
    plan = " ".join(str(row) for row in db.session.execute(db.text(sql)))
    assert "ix_outbox_waiting" in plan
