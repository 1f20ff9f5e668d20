"""Holding and releasing at the terminal."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.mail import leases
from actions.mail.models import MailHold, OutboxMail
from actions.rsvps.answers import owe
from tests import factories


def said(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["mail", *words])
    return result.exit_code, result.output.splitlines()[-1]


def test_a_hold_stops_mail_until_its_release(app: Flask, now: dt.datetime) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    owe("rsvp-confirmed", rsvp.id, event.id, 0, now)
    db.session.commit()
    for option in (
        ("--all",),
        ("--campaign", event.campaign.slug),
        ("--state", "il"),
        ("--event", str(event.id)),
    ):
        assert said(app, "hold", *option)[0] == 0
        assert said(app, "hold", *option) == (1, "Error: That is held already.")
        assert leases.claim(now, 10).mails == []
        assert db.session.scalars(db.select(OutboxMail.state)).all() == ["held"]
        assert said(app, "release", *option)[0] == 0
        assert said(app, "release", *option) == (1, "Error: That is not held.")
    assert [mail.kind for mail in leases.claim(now, 10).mails] == ["rsvp-confirmed"]
    assert db.session.scalars(db.select(MailHold.held_by_id)).all() == [None] * 4


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("option", "answer"),
    [
        ((), "Error: Name one of --all, --campaign, --state and --event."),
        (("--all", "--state", "IL"), "Error: Name one of --all, --campaign, --state and --event."),
        (("--campaign", "nope"), "Error: Choose a campaign"),
        (("--state", "ZZ"), "Error: Choose a state"),
        (("--event", "0"), "Error: There is no action of that number."),
        (("--event", "9" * 30), "Error: There is no action of that number."),
        (("--event", "²"), "Error: There is no action of that number."),
    ],
)
def test_what_is_not_there_cannot_be_held(app: Flask, option: tuple[str, ...], answer: str) -> None:
    assert said(app, "hold", *option)[1] == answer
    assert db.session.scalars(db.select(MailHold.id)).all() == []
