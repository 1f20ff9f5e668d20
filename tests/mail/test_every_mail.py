"""Every kind of mail has its three templates in the common frame, and every template has its kind."""

import re

import pytest
from flask import Flask

from actions.mail import composing
from config import ROOT

FOLDER = ROOT / "templates" / "email"
KINDS = sorted(folder.name for folder in FOLDER.iterdir() if folder.name != "layouts")


@pytest.mark.sqlite_only
def test_templates_and_composers_belong_together(app: Flask) -> None:
    assert sorted(composing.kinds()) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_three_parts_in_the_frame_that_says_why_it_came(kind: str) -> None:
    parts = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / kind).iterdir()}
    assert sorted(parts) == ["body.html", "body.txt", "subject.txt"]
    for suffix in ("html", "txt"):
        assert re.match(r"(?s)(\{#.*?#\}\s*)?\{% extends \"email/layouts/", parts[f"body.{suffix}"])


@pytest.mark.parametrize("frame", sorted(FOLDER.glob("layouts/base.*")), ids=lambda path: path.name)
def test_the_frame_has_the_reason_the_postal_address_and_the_way_out(frame: object) -> None:
    text = frame.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert {"reason", "postal_address", "unsubscribe_url"} <= set(re.findall(r"{{ (\w+)", text)) | set(
        re.findall(r"url=(\w+)", text)
    )
