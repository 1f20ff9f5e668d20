"""What people change about their own account."""

from collections.abc import Callable

from actions.accounts.mailed_links import token_for
from actions.accounts.models import LinkPurpose
from actions.accounts.queries import user_with
from tests.accounts.conftest import PASSWORD, Person, path_of
from tests.factories import NOW, a_user

NewPerson = Callable[[], Person]
NEW = "another four random words"


def test_name_and_language_are_kept_and_the_page_goes_on_in_that_language(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")
    answer = person.send("/account", "/account/profile", name="Ann\r\nBcc: x", language="es")

    assert path_of(answer) == "/es/account"
    assert (user := user_with("ann@example.org")) is not None
    assert (user.name, user.language) == ("Ann Bcc: x", "es")


def test_a_language_the_site_does_not_have_is_refused(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")

    assert person.send("/account", "/account/profile", name="Ann", language="xx").status_code == 422


def test_a_new_password_ends_every_other_session_and_every_link(
    person: Person, new_person: NewPerson, password_hash: str
) -> None:
    user = a_user("ann@example.org", password_hash=password_hash)
    link = f"/account/link/{token_for(user, LinkPurpose.SIGN_IN, now=NOW)}"
    other = new_person()
    for who in (person, other):
        who.sign_in("ann@example.org")
    answer = person.send("/account", "/account/password", current=PASSWORD, password=NEW)

    assert path_of(answer) == "/account"
    assert [person.is_signed_in(), other.is_signed_in()] == [True, False]
    assert other.client.get(link).status_code == 410
    assert other.sign_in("ann@example.org").status_code == 422
    assert other.sign_in("ann@example.org", NEW).status_code == 303


def test_a_wrong_or_missing_current_password_changes_nothing(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")
    answers = [
        person.send("/account", "/account/password", password=NEW, **current)
        for current in ({}, {"current": ""}, {"current": "not my current one"})
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert "That is not your current password" in answers[2].text
    assert (user := user_with("ann@example.org")) is not None
    assert user.password_hash == password_hash


def test_whoever_came_by_a_link_may_set_a_password_without_the_old_one_for_a_while(
    person: Person, password_hash: str, set_clock: Callable[..., None]
) -> None:
    user = a_user("ann@example.org", password_hash=password_hash)
    person.send(f"/account/link/{token_for(user, LinkPurpose.SIGN_IN, now=NOW)}")
    assert 'name="current"' not in person.client.get("/account").text
    set_clock(NOW.replace(hour=16))
    assert 'name="current"' in person.client.get("/account").text
    set_clock(NOW)

    assert path_of(person.send("/account", "/account/password", password=NEW)) == "/account"


def test_signing_out_everywhere_ends_every_session(person: Person, new_person: NewPerson, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    other = new_person()
    for who in (person, other):
        who.sign_in("ann@example.org")
    answer = person.send("/account", "/account/sign-out-everywhere")

    assert path_of(answer) == "/account/sign-in?out=1"
    assert [person.is_signed_in(), other.is_signed_in()] == [False, False]
