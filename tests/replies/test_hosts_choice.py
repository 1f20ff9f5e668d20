"""A host shows an address to those who are coming, or keeps it; the choice is there where replies are passed on."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask

from actions import signing
from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event
from actions.mail import outbox
from actions.mail.aliases import Party, alias_of
from tests import factories
from tests.checking_client import CheckingClient
from tests.replies.conftest import MARIA, NOW, PAT, Deliver, a_reply, bytes_of, take_in
from tests.services.every_route import EVENT_FIELDS
from tests.services.signing_in import sign_in

BOX = "Show my email address to people who are coming"


@pytest.fixture
def host(client: CheckingClient) -> User:
    """Pat, signed in on `client`."""
    user = factories.a_user(PAT)
    sign_in(client, user)
    return user


@pytest.fixture
def post(client: CheckingClient, host: User) -> Callable[..., Event]:
    """Fill in the form for a new action and save it."""

    def post(**changes: str) -> Event:
        factories.a_campaign()
        fields = {**EVENT_FIELDS, "contact_name": "Pat", "contact_email": PAT, **changes}
        assert client.submit(client.get("/host/events/new"), "Save and go on", **fields).status_code == 303
        return db.session.scalars(db.select(Event).order_by(Event.id.desc())).first() or Event()

    return post


def test_a_new_action_hides_the_address_unless_the_host_shows_it(post: Callable[..., Event]) -> None:
    assert (post().shown_contact_email, post(shows_contact_email="y").shown_contact_email) == ("", PAT)


def test_without_replies_there_is_no_such_choice_and_the_address_is_shown(
    app: Flask, client: CheckingClient, host: User, post: Callable[..., Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    event = factories.an_event(host=host, contact_name="Pat", contact_email=PAT)
    assert BOX in client.page(f"/host/events/{event.id}/edit").text
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(app.config["SETTINGS"], mail_replies_to=""))
    assert BOX not in client.page(f"/host/events/{event.id}/edit").text
    assert post().shown_contact_email == PAT


def test_an_edit_changes_the_choice_and_keeps_it_where_it_is_not_asked(
    app: Flask, client: CheckingClient, host: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = factories.an_event(host=host, contact_name="Pat", contact_email=PAT, state="draft")
    edit = f"/host/events/{event.id}/edit"
    client.submit(client.get(edit), "Save", shows_contact_email=None)
    db.session.refresh(event)
    assert event.shown_contact_email == ""
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(app.config["SETTINGS"], mail_replies_to=""))
    client.submit(client.get(edit), "Save", title="Another title")
    db.session.refresh(event)
    assert (event.title, event.shown_contact_email) == ("Another title", "")


def test_who_is_coming_does_not_see_a_hidden_address_and_reaches_it(
    app: Flask, client: CheckingClient, deliver: Deliver
) -> None:
    host = factories.a_user("account@elsewhere.example")
    event = factories.an_event(host=host, contact_name="Pat", contact_email=PAT, shows_contact_email=False)
    rsvp = factories.an_rsvp(event, MARIA)
    page = client.page(f"/rsvps/{signing.sign('rsvp', rsvp.id)}").text
    assert "Answer any of our mails about this action" in page
    outbox.queue("rsvp-confirmed", "c", now=NOW, rsvp_id=rsvp.id, event_id=event.id)
    outbox.queue("event-changed", "e", now=NOW, rsvp_id=rsvp.id, event_id=event.id)
    day = {"day": "2026-12-05"}
    outbox.queue("reminder-day-before", "r", now=NOW, rsvp_id=rsvp.id, event_id=event.id, details=day)
    mails = deliver()
    assert len(mails) == 3
    assert [mail.message["Reply-To"] for mail in mails] == [alias_of(rsvp.id, Party.HOST)] * 3
    for shown in (page.encode(), *map(bytes_of, mails)):
        assert [shown.count(hidden) for hidden in (b"pat.host", b"work.example", b"elsewhere")] == [0, 0, 0]
    assert "A question? Answer this mail, and the host gets it." in mails[0].message.get_body(("plain",)).get_content()

    take_in(app, a_reply(mails[0].message["Reply-To"]))
    [question] = deliver()
    assert question.recipients == (PAT,)
