"""`/dev/mail` in development, and its absence in production."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from actions import create_app
from actions.mail.carriers import Folder, folder_for
from actions.mail.dev_routes import linked
from actions.mail.message import Attachment, Message
from actions.mail.mime import Letter, letter
from actions.mail.relay import NotOurs, Outage
from config import Settings
from tests.checking_client import CheckingClient

NOW = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
NAME = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings without a mail server and with a folder of their own."""
    return dataclasses.replace(settings, mail_urls=(), instance=tmp_path)


def a_letter(name: str = NAME, **changes: object) -> Letter:
    """A letter as delivery hands it over."""
    usual: dict[str, object] = {
        "to_address": "maria@example.org",
        "to_name": "Maria",
        "language": "en",
        "subject": "You are coming <b>soon</b>",
        "text": "Change it at http://localhost/rsvps/abc.\n<script>",
        "html": '<html><head><title>x</title></head><body style="color: red"><a href="/x">go</a></body></html>',
        "attachments": (Attachment("event.ics", "text/calendar", b"BEGIN:VCALENDAR"),),
    }
    message = Message(**{**usual, **changes})  # type: ignore[arg-type]
    return letter(message, mail_from="a@example.org", message_id=f"<{name}@example.org>", now=NOW)


def keep(settings: Settings, *letters: Letter) -> None:
    """Keep letters as the worker does."""
    for one in letters:
        Folder(folder_for(settings)).send(one, lambda: True)


def test_an_empty_inbox_says_what_fills_it(client: CheckingClient) -> None:
    assert "flask mail work" in client.get("/dev/mail").text


def test_the_inbox_lists_the_newest_first(client: CheckingClient, settings: Settings) -> None:
    keep(settings, a_letter("a" * 32, subject="Older"), a_letter("b" * 32, subject="Newer"))
    text = client.get("/dev/mail").text
    assert text.index("Newer") < text.index("Older")


def test_a_mail_shows_its_headers_parts_and_files(client: CheckingClient, settings: Settings) -> None:
    keep(settings, a_letter())
    page = client.get(f"/dev/mail/{NAME}")
    assert "You are coming &lt;b&gt;soon&lt;/b&gt;" in page.text
    assert "Maria &lt;maria@example.org&gt;" in page.text
    assert '<a href="http://localhost/rsvps/abc">http://localhost/rsvps/abc</a>.' in page.text
    assert "&lt;script&gt;" in page.text
    assert page.headers["Content-Security-Policy"].endswith("; frame-src 'self'")
    calendar = client.get(f"/dev/mail/{NAME}/attachments/0")
    assert (calendar.data, calendar.mimetype) == (b"BEGIN:VCALENDAR", "text/calendar")
    assert calendar.headers["Content-Disposition"] == "attachment; filename=event.ics"


def test_the_html_part_may_style_itself_and_nothing_more(client: CheckingClient, settings: Settings) -> None:
    keep(settings, a_letter())
    answer = client.get(f"/dev/mail/{NAME}/html", check_page=False)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "sandbox allow-top-navigation-by-user-activation allow-popups" in policy
    assert "script" not in policy
    assert '<base target="_top">' in answer.text


@pytest.mark.parametrize("name", ["0" * 32, "..%2F..%2Fetc%2Fpasswd", "x", "%00"])
def test_what_was_not_kept_is_not_found(client: CheckingClient, settings: Settings, name: str) -> None:
    keep(settings, a_letter())
    assert client.get(f"/dev/mail/{name}").status_code == 404
    assert client.get(f"/dev/mail/{NAME}/attachments/1").status_code == 404


def test_a_second_try_replaces_the_first(settings: Settings) -> None:
    keep(settings, a_letter(), a_letter())
    assert [file.name for file in folder_for(settings).iterdir()] == [f"{NAME}.eml"]


def test_a_mail_that_is_another_workers_is_not_kept(settings: Settings) -> None:
    assert Folder(folder_for(settings)).send(a_letter(), lambda: False) == NotOurs()
    assert not folder_for(settings).exists()


def test_a_folder_that_cannot_be_written_is_an_outage(settings: Settings) -> None:
    folder_for(settings).parent.mkdir(exist_ok=True)
    folder_for(settings).write_text("in the way")
    assert isinstance(Folder(folder_for(settings)).send(a_letter(), lambda: True), Outage)


def test_production_has_no_such_pages(settings: Settings) -> None:
    production = create_app(
        dataclasses.replace(settings, app_env="production", clock_file=None, mail_urls=("smtp://127.0.0.1:25",))
    )
    assert [rule for rule in production.url_map.iter_rules() if rule.rule.startswith("/dev")] == []


def test_only_web_addresses_become_links() -> None:
    text = 'See https://x.org/a?b=1&c=2, javascript:alert(1) and "http://y.org/<script>".'
    assert linked(text) == (
        'See <a href="https://x.org/a?b=1&amp;c=2">https://x.org/a?b=1&amp;c=2</a>, javascript:alert(1) and '
        '&#34;<a href="http://y.org/">http://y.org/</a>&lt;script&gt;&#34;.'
    )
