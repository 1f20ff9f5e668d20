"""`MAIL_REPLIES_TO` is one plain address that a token fits into, or the site does not start."""

import pytest

from config import SettingsError, from_environ
from tests.services.settings import SECRETS


@pytest.mark.parametrize("good", ["", "reply@example.org", "re-ply.1@mail.example.org", f"{'a' * 30}@localhost"])
def test_an_address_for_replies_is_taken(good: str) -> None:
    assert from_environ({**SECRETS, "MAIL_REPLIES_TO": good}).mail_replies_to == good


@pytest.mark.parametrize(
    "bad",
    ["reply", "@example.org", "reply@", "Actions <reply@example.org>", "a@b.example, c@d.example", "re+ply@example.org",
     f"{'a' * 31}@example.org", "reply@example.org\nBcc: x", "réply@example.org"],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(bad: str) -> None:
    with pytest.raises(SettingsError) as refused:
        from_environ({**SECRETS, "MAIL_REPLIES_TO": bad})
    assert refused.value.problems == [
        "MAIL_REPLIES_TO must look like reply@example.org, with at most 30 plain letters before the @."
    ]
