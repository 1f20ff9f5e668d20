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
from actions.mail.relay import MESSAGE_REPLY_SECONDS
from tests.mail.conftest import Owe, mail_of

SECOND = dt.timedelta(seconds=1)


def test_what_one_worker_has_no_other_gets(owe: Owe, now: dt.datetime) -> None:
    for number in range(5):
        owe(f"mail {number}")
    first, second, third = leases.claim(now, 3).mails, leases.claim(now, 3).mails, leases.claim(now, 3).mails
    assert [mail.key for mail in first] == ["mail 0", "mail 1", "mail 2"]
    assert [mail.key for mail in second] == ["mail 3", "mail 4"]
    assert third == []


def test_a_lease_that_ran_out_is_anybodys(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    [dead] = leases.claim(now, 10).mails
    assert leases.claim(now + LEASE - SECOND, 10).mails == []
    [taken_over] = leases.claim(now + LEASE, 10).mails
    assert (taken_over.id, taken_over.token == dead.token) == (dead.id, False)


def test_a_worker_whose_lease_passed_on_can_record_nothing(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    [stale] = leases.claim(now, 10).mails
    [current] = leases.claim(now + LEASE, 10).mails
    assert leases.finish(stale, MailState.FAILED, "550", now) is False
    assert leases.put_off(stale, "451", now) is False
    leases.release([stale])
    assert mail_of("hello").lease_token == current.token
    assert leases.finish(current, MailState.SENT, "250", now) is True


def test_a_finished_mail_is_never_taken_again(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    [mail] = leases.claim(now, 10).mails
    leases.finish(mail, MailState.SENT, "250 OK", now)
    assert leases.claim(now + 1_000 * LEASE, 10).mails == []


def test_mails_handed_back_keep_their_place_and_their_tries(owe: Owe, now: dt.datetime) -> None:
    owe("first")
    owe("second")
    leases.release(leases.claim(now, 1).mails)
    assert [(mail.key, mail.attempt_count) for mail in leases.claim(now, 10).mails] == [("first", 0), ("second", 0)]


def test_what_was_owed_once_is_owed_once(owe: Owe, now: dt.datetime) -> None:
    owe("hello")
    owe("hello")
    assert len(leases.claim(now, 10).mails) == 1


def test_six_workers_at_once_share_the_queue_and_double_nothing(app: Flask, owe: Owe, now: dt.datetime) -> None:
    for number in range(120):
        owe(f"mail {number}")
    got: list[str] = []
    start = threading.Barrier(6)

    def work() -> None:
        with app.app_context():
            start.wait()
            while mails := leases.claim(now, 4).mails:
                got.extend(mail.key for mail in mails)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Counter(got) == Counter(f"mail {number}" for number in range(120))


def test_what_is_due_later_in_an_urgent_lane_holds_up_nothing(owe: Owe, now: dt.datetime) -> None:
    owe("alarm of tomorrow", "alarm", due_at=now + dt.timedelta(days=1))
    owe("nudge", "nudge")
    assert [mail.key for mail in leases.claim(now, 10).mails] == ["nudge"]


def test_an_urgent_lane_goes_first_and_a_lower_one_gets_its_share(owe: Owe, now: dt.datetime) -> None:
    for number in range(30):
        owe(f"alarm {number:02}", "alarm")
        owe(f"note {number:02}", "note")
    owe("nudge", "nudge")
    assert [mail.key for mail in leases.claim(now, 10).mails] == [
        *(f"alarm {number:02}" for number in range(8)), "note 00", "nudge",
    ]  # fmt: skip
    assert [mail.key for mail in leases.claim(now, 10).mails] == [
        *(f"alarm {number:02}" for number in range(8, 17)),
        "note 01",
    ]


def test_a_batch_is_filled_where_lower_lanes_have_nothing(owe: Owe, now: dt.datetime) -> None:
    for number in range(12):
        owe(f"alarm {number:02}", "alarm")
    assert [mail.key for mail in leases.claim(now, 10).mails] == [f"alarm {number:02}" for number in range(10)]
    assert [mail.key for mail in leases.claim(now, 1).mails] == ["alarm 10"]


def test_a_lease_is_good_for_a_message_until_the_server_might_answer_too_late(
    owe: Owe, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe("hello")
    [mail] = leases.claim(now, 1).mails
    last = mail.taken_ticks + (LEASE - leases.LEFT_FOR_THE_MESSAGE).total_seconds()
    monkeypatch.setattr(leases, "ticks", lambda: last - 0.1)
    assert mail.may_begin(now)
    assert not mail.may_begin(mail.leased_until - leases.LEFT_FOR_THE_MESSAGE)
    monkeypatch.setattr(leases, "ticks", lambda: last)
    assert not mail.may_begin(now)
    assert leases.LEFT_FOR_THE_MESSAGE.total_seconds() > MESSAGE_REPLY_SECONDS


@pytest.mark.sqlite_only  # a plan of PostgreSQL depends on its statistics
def test_each_lane_is_read_along_its_index(owe: Owe, now: dt.datetime) -> None:
    for number in range(30):
        owe(f"mail {number}")
    sql = """EXPLAIN QUERY PLAN SELECT id FROM outbox
        WHERE state = 'queued' AND lane = 2 AND ready_at <= '2026-11-24' ORDER BY ready_at, id LIMIT 10"""
    [step] = [row[3] for row in db.session.execute(db.text(sql))]
    assert step == "SEARCH outbox USING INDEX ix_outbox_ready (lane=? AND ready_at<?)"
