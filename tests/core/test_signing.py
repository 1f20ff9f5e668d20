"""Links that carry their own proof."""

import dataclasses

import pytest
from flask import Flask

from actions import create_app
from actions.signing import BadLink, sign, unsign
from config import Settings

pytestmark = pytest.mark.sqlite_only


def test_a_token_gives_back_its_claim(app: Flask) -> None:
    assert unsign("rsvp", sign("rsvp", 17)) == 17


def test_a_token_is_good_for_its_purpose_alone(app: Flask) -> None:
    with pytest.raises(BadLink):
        unsign("unsubscribe", sign("rsvp", 17))


@pytest.mark.parametrize("token", ["", "17", "MTc", "MTc.AAAA", "é", "." * 10_000, "\x00"])
def test_what_was_never_signed_is_refused(app: Flask, token: str) -> None:
    with pytest.raises(BadLink):
        unsign("rsvp", token)


def test_a_token_of_another_installation_is_refused(app: Flask, settings: Settings) -> None:
    token = sign("rsvp", 17)
    with create_app(dataclasses.replace(settings, secret_key="another" * 8)).app_context(), pytest.raises(BadLink):
        unsign("rsvp", token)
