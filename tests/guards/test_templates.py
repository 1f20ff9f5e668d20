"""Templates compile, carry no inline style or script, and keep every sentence in the catalogue."""

import re

import pytest
from flask import Flask

from config import ROOT

TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and path.parts[0] != "email"]
# What is no sentence: comments, translated blocks, names of classes, expressions and statements; then tags.
_JINJA = re.compile(
    r"{#.*?#}|{%-?\s*trans.*?endtrans\s*-?%}|{% block (?:body|page)_class %}.*?{% endblock %}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
_TAGS = re.compile(r"""<style.*?</style>|<!--.*?-->|<[^>]*>|[a-z-]+="[^"]*"|&\w+;|https?://\S+""", re.DOTALL)
_INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)|\sstyle=|javascript:|"
    r"\son(?:click|change|input|submit|reset|load|error|key\w+|mouse\w+|pointer\w+|touch\w+|focus|blur|toggle)="
)
_SPOKEN = re.compile(r"""\b(?:alt|title|placeholder|aria-label|aria-description)="([^"{}]*[A-Za-z]{2}[^"{}]*)\"""")


@pytest.mark.sqlite_only
def test_every_template_compiles(app: Flask) -> None:
    for path in TEMPLATES:
        app.jinja_env.get_template(path.as_posix())


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_carry_no_inline_style_or_script(path: str) -> None:
    text = (ROOT / "templates" / path).read_text(encoding="utf-8")
    assert _INLINE.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_templates_say_nothing_outside_the_catalogue(path: str) -> None:
    text = (ROOT / "templates" / path).read_text(encoding="utf-8")
    words = _TAGS.sub(" ", _JINJA.sub(" ", text))
    assert re.findall(r"[A-Za-zÀ-ÿ]{2,}", words) == []
    assert _SPOKEN.findall(re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_templates_stay_short(path: str) -> None:
    assert len((ROOT / "templates" / path).read_text(encoding="utf-8").splitlines()) <= 150
