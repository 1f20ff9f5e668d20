"""A batch becomes letters in a few statements, and one mail that is broken takes no other along."""

import dataclasses
import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import text

from actions.database import db
from actions.mail import leases, outbox, suppression
from actions.mail.leases import Claimed
from actions.mail.mime import Letter
from actions.mail.models import MailState
from actions.mail.writing import Ended, Fault, write
from actions.rsvps.models import Rsvp
from actions.sealing import lookup_hash
from config import Settings
from tests import factories
from tests.services.statements import statements

DAY_BEFORE = dt.datetime(2026, 12, 4, 18, 0, tzinfo=dt.UTC)
DETAILS = {"day": "2026-12-05", "rule": "before-start-1d-1100"}
# The mails; whose they are; which rules there are; who goes where; the timeslots; what campaigns add; who wants none.
READINGS = 7


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Ordinary settings, with a sender."""
    return dataclasses.replace(settings, mail_from="Actions <actions@example.org>")


def _claimed(how_many: int) -> list[Claimed]:
    event = factories.an_event()
    for number in range(how_many):
        rsvp = factories.an_rsvp(event, f"maria{number}@example.org", given_name=f"Maria {number}")
        outbox.queue(
            "reminder-day-before", f"reminder:{rsvp.id}", now=DAY_BEFORE, rsvp_id=rsvp.id, details=dict(DETAILS)
        )
    db.session.commit()
    return leases.claim(DAY_BEFORE, 100).mails


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_batch_is_read_in_as_many_statements_as_one_mail(app: Flask, settings: Settings, how_many: int) -> None:
    claimed = _claimed(how_many)
    with statements() as sent:
        written = write(claimed, settings, DAY_BEFORE)
    assert len([each for _mail, each in written if isinstance(each, Letter)]) == how_many
    assert len(sent) == READINGS


def test_each_gets_their_own_name_and_links(app: Flask, settings: Settings) -> None:
    written = write(_claimed(3), settings, DAY_BEFORE)
    letters = [each for _mail, each in written if isinstance(each, Letter)]
    assert [letter.recipient for letter in letters] == [f"maria{number}@example.org" for number in range(3)]
    for number, letter in enumerate(letters):
        assert [f"Hello Maria {other},".encode() in letter.content for other in range(3)] == [
            other == number for other in range(3)
        ]
    assert len({letter.content.partition(b"/confirm")[0][-40:] for letter in letters}) == 3


def test_who_asked_for_none_gets_none_and_the_others_do(app: Flask, settings: Settings) -> None:
    claimed = _claimed(3)
    suppression.stop(lookup_hash("maria1@example.org"), "reminder", DAY_BEFORE)
    db.session.commit()
    kinds = [type(each) for _mail, each in write(claimed, settings, DAY_BEFORE)]
    assert kinds == [Letter, Ended, Letter]


def test_a_record_that_cannot_be_unsealed_holds_up_no_other(app: Flask, settings: Settings) -> None:
    claimed = _claimed(3)
    broken = db.session.scalars(db.select(Rsvp.id).order_by(Rsvp.id)).all()[1]
    db.session.execute(text("UPDATE rsvps SET email = :nonsense WHERE id = :id"), {"nonsense": b"x", "id": broken})
    db.session.commit()
    written = [each for _mail, each in write(claimed, settings, DAY_BEFORE)]
    assert [type(each) for each in written] == [Letter, Fault, Letter]


def test_an_address_that_no_mail_can_go_to_ends_its_own_mail(app: Flask, settings: Settings) -> None:
    claimed = _claimed(2)
    broken = db.session.scalars(db.select(Rsvp).order_by(Rsvp.id)).all()[0]
    broken.email = "not an address"
    db.session.commit()
    written = [each for _mail, each in write(claimed, settings, DAY_BEFORE)]
    assert written[0] == Ended(MailState.FAILED, "the address is none that mail can be sent to")
    assert isinstance(written[1], Letter)
