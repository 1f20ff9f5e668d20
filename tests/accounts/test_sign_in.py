"""Signing in and out."""

import re
from collections.abc import Callable

import argon2
import pytest
from flask import Flask
from sqlalchemy import event

from actions.accounts.queries import user_with
from actions.accounts.service import NewAccount, request_link, sign_in, sign_up
from actions.database import db
from actions.mail.message import Drop, Message
from tests.accounts.conftest import PASSWORD, Person, path_of
from tests.factories import NOW, a_user, an_organizer

NewPerson = Callable[[], Person]
WRONG = "That address and password do not go together. Check both, or have us mail you a link."


def test_a_password_signs_in_and_the_time_is_kept(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)

    assert path_of(person.sign_in(" Ann@Example.org ")) == "/host"
    assert person.is_signed_in()
    assert (user := user_with("ann@example.org")) is not None
    assert user.signed_in_at == NOW


def test_staff_go_to_the_organizers_desk(person: Person, password_hash: str) -> None:
    an_organizer(email="ann@example.org", password_hash=password_hash)

    assert path_of(person.sign_in("ann@example.org")) == "/organize"


def test_the_answer_is_the_same_for_every_reason_a_sign_in_fails(person: Person, password_hash: str) -> None:
    a_user("wrong@example.org", password_hash=password_hash)
    a_user("suspended@example.org", password_hash=password_hash, is_suspended=True)
    a_user("linkonly@example.org", password_hash=None)
    tries = [
        ("wrong@example.org", "another four random words"),
        ("suspended@example.org", PASSWORD),
        ("linkonly@example.org", PASSWORD),
        ("unknown@example.org", PASSWORD),
    ]
    token = person.client.page("/account/sign-in").all("input", name="csrf_token")[0].get("value")
    answers = [
        person.client.post("/account/sign-in", data={"csrf_token": token, "email": email, "password": password})
        for email, password in tries
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert WRONG in answers[0].text
    bodies = [answer.text.replace(email, "") for answer, (email, _) in zip(answers, tries, strict=True)]
    # The token carries the second it was made in.
    assert len({re.sub(r'name="csrf_token" value="[^"]*"', "", body) for body in bodies}) == 1
    assert not person.is_signed_in()


def test_a_suspended_person_is_out_at_once(person: Person, password_hash: str) -> None:
    user = a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")
    user.is_suspended = True
    db.session.commit()

    assert not person.is_signed_in()


@pytest.mark.parametrize("text", ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example"])
def test_signing_in_never_leads_to_another_site(person: Person, password_hash: str, text: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)

    assert path_of(person.sign_in("ann@example.org", next=text)) == "/host"


def test_signing_in_leads_to_the_page_that_asked_for_it(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    asked = person.client.get("/account?x=1")
    assert path_of(asked) == "/account/sign-in?next=/account?x%3D1"
    response = person.client.get("/es" + path_of(asked))
    answer = person.client.submit(response, email="ann@example.org", password=PASSWORD)

    assert path_of(answer) == "/es/account?x=1"


def test_a_session_planted_beforehand_is_worth_nothing_after_signing_in(
    app: Flask, person: Person, password_hash: str
) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.client.get("/account/sign-in")
    with person.client.session_transaction() as planted:
        planted["number"] = "planted"
        planted["anything"] = "planted"
        token = planted["csrf_token"]
    person.sign_in("ann@example.org")
    with person.client.session_transaction() as fresh:
        assert fresh["number"] != "planted"
        assert "anything" not in fresh
        assert fresh.get("csrf_token") != token


def test_signing_out_ends_a_copy_of_the_cookie_too(person: Person, new_person: NewPerson, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")
    copy, elsewhere = new_person(), new_person()
    elsewhere.sign_in("ann@example.org")
    cookie = person.client.get_cookie("session")
    assert cookie is not None
    copy.client.set_cookie("session", cookie.value)
    assert copy.is_signed_in()
    answer = person.send("/account", "/account/sign-out")

    assert path_of(answer) == "/account/sign-in?out=1"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert [person.is_signed_in(), copy.is_signed_in(), elsewhere.is_signed_in()] == [False, False, True]


def test_a_public_page_sets_no_cookie_even_for_somebody_signed_in(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")

    assert "Set-Cookie" not in person.client.get("/privacy").headers
    assert person.client.get("/account").headers["Cache-Control"] == "no-store"


def test_an_outdated_hash_is_renewed_at_sign_in(person: Person) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    a_user("ann@example.org", password_hash=old)
    person.sign_in("ann@example.org")

    assert (user := user_with("ann@example.org")) is not None
    assert user.password_hash is not None
    assert argon2.extract_parameters(user.password_hash).memory_cost >= 19 * 1024


def test_a_password_changed_during_the_check_shuts_out_the_old_one(
    app: Flask, password_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_user("ann@example.org", password_hash=password_hash)

    def changed_meanwhile(stored: str, password: str) -> bool:
        user = user_with("ann@example.org")
        assert user is not None
        user.password_hash = "another"
        db.session.commit()
        return True

    monkeypatch.setattr("actions.accounts.passwords.matches", changed_meanwhile)
    with pytest.raises(Exception, match="do not go together"), app.test_request_context():
        sign_in("ann@example.org", PASSWORD, now=NOW)


def test_the_tenth_wrong_password_closes_the_password_and_leaves_the_link_open(
    person: Person, new_person: NewPerson, password_hash: str, mails: Callable[[], list[Message | Drop]]
) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    tries = [person.sign_in("Ann@example.org", f"wrong guess number {number}").status_code for number in range(11)]

    assert tries == [422] * 10 + [429]
    assert "mail you a link" in new_person().sign_in("ann@example.org").text
    assert path_of(new_person().ask_for_link("ann@example.org")) == "/account/check-mail"
    assert isinstance(mails()[-1], Message)


def test_an_address_written_another_way_is_counted_as_the_same(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    ways = ["ann@example.org", "\u200bann@example.org", "a\u2060nn@EXAMPLE.org", " ann@example.org\x07"]
    tries = [person.sign_in(ways[number % 4], "a wrong guess").status_code for number in range(11)]

    assert tries == [422] * 10 + [429]


def test_signing_in_rightly_is_never_counted(person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)

    for _ in range(12):
        person.client.delete_cookie("session")
        assert person.sign_in("ann@example.org").status_code == 303


def test_the_answer_to_a_link_request_is_the_same_for_an_unknown_address(
    person: Person, new_person: NewPerson, mails: Callable[[], list[Message | Drop]]
) -> None:
    a_user("known@example.org")
    a_user("suspended@example.org", is_suspended=True)
    names = ("known", "suspended", "unknown")
    people = [new_person() for _ in names]
    answers = [who.ask_for_link(f"{name}@example.org") for who, name in zip(people, names, strict=True)]
    pages = [who.client.get("/account/check-mail").text for who in people]

    assert {(answer.status_code, answer.headers["Location"], answer.text) for answer in answers} == {
        (303, "/account/check-mail", answers[0].text)
    }
    assert len({page.replace(f"{name}@", "") for page, name in zip(pages, names, strict=True)}) == 1
    assert [type(mail) for mail in mails()] == [Message, Drop, Drop]


def test_the_database_does_the_same_work_whether_or_not_there_is_an_account(app: Flask) -> None:
    a_user("known@example.org")

    def statements(deed: Callable[[], None]) -> list[str]:
        seen: list[str] = []

        def note(*details: object) -> None:
            seen.append(str(details[2]).split("(")[0])

        event.listen(db.engine, "before_cursor_execute", note)
        deed()
        event.remove(db.engine, "before_cursor_execute", note)
        return [text for text in seen if not text.startswith("BEGIN")]

    def ask(email: str) -> list[str]:
        return statements(lambda: request_link(email, language="en", next_path=None, now=NOW))

    def join(email: str) -> list[str]:
        return statements(lambda: sign_up(NewAccount("Maria", email, PASSWORD, "en"), now=NOW))

    assert ask("known@example.org") == ask("unknown@example.org")
    assert join("known@example.org") == join("unknown@example.org")
    assert [len(ask("third@example.org")), len(join("third@example.org"))] == [2, 3]


def test_every_form_of_accounts_needs_its_token(app: Flask, person: Person, password_hash: str) -> None:
    a_user("ann@example.org", password_hash=password_hash)
    person.sign_in("ann@example.org")
    addresses = [
        rule.rule.replace("<token>", "x")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("accounts.") and "POST" in (rule.methods or ())
    ]

    assert len(addresses) == 10
    assert {person.client.post(address).status_code for address in addresses} == {400}
    assert person.is_signed_in()
