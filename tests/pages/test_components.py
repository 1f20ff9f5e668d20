"""`/dev/components` in development, and its absence in production."""

import dataclasses
import re

import pytest

from actions import create_app
from actions.colours import PAIRS
from actions.pages.components import icon_names, pairs
from config import ROOT, Settings
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage

pytestmark = pytest.mark.sqlite_only
# The map has its own way of being looked at.
MACROS = {f"{name}.html" for name in ("buttons", "events", "filters", "forms", "icons", "lists", "notices", "tags")}


def test_page_shows_every_pair_of_the_palette_and_every_icon(client: CheckingClient) -> None:
    text = client.get("/dev/components").text
    page = HtmlPage(text)
    count = sum(len(grounds) for grounds in PAIRS.values())
    assert len(pairs()) == count
    assert len([e for e in page.elements if e.tag == "svg" and e.get("class") == "components-swatch"]) == 2 * count
    drawings = {name: (ROOT / "templates" / "icons" / f"{name}.svg").read_text().strip() for name in icon_names()}
    assert len(set(drawings.values())) == len(drawings) >= 25
    assert [name for name, drawing in drawings.items() if drawing not in text] == []


def test_page_uses_every_macro_that_pages_are_made_of() -> None:
    folder = ROOT / "templates"
    text = "".join(path.read_text(encoding="utf-8") for path in (folder / "pages").glob("*.html"))
    # The token shows nothing; the other two are in what is shown.
    unused = {
        name
        for path in (folder / "macros").glob("*.html")
        if path.name in MACROS
        for name in re.findall(r"{% macro (\w+)\(", path.read_text(encoding="utf-8"))
        if f"{name}(" not in text and name not in ("token", "date_leaf", "summary")
    }
    assert unused == set()
    assert {path.name for path in (folder / "macros").glob("*.html")} - MACROS == {"map.html"}


@pytest.mark.parametrize(
    ("query", "sheet"), [("?scheme=dark", "/embed/theme-dark.css"), ("?accent=c8102e", "/accents/c8102e.css")]
)
def test_page_takes_another_light_or_accent_when_one_is_asked_for(
    client: CheckingClient, query: str, sheet: str
) -> None:
    assert sheet in client.get(f"/dev/components{query}").text
    assert sheet not in client.get("/dev/components?scheme=x&accent=x&dir=x").text


def test_production_has_no_such_page(settings: Settings) -> None:
    production = create_app(
        dataclasses.replace(settings, app_env="production", clock_file=None, mail_urls=("smtp://127.0.0.1:25",))
    )
    assert [rule.endpoint for rule in production.url_map.iter_rules() if rule.endpoint == "pages.components"] == []
