"""One palette, one scale of type and one of space: only the token blocks may name a colour, a size or a distance."""

import re

import pytest

from config import ROOT

SHEETS = sorted(path.name for path in (ROOT / "static" / "css").glob("*.css"))
# What follows the map's drawing and Leaflet's own controls, whose sizes are those of the picture and not of text.
ALLOWED = {
    ("map.css", "font-size", "11px"),
    ("map.css", "font-size", "12px"),
    ("map.css", "font-size", "20px"),
    ("map.css", "font-size", "22px"),
    ("map.css", "padding", "1px 6px"),
    ("map.css", "padding-bottom", "5.5rem"),
    ("site.css", "margin", "14mm"),
}
# The blocks that hold tokens: the site's own, and the colours of the map's ground, its water and its borders.
TOKEN_BLOCKS = {"site.css": ":root", "map.css": ".map"}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|lab|lch|oklab|oklch|hwb|color)a?\(|\b(?:white|black|red|green|blue|gr[ae]y|yellow)\b"
)
_TYPE = re.compile(r"inherit|var\(--(?:step-[\w-]+|numeral)\)")
_SPACE = re.compile(r"(?:padding|margin|gap|row-gap|column-gap)(?:-[\w-]+)?")
# Nothing, a token, or a token turned round; percentages and what a page measures come in through a token as well.
_STEPS = re.compile(r"(?:0|auto|calc\((?:-1 \* |.*?)var\(--[\w-]+\)[^)]*\)|max\(.*\)|var\(--[\w-]+(?:, [\w.]+)?\)|\s)+")


def _declarations(name: str) -> list[tuple[str, str, str]]:
    css = _COMMENT.sub("", (ROOT / "static" / "css" / name).read_text(encoding="utf-8"))
    return [
        (selector.strip(), found[1], found[2].strip())
        for selector, body in _RULE.findall(css)
        for found in _DECLARATION.finditer(body)
    ]


def _is_off(name: str, selector: str, declared: str, value: str) -> bool:
    if declared.startswith("--"):
        return not selector.startswith(TOKEN_BLOCKS.get(name, "nowhere")) and not value.startswith("var(")
    if declared == "font" and value != "inherit":
        return not (name == "site.css" and selector == "body")
    if declared == "font-size":
        return _TYPE.fullmatch(value) is None
    if _SPACE.fullmatch(declared):
        return _STEPS.fullmatch(value) is None
    return _COLOUR.search(value) is not None


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_names_no_colour_size_or_distance_of_its_own(name: str) -> None:
    off = {
        (name, declared, value)
        for selector, declared, value in _declarations(name)
        if _is_off(name, selector, declared, value)
    }
    assert off - ALLOWED == set()


def test_everything_allowed_is_still_there() -> None:
    there = {(name, declared, value) for name in SHEETS for _selector, declared, value in _declarations(name)}
    assert ALLOWED - there == set()


def test_every_token_used_is_declared_and_every_token_declared_is_used() -> None:
    text = "".join((ROOT / "static" / "css" / name).read_text(encoding="utf-8") for name in SHEETS)
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "js").glob("*.js"))
    declared = set(re.findall(r"(?<!var\()(--[\w-]+):", text))
    used = set(re.findall(r"var\((--[\w-]+)", text + scripts))
    # The height of the finder's bar, which its script measures.
    assert used - declared == {"--filters"}
    assert declared - used == set()


def test_every_icon_named_in_a_template_is_drawn() -> None:
    drawn = {path.stem for path in (ROOT / "templates" / "icons").glob("*.svg")}
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r'icon\("([\w-]+)"\)|symbol="([\w-]+)"|term\(.*?, "([\w-]+)"\)', templates))
    assert {name for names in named for name in names if name} - drawn == set()
