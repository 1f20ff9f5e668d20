"""Caches on the way may share what is the same for everybody: it depends on no cookie, whoever asks."""

import dataclasses
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.checking_client import CheckingClient
from tests.factories import an_organizer
from tests.services.every_route import a_scene, prepared, rules
from tests.services.signing_in import sign_in

FILES = {
    "embeds.script": ("public, max-age=3600", None),
    "embeds.theme": ("public, max-age=86400", None),
    "finder.map_script": ("public, max-age=31536000, immutable", None),
    "finder.snapshot": ("public, max-age=31536000, immutable", "Accept-Encoding"),
    "story_files.accent": ("public, max-age=31536000, immutable", None),
}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a folder of its own: a snapshot that is kept for this test is none of another's."""
    return dataclasses.replace(settings, instance=tmp_path)


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_public_answers_depend_on_no_cookie(app: Flask, client: CheckingClient, is_signed_in: bool) -> None:
    scene = a_scene()
    if is_signed_in:
        sign_in(client, an_organizer("admin"))
    said, by_cookie = {}, []
    for rule in rules(app, "GET"):
        headers = client.get(prepared(rule, scene)[0], check_page=False).headers
        if not headers.get("Cache-Control", "").startswith("public"):
            continue
        said[rule.endpoint] = (headers["Cache-Control"], headers.get("Vary"))
        if "Cookie" in headers.get("Vary", "") or "Set-Cookie" in headers:
            by_cookie.append(rule.endpoint)
    assert by_cookie == []
    assert {endpoint: said[endpoint] for endpoint in FILES} == FILES
    assert "finder.home" in said


def test_what_a_session_stands_behind_still_says_so(client: CheckingClient) -> None:
    sign_in(client, an_organizer("admin"))
    headers = client.get("/account").headers
    assert (headers["Cache-Control"], headers["Vary"]) == ("no-store", "Cookie")
