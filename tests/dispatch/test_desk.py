"""The queue's page: how mail stands, and who may hold and release what."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions.accounts.models import User
from actions.database import db
from actions.dispatch import words
from actions.events.models import Event
from actions.mail import composing, figures, queries
from actions.mail.models import Lane, MailHold
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import NOW
from tests.html_page import HtmlPage
from tests.services.statements import statements

AsUser = Callable[[User], CheckingClient]
DESK = "/organize/mail"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def organizer(app: Flask, as_user: AsUser) -> CheckingClient:
    """Signed in, over the whole site."""
    return as_user(factories.an_organizer(name="Robin Organizer"))


def post(client: CheckingClient, address: str, **form: str) -> TestResponse:
    """A form as somebody might send it who wrote it themselves."""
    token = HtmlPage(client.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return client.post(address, data={**form, "csrf_token": token})


def followed(client: CheckingClient, answer: TestResponse) -> str:
    """What the page says that an answer leads to."""
    return str(client.get(answer.location).text)


def active() -> list[tuple[str, bool]]:
    """What is held, and whether it says by whom."""
    db.session.rollback()
    rows = db.session.scalars(db.select(MailHold).where(MailHold.released_at.is_(None)).order_by(MailHold.id))
    return [(row.scope, row.held_by_id is not None) for row in rows]


def test_every_sort_and_kind_of_mail_has_words(app: Flask) -> None:
    assert set(words.KINDS) == set(composing.kinds())
    assert (tuple(words.STANDINGS), set(words.LANES)) == (figures.STANDINGS, set(Lane))


def test_all_mail_is_held_and_released_at_a_press(organizer: CheckingClient) -> None:
    page = followed(organizer, organizer.submit(organizer.get(DESK), "Hold all mail"))
    assert "Held. What is already in a worker’s hands may still leave within a few seconds." in page
    assert "held 0 minutes ago by Robin Organizer" in page
    assert active() == [("all", True)]
    page = followed(organizer, organizer.submit(organizer.get(DESK), "Release All mail"))
    assert "Released. Mail that still helps goes out now; what is out of date is dropped." in page
    assert active() == []


def test_pressing_again_says_that_it_is_held(organizer: CheckingClient) -> None:
    for _ in range(2):
        answer = organizer.submit(organizer.get(DESK), "Hold all mail")
    assert "That is held already." in followed(organizer, answer)
    assert active() == [("all", True)]


def test_a_state_is_held_and_named(organizer: CheckingClient) -> None:
    organizer.submit(organizer.get(DESK), "Hold this state’s mail", state="IL")
    assert "All mail about actions in Illinois" in organizer.get(DESK).text


def test_states_stand_in_the_order_of_their_spanish_names_in_spanish(organizer: CheckingClient) -> None:
    page = HtmlPage(organizer.get(f"/es{DESK}").text)
    (choice,) = page.all("select", name="state")
    names = [e.text for e in page.elements if e.tag == "option" and choice in e.inside]
    assert (len(names), names[6:9]) == (57, ["Carolina del Norte", "Carolina del Sur", "Colorado"])


def test_nothing_chosen_is_a_sentence_beside_the_field(organizer: CheckingClient) -> None:
    for press, sentence in (
        ("Hold this state’s mail", "Choose a state"),
        ("Hold this campaign’s mail", "Choose a camp"),
    ):
        page = organizer.submit(organizer.get(DESK), press)
        assert (page.status_code, f'-error">{sentence}' in page.text) == (422, True)
    assert active() == []


def test_the_mail_of_one_action_is_held_on_its_review_page(organizer: CheckingClient) -> None:
    event = factories.an_event(title="Vigil at City Hall")
    review = f"/organize/events/{event.id}"
    organizer.submit(organizer.get(review), "Hold its mail")
    assert active() == [("event", True)]
    assert "Vigil at City Hall" in organizer.get(DESK).text
    organizer.submit(organizer.get(review), "Release its mail")
    assert active() == []


@pytest.mark.parametrize(
    "typed",
    [
        "{id}",
        " {id} ",
        "{slug}",
        "http://localhost/events/{slug}?source=mail",
        "/es/events/{slug}",
        "/host/events/{id}/edit",
    ],
)
def test_one_action_is_held_by_its_number_or_address(organizer: CheckingClient, typed: str) -> None:
    factories.an_event()
    event = factories.an_event(title="Vigil at City Hall")
    text = typed.format(id=event.id, slug=event.slug)
    page = followed(organizer, organizer.submit(organizer.get(DESK), "Hold this action’s mail", event=text))
    assert ("Held. What is already" in page, "Vigil at City Hall" in page) == (True, True)
    assert db.session.scalars(db.select(MailHold.event_id)).all() == [event.id]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("typed", ["", "vigil", "0", "99999999999", "²", "12 13", "http://localhost/campaigns/1", "-1"])
def test_what_names_no_action_is_a_sentence_beside_the_field_and_stays_in_it(
    organizer: CheckingClient, typed: str
) -> None:
    answer = organizer.submit(organizer.get(DESK), "Hold this action’s mail", event=typed)
    page = HtmlPage(answer.text)
    assert (answer.status_code, page.one("p", id="event-error").text) == (422, "There is no action of that number.")
    assert page.one("input", id="event").get("value") == typed
    assert active() == []


def test_an_action_of_others_is_no_action_to_an_organizer(app: Flask, as_user: AsUser) -> None:
    organization = factories.an_organization()
    factories.a_campaign(organization_id=organization.id)
    foreign = factories.an_event(title="Their Vigil")
    client = as_user(factories.an_organizer("organizer", organization))
    answer = client.submit(client.get(DESK), "Hold this action’s mail", event=str(foreign.id))
    assert (answer.status_code, "There is no action of that number." in answer.text) == (422, True)
    assert ("Their Vigil" in answer.text, active()) == (False, [])


WIDER = {
    "all": "All mail is held at the moment, this action’s too.",
    "campaign": "All mail of its campaign is held at the moment, this action’s too.",
    "state": "All mail about actions in its state is held at the moment, this action’s too.",
}


@pytest.mark.parametrize("scope", WIDER)
def test_a_review_page_says_that_a_wider_hold_stops_its_mail(organizer: CheckingClient, scope: str) -> None:
    event, elsewhere = factories.an_event(), factories.an_event(region="HI", campaign=factories.a_campaign())
    hold = MailHold(scope=scope, held_at=NOW)
    if scope != "all":
        target = {"campaign": ("campaign_id", event.campaign_id), "state": ("us_state", event.region)}[scope]
        setattr(hold, *target)
    db.session.add(hold)
    db.session.commit()

    def said_of(place: Event) -> list[str]:
        page = organizer.get(f"/organize/events/{place.id}").text
        return [sentence for sentence in WIDER.values() if sentence in page]

    assert (said_of(event), said_of(elsewhere)) == ([WIDER[scope]], [WIDER["all"]] if scope == "all" else [])
    hold.released_at = NOW
    db.session.commit()
    assert said_of(event) == []


def test_organizers_of_one_campaign_hold_theirs_and_nothing_else(app: Flask, as_user: AsUser) -> None:
    organization = factories.an_organization()
    own = factories.an_event(campaign=factories.a_campaign(organization_id=organization.id, title="Our Day"))
    foreign = factories.an_event(campaign=factories.a_campaign(title="Their Day"))
    client = as_user(factories.an_organizer("organizer", organization))
    page = client.get(DESK)
    shown = ("Hold all mail", "Hold this state’s mail", "Hold this campaign’s mail", "Our Day", "Their Day")
    assert [word in page.text for word in shown] == [False, False, True, True, False]
    statuses = [
        post(client, f"{DESK}/hold", **form).status_code
        for form in (
            {"scope": "campaign", "campaign": own.campaign.slug},
            {"scope": "campaign", "campaign": foreign.campaign.slug},
            {"scope": "event", "event": str(own.id)},
            {"scope": "event", "event": str(foreign.id)},
            {"scope": "all"},
            {"scope": "state", "state": "IL"},
            {"scope": "nonsense"},
        )
    ]
    assert statuses == [303, 404, 303, 422, 404, 404, 422]
    assert active() == [("campaign", True), ("event", True)]


def test_organizers_of_one_campaign_see_what_stops_their_mail_and_release_their_own(
    app: Flask, as_user: AsUser
) -> None:
    organization = factories.an_organization()
    own = factories.a_campaign(organization_id=organization.id, title="Our Day")
    foreign = factories.a_campaign(title="Their Day")
    everything = MailHold(scope="all", held_at=NOW)
    db.session.add_all(
        [everything, *(MailHold(scope="campaign", campaign_id=each.id, held_at=NOW) for each in (own, foreign))]
    )
    db.session.commit()
    client = as_user(factories.an_organizer("organizer", organization))
    page = client.get(DESK)
    shown = ("All mail of Our Day", "Their Day", '<strong dir="auto">All mail</strong>')
    assert [word in page.text for word in shown] == [True, False, True]
    assert post(client, f"{DESK}/release", hold=str(everything.id)).status_code == 404
    assert client.submit(page, "Release All mail of Our Day").status_code == 303
    db.session.rollback()
    released = db.select(MailHold.campaign_id).where(MailHold.released_at.is_not(None))
    assert db.session.scalars(released).all() == [own.id]


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999", "²"])
def test_what_is_no_hold_is_not_released(organizer: CheckingClient, number: str) -> None:
    organizer.submit(organizer.get(DESK), "Hold all mail")
    answer = post(organizer, f"{DESK}/release", hold=number)
    assert "That was released already." in followed(organizer, answer)
    assert active() == [("all", True)]


def test_the_page_counts_what_stands_how(organizer: CheckingClient) -> None:
    event = factories.an_event()
    hold = MailHold(scope="event", event_id=event.id, held_at=NOW - HOUR)
    db.session.add(hold)
    db.session.commit()
    for number in range(120):
        factories.a_failed_mail(
            event, state="queued", attempt_count=0, outcome="", queued_at=NOW - HOUR, finished_at=None
        )
        if number < 40:
            factories.a_failed_mail(event, state="sent", finished_at=NOW - HOUR / 4, outcome="")
    factories.a_failed_mail(event, state="sent", finished_at=NOW - 3 * HOUR)
    factories.a_failed_mail(event, state="held", hold_id=hold.id)
    factories.a_failed_mail(event, finished_at=NOW - 3 * HOUR)
    page = organizer.get(DESK)
    assert "40 of 160 have left" in page.text
    assert '<progress id="send" value="40" max="160">' in page.text
    assert "1 mail put aside so far" in page.text
    assert "1 mail about your actions could not be delivered." in page.text
    hours = [(hour.ago, hour.sent, hour.failed) for hour in queries.counted(NOW).hours]
    assert hours == [(0, 40, 0), (3, 1, 1)]


def test_a_small_send_has_no_bar(organizer: CheckingClient) -> None:
    factories.a_failed_mail(factories.an_event(), state="queued", attempt_count=0, finished_at=None)
    assert "<progress" not in organizer.get(DESK).text


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_as_often_for_many_holds_as_for_one(organizer: CheckingClient, number: int) -> None:
    user = factories.a_user()
    for _ in range(number):
        event = factories.an_event()
        db.session.add(MailHold(scope="event", event_id=event.id, held_at=NOW, held_by_id=user.id))
        db.session.commit()
        factories.a_failed_mail(event)
    db.session.commit()
    with statements() as sent:
        organizer.get(DESK)
    assert len(sent) == STATEMENTS_OF_THE_DESK


STATEMENTS_OF_THE_DESK = 14
