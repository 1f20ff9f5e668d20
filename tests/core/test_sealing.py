"""Contact data at rest."""

import pytest

from actions.sealing import CannotOpen, Keyring

OLD, NEW = bytes(range(32)), bytes(range(100, 132))


def test_a_sealed_value_opens_to_what_was_sealed() -> None:
    ring = Keyring((OLD,))
    assert ring.open(ring.seal("María 🌹", "rsvps.given_name"), "rsvps.given_name") == "María 🌹"


def test_sealing_twice_gives_two_values_that_share_nothing_readable() -> None:
    ring = Keyring((OLD,))
    first, second = ring.seal("maria@example.org", "rsvps.email"), ring.seal("maria@example.org", "rsvps.email")
    assert first != second
    assert b"maria" not in first + second


def test_a_value_moved_to_another_column_does_not_open() -> None:
    ring = Keyring((OLD,))
    with pytest.raises(CannotOpen):
        ring.open(ring.seal("555 0100", "rsvps.phone"), "users.name")


@pytest.mark.parametrize("place", [0, 5, 17, -1])
def test_an_altered_value_does_not_open(place: int) -> None:
    ring = Keyring((OLD,))
    sealed = bytearray(ring.seal("555 0100", "rsvps.phone"))
    sealed[place] ^= 1
    with pytest.raises(CannotOpen):
        ring.open(bytes(sealed), "rsvps.phone")


def test_values_of_the_old_key_open_after_a_new_one_was_put_in_front() -> None:
    sealed = Keyring((OLD,)).seal("Maria", "rsvps.given_name")
    assert Keyring((NEW, OLD)).open(sealed, "rsvps.given_name") == "Maria"


def test_the_newest_key_seals() -> None:
    sealed = Keyring((NEW, OLD)).seal("Maria", "rsvps.given_name")
    assert Keyring((NEW,)).open(sealed, "rsvps.given_name") == "Maria"
    with pytest.raises(CannotOpen):
        Keyring((OLD,)).open(sealed, "rsvps.given_name")


def test_lookup_hashes_stay_when_a_new_key_is_put_in_front() -> None:
    assert Keyring((NEW, OLD)).lookup_hash("maria@example.org") == Keyring((OLD,)).lookup_hash("maria@example.org")


@pytest.mark.parametrize("same", ["Maria@Example.org", "  maria@example.org ", "ｍaria@example.org"])
def test_lookup_hashes_do_not_tell_case_width_or_outer_space_apart(same: str) -> None:
    ring = Keyring((OLD,))
    assert ring.lookup_hash(same) == ring.lookup_hash("maria@example.org")


def test_lookup_hashes_differ_between_installations() -> None:
    assert Keyring((OLD,)).lookup_hash("maria@example.org") != Keyring((NEW,)).lookup_hash("maria@example.org")
