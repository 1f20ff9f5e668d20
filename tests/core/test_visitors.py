"""Who a request is counted for."""

import pytest
from flask import Flask

from actions.extensions import visitor


def _visitor(app: Flask, address: str) -> str:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return visitor()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_a_household_is_one_visitor(app: Flask, one: str, other: str, is_same: bool) -> None:
    assert (_visitor(app, one) == _visitor(app, other)) is is_same


def test_the_limiter_remembers_no_address(app: Flask) -> None:
    assert "203.0.113.7" not in _visitor(app, "203.0.113.7")
