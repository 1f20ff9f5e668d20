"""Which passwords are refused, and how the others are kept."""

import threading

import argon2
import pytest

from actions.accounts import passwords


def test_a_hash_is_argon2id_at_owasps_parameters_or_above() -> None:
    found = argon2.extract_parameters(passwords.hash_of("four quiet random words"))

    assert found.type is argon2.Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert found.parallelism == 1


def test_nobodys_hash_costs_as_much_as_a_real_one_and_matches_nothing() -> None:
    real = argon2.extract_parameters(passwords.hash_of("four quiet random words"))

    assert argon2.extract_parameters(passwords.NOBODYS_HASH) == real
    assert not passwords.matches(None, "four quiet random words")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PASSWORD!2026",
        "qwerty123456",
        "111111111111",
        "abcabcabcabc",
        "123456123456",
        "letmeinletmein",
        "2026resist!!!",
        "maria@example.org",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    assert passwords.objection(password, "maria@example.org") is not None


@pytest.mark.parametrize(
    "password",
    [
        "four quiet random words",
        "x9$kQ2!mZ7&p",
        "ñandú cruza el río",
        "🦊🐻🦁🐯🐨🐼🦄🐔🐧🐦🦆🦉",
        "a b " * 200 + "zqvx",
    ],
)
def test_a_long_uncommon_password_will_do(password: str) -> None:
    assert passwords.objection(password) is None


def test_a_password_of_eleven_characters_or_over_a_thousand_is_refused() -> None:
    assert passwords.objection("x9$kQ2!mZ7&") is not None
    assert passwords.objection("x9$kQ2!mZ7&" * 100) is not None


def test_every_character_of_a_long_password_counts() -> None:
    stored = passwords.hash_of("quiet words " * 60 + "a")

    assert passwords.matches(stored, "quiet words " * 60 + "a")
    assert not passwords.matches(stored, "quiet words " * 60 + "b")


def test_the_same_password_from_another_keyboard_matches() -> None:
    stored = passwords.hash_of("ca\u0301lida noche clara")

    assert passwords.matches(stored, "c\u00e1lida noche clara")


def test_a_flood_is_turned_away_when_no_turn_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "SECONDS_TO_WAIT", 0.01)
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    with passwords._turn(), pytest.raises(passwords.TooBusy):
        passwords.hash_of("four quiet random words")

    assert passwords.hash_of("four quiet random words").startswith("$argon2id$")
