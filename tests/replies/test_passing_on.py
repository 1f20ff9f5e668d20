"""A message to an alias reaches the other party, once, and shows neither address."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from actions.database import db
from actions.mail import outbox, suppression
from actions.mail.aliases import Party, alias_of
from actions.mail.models import OutboxMail
from actions.privacy.service import purge_rsvps
from actions.replies import service as replies
from actions.replies.models import Reply
from actions.returns import inbox
from actions.returns.service import Outcome
from actions.rsvps.models import Rsvp
from actions.sealing import lookup_hash
from actions.worker import Worker
from config import Settings
from tests.checking_client import CheckingClient
from tests.replies.conftest import MARIA, NOW, PAT, SECRET, Deliver, a_reply, bytes_of, take_in


def alias(rsvp: Rsvp, party: Party) -> str:
    """What stands for a party."""
    found = alias_of(rsvp.id, party)
    assert found
    return found


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Reply)) or 0


def confirmed(rsvp: Rsvp) -> None:
    outbox.queue("rsvp-confirmed", f"rsvp-confirmed:{rsvp.id}", now=NOW, rsvp_id=rsvp.id, event_id=rsvp.event_id)


def test_supporter_and_host_write_to_each_other_and_neither_sees_an_address(
    client: CheckingClient, rsvp: Rsvp, deliver: Deliver
) -> None:
    right = {"Authorization": f"Bearer {SECRET}"}
    confirmed(rsvp)
    [confirmation] = deliver()
    first_alias = confirmation.message["Reply-To"]
    assert first_alias == alias(rsvp, Party.HOST)

    asked = a_reply(first_alias, MARIA, "Is there a ramp?\n\nMaria", Message_ID="<q1@home.example>")
    assert client.post("/mail/bounces", data=asked, headers=right).status_code == 204
    [question] = deliver()
    assert question.recipients == (PAT,)
    assert question.message["From"] == "Maria via Actions <actions@site.example>"
    assert question.message["Reply-To"] == alias(rsvp, Party.SUPPORTER)
    assert question.subject == "A message about “Rally at Daley Plaza”"
    assert "Is there a ramp?" in question.message.get_body(("plain",)).get_content()
    assert [bytes_of(question).count(hidden) for hidden in (b"maria.lopez", b"home.example", b"lopez")] == [0, 0, 0]

    answered = a_reply(question.message["Reply-To"], PAT, "Yes, at the north door.", Message_ID="<a1@work.example>")
    assert client.post("/mail/bounces", data=answered, headers=right).status_code == 204
    [answer] = deliver()
    assert answer.recipients == (MARIA,)
    assert answer.message["From"] == "Pat via Actions <actions@site.example>"
    assert answer.message["Reply-To"] == alias(rsvp, Party.HOST)
    assert "Yes, at the north door." in answer.message.get_body(("html",)).get_content()
    assert [bytes_of(answer).count(hidden) for hidden in (b"pat.host", b"work.example")] == [0, 0]


def test_a_message_handed_in_twice_is_passed_on_once(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    content = a_reply(alias(rsvp, Party.HOST))
    assert [take_in(app, content), take_in(app, b"X-Relay: 2\r\n" + content)] == [Outcome.PASSED_ON] * 2
    assert len(deliver()) == 1
    assert take_in(app, content) is Outcome.PASSED_ON
    assert (deliver(), kept()) == ([], 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "bulk"},
        {"Precedence": "List"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<people.example.org>"},
    ],
)
def test_what_a_program_answers_goes_nowhere(app: Flask, rsvp: Rsvp, deliver: Deliver, headers: dict[str, str]) -> None:
    assert take_in(app, a_reply(alias(rsvp, Party.HOST), **headers)) is Outcome.LEFT_OUT
    assert (deliver(), kept()) == ([], 0)


def test_a_mail_of_ours_that_finds_its_way_back_goes_nowhere(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    confirmed(rsvp)
    ours = deliver()[0].message["Message-ID"]
    assert take_in(app, a_reply(alias(rsvp, Party.HOST), Message_ID=ours)) is Outcome.LEFT_OUT
    assert kept() == 0


@pytest.mark.parametrize("sender", ["stranger@example.net", PAT, f"{MARIA}, {PAT}", "", "maria.lopez@home.example.net"])
def test_a_stranger_who_has_the_alias_reaches_nobody(
    app: Flask, rsvp: Rsvp, deliver: Deliver, sender: str, caplog: pytest.LogCaptureFixture
) -> None:
    content = a_reply(alias(rsvp, Party.HOST)).replace(
        b"From: Somebody <" + MARIA.encode() + b">", f"From: {sender}".encode()
    )
    caplog.set_level("INFO")
    assert take_in(app, content) is Outcome.LEFT_OUT
    assert (deliver(), kept()) == ([], 0)
    assert "left out: it is not from the address" in caplog.text
    assert "example" not in caplog.text


def test_the_supporter_cannot_write_by_the_hosts_alias(app: Flask, rsvp: Rsvp) -> None:
    assert take_in(app, a_reply(alias(rsvp, Party.SUPPORTER), MARIA)) is Outcome.LEFT_OUT


def test_an_alias_somebody_made_up_or_that_is_of_another_site_reaches_nobody(app: Flask, rsvp: Rsvp) -> None:
    token = alias(rsvp, Party.HOST).partition("+")[2].partition("@")[0]
    other = ("0" if token[-1] != "0" else "1").join([token[:-1], ""])
    assert take_in(app, a_reply(f"reply+{other}@site.example")) is Outcome.LEFT_OUT
    for address in (
        f"reply+{token}@site.example.net",
        f"noreply+{token}@site.example",
        f"reply+{token[:-1]}@site.example",
    ):
        assert take_in(app, a_reply(address)) is Outcome.NO_REPORT
    assert kept() == 0


def test_an_alias_in_capitals_works_and_so_does_one_that_only_the_server_names(app: Flask, rsvp: Rsvp) -> None:
    address = alias(rsvp, Party.HOST)
    assert take_in(app, a_reply(address.upper())) is Outcome.PASSED_ON
    hidden = a_reply("undisclosed-recipients:;", Delivered_To=address, Message_ID="<2@home.example>")
    assert take_in(app, hidden) is Outcome.PASSED_ON
    assert kept() == 2


def test_after_the_answers_to_the_event_were_deleted_the_alias_reaches_nobody(
    app: Flask, rsvp: Rsvp, deliver: Deliver
) -> None:
    to_host, to_supporter = alias(rsvp, Party.HOST), alias(rsvp, Party.SUPPORTER)
    assert take_in(app, a_reply(to_host)) is Outcome.PASSED_ON
    assert purge_rsvps(rsvp.event.last_ends_at + dt.timedelta(days=30)) == 1
    assert kept() == 0
    assert deliver() == []
    assert [take_in(app, a_reply(to_host)), take_in(app, a_reply(to_supporter, PAT))] == [Outcome.LEFT_OUT] * 2
    assert (deliver(), kept()) == ([], 0)


def test_nobody_writes_about_an_event_that_was_taken_down_or_to_a_suspended_host(app: Flask, rsvp: Rsvp) -> None:
    rsvp.event.state = "declined"
    db.session.commit()
    assert take_in(app, a_reply(alias(rsvp, Party.SUPPORTER), PAT)) is Outcome.LEFT_OUT
    rsvp.event.state = "approved"
    rsvp.event.host.is_suspended = True
    db.session.commit()
    assert take_in(app, a_reply(alias(rsvp, Party.SUPPORTER), PAT)) is Outcome.LEFT_OUT
    assert take_in(app, a_reply(alias(rsvp, Party.HOST), MARIA)) is Outcome.LEFT_OUT


def test_ten_messages_an_hour_go_through_each_way(app: Flask, rsvp: Rsvp) -> None:
    def outcomes(party: Party, sender: str, count: int) -> list[Outcome]:
        return [
            take_in(app, a_reply(alias(rsvp, party), sender, Message_ID=f"<{party}{number}@x.example>"))
            for number in range(count)
        ]

    assert outcomes(Party.HOST, MARIA, 11) == [Outcome.PASSED_ON] * 10 + [Outcome.LEFT_OUT]
    assert outcomes(Party.SUPPORTER, PAT, 1) == [Outcome.PASSED_ON]
    db.session.execute(db.update(Reply).values(received_at=NOW - dt.timedelta(hours=1)))
    db.session.commit()
    assert take_in(app, a_reply(alias(rsvp, Party.HOST), Message_ID="<later@x.example>")) is Outcome.PASSED_ON


def test_who_wants_no_mail_gets_none(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    suppression.stop(lookup_hash(PAT), suppression.EVERYTHING, NOW)
    db.session.commit()
    assert take_in(app, a_reply(alias(rsvp, Party.HOST))) is Outcome.PASSED_ON
    assert deliver() == []


def test_what_comes_back_of_a_mail_to_the_host_says_nothing_about_the_supporter(app: Flask, rsvp: Rsvp) -> None:
    take_in(app, a_reply(alias(rsvp, Party.HOST)))
    take_in(app, a_reply(alias(rsvp, Party.SUPPORTER), PAT, Message_ID="<2@x.example>"))
    rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(row.kind, row.rsvp_id, row.user_id) for row in rows] == [
        ("reply-to-host", None, rsvp.event.host_id),
        ("reply-to-supporter", rsvp.id, None),
    ]


def test_the_words_are_sealed_and_go_an_hour_after_they_were_sent_on(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    content = a_reply(alias(rsvp, Party.HOST), text="Is there a ramp?")
    take_in(app, content)
    stored = bytes(db.session.execute(db.text("SELECT text FROM replies")).scalar_one())
    assert b"ramp" not in stored
    replies.forget(NOW + dt.timedelta(days=2))
    assert db.session.scalars(select(Reply.text)).all() == ["Is there a ramp?"]
    deliver()
    replies.forget(NOW + dt.timedelta(minutes=59))
    assert db.session.scalars(select(Reply.text)).all() == ["Is there a ramp?"]
    replies.forget(NOW + dt.timedelta(hours=1))
    assert db.session.execute(select(Reply.text, Reply.subject)).all() == [(None, None)]
    assert take_in(app, content) is Outcome.PASSED_ON
    assert (deliver(), kept()) == ([], 1)


def test_words_that_are_never_sent_go_after_three_days(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    take_in(app, a_reply(alias(rsvp, Party.HOST)))
    replies.forget(NOW + dt.timedelta(days=3))
    assert db.session.scalars(select(Reply.text)).all() == [None]
    assert deliver() == []


def test_a_folder_and_a_pipe_take_replies_in_and_keep_none_of_them(
    app: Flask, rsvp: Rsvp, tmp_path: Path, deliver: Deliver
) -> None:
    address = alias(rsvp, Party.HOST)
    (tmp_path / "1.eml").write_bytes(a_reply(address))
    (tmp_path / "2.eml").write_bytes(a_reply(address, "stranger@example.net", Message_ID="<2@x.example>"))
    assert inbox.empty(tmp_path, lambda content: take_in(app, content)) == 2
    assert list(tmp_path.iterdir()) == []
    piped = a_reply(address, Message_ID="<3@x.example>")
    assert app.test_cli_runner().invoke(args=["mail", "bounced"], input=piped).output == "a reply, passed on\n"
    assert len(deliver()) == 2


def test_without_an_address_for_replies_they_go_to_the_sender_as_ever(
    app: Flask, rsvp: Rsvp, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = alias(rsvp, Party.HOST)
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(app.config["SETTINGS"], mail_replies_to=""))
    confirmed(rsvp)
    [confirmation] = deliver()
    assert confirmation.message["Reply-To"] is None
    assert take_in(app, a_reply(address)) is Outcome.NO_REPORT


def test_a_host_who_shows_an_address_is_answered_there(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    rsvp.event.contact_email = PAT
    confirmed(rsvp)
    assert [mail.message["Reply-To"] for mail in deliver()] == [PAT]


def test_the_worker_takes_replies_out_of_the_folder_and_passes_them_on(
    app: Flask, settings: Settings, rsvp: Rsvp, tmp_path: Path, deliver: Deliver
) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "1").write_bytes(a_reply(alias(rsvp, Party.HOST)))
    Worker(app, dataclasses.replace(settings, mail_bounces_path=tmp_path)).run_once()
    assert [mail.recipients for mail in deliver()] == [(PAT,)]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


HEAD = f"From: {MARIA}\nTo: {{}}\n"
ODD = {
    "bytes in headers": b"Message-ID: <\xff\xfe@x>\nSubject: \xff=?x?b?\xf0?= \xc3\n\nA ramp?",
    "lone surrogates": b"Content-Type: text/plain; charset=unicode_escape\n\nA ramp? \\ud800 \\udfff",
    "lone surrogates in HTML": b"Content-Type: text/html; charset=unicode_escape\n\n<p>A ramp? \\ud800",
    "no encoding of that name": b"Content-Type: text/plain; charset=" + b"x" * 900 + b"\n\nA ramp?",
    "an encoding of no text": b"Content-Type: text/plain; charset=rot13\n\nA ramp?",
    "base64 that is none": b"Content-Transfer-Encoding: base64\n\nA ramp? =====",
    "cut off": b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nA ramp?\n--b\nCon",
    "a header that never ends": b"Subject: " + b"=?utf-8?q?a" * 5_000 + b"\n\nA ramp?",
    "many boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"Content-Type: x/y; boundary=c\n" * 50,
    "zeros": b"\n\x00A ramp?\x00",
}


@pytest.mark.parametrize("rest", ODD.values(), ids=ODD.keys())
def test_odd_mail_is_passed_on_or_left_out_and_stops_nothing(
    app: Flask, rsvp: Rsvp, deliver: Deliver, rest: bytes
) -> None:
    outcome = take_in(app, HEAD.format(alias(rsvp, Party.HOST)).encode() + rest)
    assert outcome in (Outcome.PASSED_ON, Outcome.LEFT_OUT)
    assert len(deliver()) == (outcome is Outcome.PASSED_ON)


def test_where_nobody_hosts_a_message_is_not_kept(app: Flask, rsvp: Rsvp) -> None:
    rsvp.event.host_id = None
    db.session.commit()
    assert take_in(app, a_reply(alias(rsvp, Party.HOST))) is Outcome.LEFT_OUT
    assert kept() == 0


def test_who_gave_up_a_place_is_not_told_the_address_any_more(app: Flask, rsvp: Rsvp, deliver: Deliver) -> None:
    rsvp.event.contact_email, rsvp.cancelled_at = PAT, NOW
    outbox.queue("rsvp-cancelled", "c", now=NOW, rsvp_id=rsvp.id, event_id=rsvp.event_id)
    [mail] = deliver()
    assert mail.message["Reply-To"] == alias(rsvp, Party.HOST)
    assert take_in(app, a_reply(alias(rsvp, Party.SUPPORTER), PAT)) is Outcome.PASSED_ON
    [answer] = deliver()
    assert answer.message["From"] == "The host via Actions <actions@site.example>"
