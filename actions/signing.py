"""Links that carry their own proof: signed for one purpose, so nothing secret needs storing."""

import datetime as dt
import hashlib
from functools import lru_cache

from flask import Flask, current_app
from itsdangerous import BadSignature, URLSafeSerializer

Claim = int | str | list[int | str]


class BadLink(Exception):
    """A token that was never valid for this purpose."""


def sign(purpose: str, claim: Claim) -> str:
    """A token for `claim` that is good for `purpose` alone."""
    return _serializer(current_app, purpose).dumps(claim)


def unsign(purpose: str, token: str) -> Claim:
    """The claim of a token made by `sign` for the same purpose.

    Raises:
        BadLink: the token was altered, or made for another purpose or with another key.
    """
    try:
        claim: Claim = _serializer(current_app, purpose).loads(token)
    except BadSignature as error:
        raise BadLink from error
    return claim


def seconds(instant: dt.datetime) -> int:
    """An instant as whole Unix seconds, for claims that expire."""
    return int(instant.timestamp())


def _serializer(app: Flask, purpose: str) -> URLSafeSerializer:
    return _made(app.config["SECRET_KEY"], purpose)


@lru_cache
def _made(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt=f"actions/{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
