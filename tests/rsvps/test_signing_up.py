"""Signing up through the form on an event's page."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from actions.database import db
from actions.events.models import Event
from actions.mail.models import OutboxMail
from actions.rsvps.models import Attendance, Rsvp
from config import Settings
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.statements import statements

MARIA = {"given_name": "Maria", "email": "maria@example.org", "postal_code": "60622"}


def rsvps() -> list[Rsvp]:
    db.session.expire_all()
    return list(db.session.scalars(select(Rsvp).order_by(Rsvp.id)))


def owed() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.key).order_by(OutboxMail.id)))


def going(event: Event) -> list[int]:
    db.session.expire_all()
    return [timeslot.going_count for timeslot in factories.timeslots_of(event)]


def sign_up(client: CheckingClient, event: Event, **fields: object):
    return client.post(f"/events/{event.id}/rsvps", data={**MARIA, **fields})


def test_signing_up_holds_a_place_and_owes_one_mail(client: CheckingClient) -> None:
    event = factories.an_event(capacity=10)
    answer = client.submit(client.get(f"/events/{event.slug}"), party_size=3, phone="312-555-0100", **MARIA)
    assert (answer.status_code, answer.location) == (303, f"/events/{event.slug}/thanks")
    (rsvp,) = rsvps()
    assert (rsvp.given_name, rsvp.family_name, rsvp.email, rsvp.postal_code) == (
        "Maria",
        "",
        "maria@example.org",
        "60622",
    )
    assert (rsvp.phone, rsvp.party_size, rsvp.language, rsvp.may_be_contacted) == ("312-555-0100", 3, "en", False)
    assert going(event) == [3]
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:1"]


def test_what_a_name_holds_is_no_address_in_the_mail_to_somebody_else(client: CheckingClient) -> None:
    sign_up(client, factories.an_event(), given_name="Win at https://evil.example/x", family_name="www.evil.example")
    (rsvp,) = rsvps()
    assert (rsvp.given_name, rsvp.family_name) == ("Win at https: / / evil. example/x", "www. evil. example")


def test_thanks_says_nothing_about_who_signed_up_and_is_the_same_the_second_time(client: CheckingClient) -> None:
    event = factories.an_event()
    pages = []
    for name in ("Maria", "Somebody Else"):
        answer = sign_up(client, event, given_name=name)
        assert answer.status_code == 303
        pages.append(client.get(answer.location))
    assert pages[0].text == pages[1].text
    assert "maria" not in pages[0].text.lower()
    assert "/rsvps/" not in pages[0].text


def test_nothing_public_sets_a_cookie(client: CheckingClient) -> None:
    event = factories.an_event()
    answers = [
        client.get(f"/events/{event.slug}"),
        sign_up(client, event),
        client.get(f"/events/{event.slug}/thanks"),
        sign_up(client, event, email="none"),
    ]
    assert [answer.status_code for answer in answers] == [200, 303, 200, 422]
    assert [answer.headers.getlist("Set-Cookie") for answer in answers] == [[], [], [], []]


def test_the_second_answer_of_an_address_changes_nothing_of_the_first(client: CheckingClient) -> None:
    event = factories.an_event(capacity=10)
    sign_up(client, event, party_size=2)
    answer = sign_up(
        client, event, given_name="Mallory", phone="312-555-0199", party_size=8, email=" MARIA@Example.ORG"
    )
    assert answer.status_code == 303
    (rsvp,) = rsvps()
    assert (rsvp.given_name, rsvp.phone, rsvp.party_size) == ("Maria", "", 2)
    assert going(event) == [2]
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:1"]


def test_another_timeslot_is_added_and_told_when_the_address_answers_again(client: CheckingClient) -> None:
    event = factories.an_event()
    second = factories.a_timeslot(event)
    first_id, second_id = (timeslot.id for timeslot in factories.timeslots_of(event))
    sign_up(client, event, timeslot=first_id, party_size=2)
    sign_up(client, event, timeslot=[first_id, second.id], given_name="Mallory", party_size=7)
    (rsvp,) = rsvps()
    attended = db.session.scalars(select(Attendance.timeslot_id).order_by(Attendance.timeslot_id)).all()
    assert attended == [first_id, second_id]
    assert going(event) == [2, 2]
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:1", f"rsvp-confirmed:{rsvp.id}:2"]


def test_an_event_with_several_times_asks_which(client: CheckingClient) -> None:
    event = factories.an_event()
    factories.a_timeslot(event)
    answer = sign_up(client, event)
    assert answer.status_code == 422
    assert "Choose when you are going" in answer.text
    assert rsvps() == []


def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = sign_up(
        client,
        event,
        given_name="",
        email="maria@",
        postal_code="6062",
        phone="call me",
        party_size="0",
        family_name="López",
    )
    assert answer.status_code == 422
    page = HtmlPage(answer.text)
    summary = page.one("div", id="error-summary")
    assert summary.text == (
        "5 things need another look Enter your first name Enter an email address like name@example.org"
        " Enter a ZIP code of five digits, like 60602 Enter a phone number like 312-555-0100, or leave it empty"
        " Enter a number from 1 to 20"
    )
    assert {name: page.one("input", name=name).get("value") for name in ("email", "postal_code", "family_name")} == {
        "email": "maria@",
        "postal_code": "6062",
        "family_name": "López",
    }
    assert page.one("input", name="email").get("aria-invalid") == "true"
    assert page.one("title").text.startswith("Error: ")
    assert rsvps() == []


def test_a_full_event_is_said_in_words(client: CheckingClient) -> None:
    event = factories.an_event(capacity=1)
    factories.an_rsvp(event)
    answer = sign_up(client, event)
    assert answer.status_code == 409
    assert "Every place at this action is taken." in answer.text
    assert len(rsvps()) == 1
    assert going(event) == [1]
    assert owed() == []


def test_a_party_too_large_for_the_places_left_is_refused_and_the_form_kept(client: CheckingClient) -> None:
    event = factories.an_event(capacity=3)
    answer = sign_up(client, event, party_size=4)
    assert answer.status_code == 409
    page = HtmlPage(answer.text)
    assert "There are not enough places left." in page.text
    assert page.one("input", name="given_name").get("value") == "Maria"
    assert (rsvps(), going(event)) == ([], [0])


def test_sending_the_same_form_twice_gets_the_same_answer_when_it_took_the_last_place(client: CheckingClient) -> None:
    event = factories.an_event(capacity=2)
    assert [sign_up(client, event, party_size=2).status_code for _ in range(3)] == [303, 303, 303]
    assert going(event) == [2]
    assert len(owed()) == 1


def test_a_full_event_does_not_give_away_who_is_coming(client: CheckingClient) -> None:
    event = factories.an_event(capacity=1)
    factories.an_rsvp(event, "maria@example.org")
    known = sign_up(client, event, given_name="Eve", postal_code="10001")
    stranger = sign_up(client, event, given_name="Eve", postal_code="10001", email="other@example.org")
    assert (known.status_code, stranger.status_code) == (409, 409)
    assert known.text.replace("maria@example.org", "other@example.org") == stranger.text


def test_a_party_too_large_does_not_give_away_who_is_coming(client: CheckingClient) -> None:
    event = factories.an_event(capacity=5)
    factories.an_rsvp(event, "maria@example.org")
    answers = [
        sign_up(client, event, given_name="Eve", party_size=9, email=email)
        for email in ("maria@example.org", "other@example.org")
    ]
    assert [answer.status_code for answer in answers] == [409, 409]


def test_an_event_that_is_over_takes_nobody(client: CheckingClient, now: dt.datetime) -> None:
    event = factories.an_event(starts_at=now - dt.timedelta(hours=2))
    answer = sign_up(client, event, email="")
    assert answer.status_code == 409
    assert "This action is over." in answer.text
    assert HtmlPage(answer.text).forms() == []


def test_a_cancelled_event_takes_nobody(client: CheckingClient) -> None:
    event = factories.an_event(state="cancelled")
    answer = sign_up(client, event)
    assert answer.status_code == 409
    assert "This action was cancelled." in answer.text
    assert rsvps() == []


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_an_unpublished_event_is_not_there(client: CheckingClient, state: str) -> None:
    event = factories.an_event(state=state)
    assert sign_up(client, event).status_code == 404


def test_an_unknown_event_is_not_there(client: CheckingClient) -> None:
    for number in (1, 2**31 - 1, 2**31, 10**30):
        assert client.post(f"/events/{number}/rsvps", data=MARIA).status_code == 404


def test_signing_up_again_after_giving_up_takes_a_place_and_counts_what_is_said_now(client: CheckingClient) -> None:
    event = factories.an_event(capacity=4)
    rsvp = factories.an_rsvp(event, "maria@example.org", cancelled_at=factories.NOW, party_size=1, revision=2)
    assert sign_up(client, event, given_name="María", party_size=4).status_code == 303
    (again,) = rsvps()
    assert (again.id, again.given_name, again.party_size, again.cancelled_at) == (rsvp.id, "María", 4, None)
    assert db.session.scalars(select(Attendance.cancelled_at)).all() == [None]
    assert going(event) == [4]
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:3"]


def test_signing_up_again_after_giving_up_is_refused_when_the_place_is_gone(client: CheckingClient) -> None:
    event = factories.an_event(capacity=1)
    factories.an_rsvp(event, "maria@example.org", cancelled_at=factories.NOW)
    factories.an_rsvp(event)
    assert sign_up(client, event).status_code == 409
    assert [rsvp.cancelled_at is None for rsvp in rsvps()] == [False, True]
    assert going(event) == [1]


def test_consent_is_noted_for_the_organization_that_was_named(client: CheckingClient) -> None:
    organization = factories.an_organization()
    event = factories.an_event(organization_id=organization.id)
    sign_up(client, event, consent=[organization.slug])
    sign_up(client, event, email="second@example.org", consent=["another"])
    assert [rsvp.may_be_contacted for rsvp in rsvps()] == [True, False]


def test_the_form_remembers_the_language_it_was_read_in(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.submit(client.get(f"/es/events/{event.slug}"), **MARIA)
    assert answer.location == f"/es/events/{event.slug}/thanks"
    sign_up(client, event, email="second@example.org", language="xx")
    assert [rsvp.language for rsvp in rsvps()] == ["es", "en"]


def test_a_filled_trap_is_refused_and_shown(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = sign_up(client, event, leave_empty="https://spam.example")
    assert answer.status_code == 422
    assert "Leave this field empty" in HtmlPage(answer.text).one("div", id="error-summary").text
    assert rsvps() == []


def test_a_first_answer_takes_five_statements_and_on_postgresql_three(
    client: CheckingClient, database_name: str
) -> None:
    address = f"/events/{factories.an_event().id}/rsvps"
    with statements() as sent:
        assert client.post(address, data=MARIA).status_code == 303
    # PostgreSQL writes answer, attendance and mail in one.
    written = ["WITH"] if database_name == "postgres" else ["INSERT", "INSERT", "INSERT"]
    assert [statement.split()[0] for statement in sent] == ["SELECT", "UPDATE", *written]


class TestLimits:
    """With rate limits on, as they are in the ordinary settings."""

    def test_five_hundred_people_behind_one_address_of_the_network_pass(
        self, client: CheckingClient, database_name: str
    ) -> None:
        event = factories.an_event()
        answers = {sign_up(client, event, email=f"person{number}@example.org").status_code for number in range(500)}
        assert answers == {303}

    def test_one_address_at_one_event_is_slowed_down(self, client: CheckingClient) -> None:
        event, other = factories.an_event(), factories.an_event()
        answers = [sign_up(client, event).status_code for _ in range(13)]
        assert answers == [303] * 12 + [429]
        assert sign_up(client, event, email="other@example.org").status_code == 303
        assert sign_up(client, other).status_code == 303

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return dataclasses.replace(settings, rate_limits=True)


NAUGHTY = [
    "\x00",
    "Maria\r\nBcc: victim@example.org",
    "\u202eairaM",
    "\u200b",
    "👩‍👩‍👧‍👧 Ω ẞ",
    "x" * 10_000,
    "'; DROP TABLE rsvps; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\ud800".encode("utf-8", "surrogatepass"),
    "Robert\u2028Tables",
    "=cmd|' /C calc'!A0",
    "NaN",
    "-1",
    "9" * 5_000,
]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_text_in_any_field_is_stored_clean_or_refused_in_words(client: CheckingClient, text: str) -> None:
    organization = factories.an_organization()
    event = factories.an_event(organization_id=organization.id)
    factories.a_timeslot(event)
    first = factories.timeslots_of(event)[0].id
    for field in (*MARIA, "family_name", "phone", "timeslot", "party_size", "language", "consent", "leave_empty"):
        answer = sign_up(client, event, **{"timeslot": first, field: text})
        assert answer.status_code in (303, 409, 422, 429), field
        assert "Bcc" not in str(answer.headers)
        assert "<script>alert" not in answer.text
    for rsvp in rsvps():
        stored = rsvp.given_name + rsvp.family_name + rsvp.email + rsvp.phone + rsvp.postal_code
        assert not set(stored) & set("\x00\r\n\u202e\u200b\u2028")


def test_a_timeslot_too_small_for_the_party_held_gives_away_nobody(client: CheckingClient) -> None:
    answers = []
    for is_coming in (True, False):
        event = factories.an_event()
        small = factories.a_timeslot(event, capacity=3)
        if is_coming:
            factories.an_rsvp(event, MARIA["email"], party_size=5)
        response = client.post(f"/events/{event.id}/rsvps", data={**MARIA, "timeslot": str(small.id)})
        answers.append((response.status_code, response.location.removeprefix(f"/events/{event.id}-")))

    assert answers[0] == answers[1] == (303, "rally-at-daley-plaza-chicago/thanks")
    assert [rsvp.party_size for rsvp in rsvps()] == [5, 1]
