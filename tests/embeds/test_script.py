"""The script that partners put into their pages."""

import re

import pytest
from flask import Flask

from config import ROOT
from tests.checking_client import CheckingClient

pytestmark = pytest.mark.sqlite_only
SCRIPT = (ROOT / "static" / "js" / "embed.js").read_text(encoding="utf-8")


def test_the_script_is_kept_for_an_hour_and_then_asked_about(app: Flask, client: CheckingClient) -> None:
    first = client.get("/embed.js")
    assert (first.status_code, first.mimetype, first.text) == (200, "text/javascript", SCRIPT)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get("/embed.js", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_script_is_small_plain_and_leaves_nothing_behind() -> None:
    assert len(SCRIPT.encode()) < 4096
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", SCRIPT, flags=re.DOTALL)
    assert re.findall(r"cookie|localStorage|sessionStorage|indexedDB|innerHTML|eval|fetch|XMLHttp", code) == []
    assert re.findall(r"=>|\b(?:let|const|class|async|await)\b|`", code) == []
    assert re.findall(r"^\w+ ?=|window\.\w+ ?=[^=]", code, re.MULTILINE) == []
