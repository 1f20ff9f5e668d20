"""Mailed links: once, for a while, for one purpose."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts import mailed_links, service
from actions.accounts.mailed_links import LinkUnusable, token_for
from actions.accounts.models import LinkPurpose
from actions.accounts.queries import user_with
from actions.database import db
from actions.signing import sign
from tests.accounts.conftest import Person, path_of
from tests.factories import NOW, a_user

MINUTE = dt.timedelta(minutes=1)


def test_a_mailed_link_signs_in_once(person: Person, last_link: Callable[..., str]) -> None:
    a_user("ann@example.org")
    person.ask_for_link("ann@example.org", next="/account?x=1")
    link = last_link()
    response = person.client.get(link)

    assert "Pat Host" in response.text
    assert path_of(person.client.submit(response, "Sign in")) == "/account?x=1"
    assert person.is_signed_in()
    assert person.client.get(link).status_code == 410


def test_using_one_link_voids_the_others(app: Flask) -> None:
    user = a_user()
    first, second = (token_for(user, LinkPurpose.SIGN_IN, now=NOW + n * MINUTE) for n in range(2))
    service.sign_in_by_link(second, now=NOW)

    with pytest.raises(LinkUnusable):
        service.sign_in_by_link(first, now=NOW)


def test_of_two_uses_at_once_one_is_let_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_user()
    token = token_for(user, LinkPurpose.SIGN_IN, now=NOW)
    service.sign_in_by_link(token, now=NOW)
    # The second one has looked before the first one used it, and only now comes to spend.
    monkeypatch.setattr(mailed_links, "holder", lambda *args, **kwargs: user)

    with pytest.raises(LinkUnusable):
        service.sign_in_by_link(token, now=NOW)


def test_a_link_ends_after_fifteen_minutes(app: Flask) -> None:
    token = token_for(a_user(), LinkPurpose.SIGN_IN, now=NOW)

    assert mailed_links.holder(token, LinkPurpose.SIGN_IN, now=NOW + 15 * MINUTE)
    with pytest.raises(LinkUnusable):
        mailed_links.holder(token, LinkPurpose.SIGN_IN, now=NOW + 15 * MINUTE + dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    "change", [{"session_epoch": 2}, {"link_number": 1}, {"is_suspended": True}], ids=lambda change: next(iter(change))
)
def test_a_link_is_void_when_the_account_has_moved_on(app: Flask, change: dict[str, int]) -> None:
    user = a_user()
    token = token_for(user, LinkPurpose.SIGN_IN, now=NOW)
    for name, value in change.items():
        setattr(user, name, value)
    db.session.commit()

    with pytest.raises(LinkUnusable):
        mailed_links.holder(token, LinkPurpose.SIGN_IN, now=NOW)


def altered(token: str) -> str:
    """The token with another letter in its signature. Not the last: some of its bits stand for nothing."""
    return token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]


def test_a_link_is_good_for_its_own_purpose_alone(app: Flask) -> None:
    user = a_user()
    claim: list[int | str] = [user.id, 1, 4_000_000_000, 0]
    others = [
        token_for(user, LinkPurpose.VERIFY, now=NOW),
        sign("rsvp", claim),
        sign(LinkPurpose.SIGN_IN, user.id),
        sign(LinkPurpose.SIGN_IN, [user.id, 1]),
        altered(token_for(user, LinkPurpose.SIGN_IN, now=NOW)),
        "",
        "nonsense",
    ]

    for token in others:
        with pytest.raises(LinkUnusable):
            mailed_links.holder(token, LinkPurpose.SIGN_IN, now=NOW)


def test_looking_at_a_sign_in_link_changes_nothing(person: Person, last_link: Callable[..., str]) -> None:
    a_user("ann@example.org")
    person.ask_for_link("ann@example.org")
    link = last_link()

    assert [person.client.get(link).status_code for _ in range(3)] == [200] * 3
    assert not person.is_signed_in()
    assert (user := user_with("ann@example.org")) is not None
    assert (user.link_number, user.signed_in_at) == (0, None)


def test_a_password_set_before_the_address_was_proven_is_dropped(
    person: Person, last_link: Callable[..., str], set_clock: Callable[[dt.datetime], None]
) -> None:
    person.sign_up("ann@example.org", password="a strangers own password")
    person.sign_in("ann@example.org", "a strangers own password")
    person.client.delete_cookie("session")
    person.ask_for_link("ann@example.org")
    person.send(last_link())

    assert person.is_signed_in()
    assert (user := user_with("ann@example.org")) is not None
    assert (user.password_hash, user.email_verified_at, user.session_epoch) == (None, NOW, 2)
