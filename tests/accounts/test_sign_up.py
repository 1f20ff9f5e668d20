"""Signing up and confirming an address."""

import datetime as dt
from collections.abc import Callable

import pytest

from actions.accounts.models import User
from actions.accounts.queries import user_with
from actions.database import db
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from tests.accounts.conftest import PASSWORD, Person, path_of
from tests.factories import a_user
from tests.html_page import HtmlPage

Mails = Callable[..., list[Message | Drop]]
NewPerson = Callable[[], Person]
HOUR = dt.timedelta(hours=1)
NAUGHTY = [
    "🦊🏳️‍🌈",
    "שלום עולם",
    "\u202eabc\u202c",
    "a\u200bb",
    "x" * 10_000,
    "a\x00b",
    "Eve\r\nBcc: all@example.org",
    "'; DROP TABLE users; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n%(x)s",
    "   ",
]


def _user(email: str) -> User:
    user = user_with(email)
    assert user is not None
    return user


def _kinds() -> list[str]:
    return list(db.session.scalars(db.select(OutboxMail.kind).order_by(OutboxMail.id)))


def test_an_account_is_unconfirmed_and_a_mail_is_owed_when_somebody_signs_up(person: Person) -> None:
    assert path_of(person.sign_up("maria@example.org")) == "/account/check-mail"

    user = _user("MARIA@example.org")
    assert (user.name, user.language, user.email_verified_at) == ("Maria", "en", None)
    assert _kinds() == ["verify-address"]
    assert "maria@example.org" in person.client.page("/account/check-mail").text


def test_the_answer_is_the_same_whether_or_not_the_address_has_an_account(
    person: Person, new_person: NewPerson
) -> None:
    a_user("known@example.org")
    other = new_person()

    answers = [person.sign_up("known@example.org"), other.sign_up("fresh@example.org")]
    pages = [person.client.get("/account/check-mail").text, other.client.get("/account/check-mail").text]

    assert [(a.status_code, a.headers["Location"], a.text) for a in answers] == [
        (303, "/account/check-mail", answers[0].text)
    ] * 2
    assert pages[0].replace("known@", "fresh@") == pages[1]
    assert _kinds() == ["account-exists", "verify-address"]


def test_an_existing_account_is_left_as_it_is_and_its_owner_is_told(
    person: Person, mails: Mails, last_link: Callable[..., str], password_hash: str
) -> None:
    a_user("known@example.org", password_hash=password_hash, name="Ann")
    person.sign_up("known@example.org", password="another four random words", name="Eve")

    user = _user("known@example.org")
    assert (user.name, user.password_hash, user.session_epoch) == ("Ann", password_hash, 1)
    assert isinstance(message := mails()[-1], Message)
    assert (message.to_address, message.subject) == ("known@example.org", "You have an account already")
    person.send(last_link())
    assert person.is_signed_in()


def test_an_unconfirmed_account_takes_the_newer_password_and_voids_earlier_links(
    person: Person,
    new_person: NewPerson,
    last_link: Callable[..., str],
    set_clock: Callable[[dt.datetime], None],
    now: dt.datetime,
) -> None:
    person.sign_up("maria@example.org", password="a strangers own password", name="Eve")
    earlier = last_link()
    set_clock(now + HOUR)
    person.sign_up("maria@example.org")

    assert person.client.get(earlier).status_code == 410
    person.send(last_link())
    assert _user("maria@example.org").name == "Maria"
    assert new_person().sign_in("maria@example.org", "a strangers own password").status_code == 422
    assert new_person().sign_in("maria@example.org").status_code == 303


def test_confirming_signs_in_and_goes_on_to_posting_an_event(
    person: Person, last_link: Callable[..., str], now: dt.datetime
) -> None:
    person.sign_up("maria@example.org")

    assert path_of(person.send(last_link())) == "/host/events/new"
    assert _user("maria@example.org").email_verified_at == now
    assert person.is_signed_in()


def test_confirming_goes_on_to_where_the_person_was_going(person: Person, last_link: Callable[..., str]) -> None:
    person.sign_up("maria@example.org", next="/host?tab=past")
    response = person.client.get(last_link())

    assert path_of(person.client.submit(response, "Confirm and sign in")) == "/host?tab=past"


def test_looking_at_the_link_changes_nothing(
    person: Person, new_person: NewPerson, last_link: Callable[..., str]
) -> None:
    person.sign_up("maria@example.org")
    link, scanner = last_link(), new_person()

    assert [scanner.client.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert scanner.client.head(link, check_page=False).status_code == 200
    assert _user("maria@example.org").email_verified_at is None
    assert not scanner.is_signed_in()
    assert path_of(person.send(link)) == "/host/events/new"


def test_the_confirmation_link_works_once_and_for_a_day(
    person: Person, last_link: Callable[..., str], set_clock: Callable[[dt.datetime], None], now: dt.datetime
) -> None:
    person.sign_up("maria@example.org")
    link = last_link()
    set_clock(now + 25 * HOUR)
    assert person.client.get(link).status_code == 410
    set_clock(now + 23 * HOUR)
    response = person.client.get(link)

    assert person.client.submit(response, "Confirm and sign in").status_code == 303
    assert person.client.get(link).status_code == 410
    assert person.client.submit(response, "Confirm and sign in").status_code in (400, 410)


def test_a_session_from_before_the_confirmation_ends_with_it(
    person: Person, new_person: NewPerson, last_link: Callable[..., str]
) -> None:
    person.sign_up("maria@example.org")
    person.sign_in("maria@example.org")
    new_person().send(last_link())

    assert not person.is_signed_in()


def test_a_password_that_another_browser_chose_is_dropped_when_the_address_is_confirmed(
    person: Person, new_person: NewPerson, last_link: Callable[..., str]
) -> None:
    stranger = new_person()
    person.sign_up("maria@example.org")
    stranger.sign_up("maria@example.org", password="a strangers own password")

    assert path_of(person.send(last_link())) == "/account"
    assert person.is_signed_in()
    assert _user("maria@example.org").password_hash is None
    assert stranger.sign_in("maria@example.org", password="a strangers own password").status_code == 422


def test_a_password_is_kept_when_the_browser_that_signed_in_with_it_confirms(
    person: Person, last_link: Callable[..., str]
) -> None:
    person.sign_up("maria@example.org")
    person.sign_in("maria@example.org")

    assert path_of(person.send(last_link())) == "/host/events/new"
    assert _user("maria@example.org").password_hash is not None


def test_mail_is_in_the_language_of_the_page_that_was_used(person: Person, mails: Mails) -> None:
    person.send("/es/account/new", name="Maria", email="maria@example.org", password=PASSWORD)

    assert _user("maria@example.org").language == "es"
    assert isinstance(message := mails()[-1], Message)
    assert message.language == "es"
    assert "http://localhost/es/account/verify/" in message.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter your name"),
        ("email", "maria", "Enter an email address like name@example.org"),
        ("email", "", "Enter your email address"),
        ("password", "too short", "Use at least 12 characters: three or four random words do well"),
        ("password", "password1234", "That password is easy to guess: try three or four random words"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(
    person: Person, field: str, value: str, sentence: str
) -> None:
    typed = {"name": "Maria", "email": "maria@example.org", "password": PASSWORD, field: value}
    response = person.send("/account/new", next="/host", **typed)
    page = HtmlPage(response.text)

    assert response.status_code == 422
    assert page.one("p", id=f"{field}-error").text == sentence
    assert page.one("a", href=f"#{field}").text == sentence
    assert page.one("input", id="email").get("value") == typed["email"]
    assert page.one("input", name="next").get("value") == "/host"
    assert PASSWORD not in response.text
    assert user_with("maria@example.org") is None


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("field", ["name", "email", "password"])
def test_naughty_text_is_stored_or_refused_and_never_becomes_a_header(
    person: Person, mails: Mails, field: str, text: str
) -> None:
    typed = {"name": "Maria", "email": "maria@example.org", "password": PASSWORD, field: text}
    response = person.send("/account/new", **typed)

    assert response.status_code in (303, 422)
    assert person.send("/account/sign-in", **typed).status_code in (303, 422)
    for message in mails():
        assert isinstance(message, Message)
        for part in (message.subject, message.to_name, message.to_address):
            assert not set(part) & set("\r\n\0")


def test_an_unconfirmed_person_may_sign_in_is_told_and_can_ask_again(
    person: Person, set_clock: Callable[[dt.datetime], None], now: dt.datetime, last_link: Callable[..., str]
) -> None:
    person.sign_up("maria@example.org")
    assert path_of(person.sign_in("maria@example.org", next="/host/events/new")) == "/account?next=/host/events/new"

    set_clock(now + HOUR)
    response = person.client.get("/account?next=/host/events/new")
    assert "Before you can post an action" in response.text
    assert path_of(person.client.submit(response, "Send the mail again")) == "/account/check-mail"
    assert _kinds() == ["verify-address", "verify-address"]
    assert last_link(at=now + HOUR).endswith("?next=/host/events/new")


def test_a_mailbox_gets_one_confirmation_in_ten_minutes(person: Person) -> None:
    person.sign_up("maria@example.org")
    person.sign_in("maria@example.org")
    for _ in range(3):
        person.send("/account", "/account/confirmation")

    assert _kinds() == ["verify-address"]
