"""What settings are refused, and in which words."""

import pytest

from config import SettingsError, from_environ
from tests.services.settings import SECRETS


@pytest.mark.parametrize("name", ["METRICS_TOKEN", "MAIL_BOUNCES_SECRET"])
def test_a_secret_that_opens_a_door_has_32_characters_or_is_not_set(name: str) -> None:
    from_environ({**SECRETS, name: ""})
    from_environ({**SECRETS, name: "x" * 32})
    with pytest.raises(SettingsError) as refusal:
        from_environ({**SECRETS, name: "x" * 31})
    assert refusal.value.problems == [f"{name} is too weak: use at least 32 random characters."]


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://", "smtp://[::1", "smtp://mail.example.org:mail"])
def test_a_mail_server_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        from_environ({**SECRETS, "MAIL_URL": f"smtp://first.example.org:25,{url}"})
    assert refusal.value.problems == [
        "MAIL_URL must look like smtp://user:password@host:port or smtps://…, several with commas between."
    ]
