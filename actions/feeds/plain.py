"""A host's Markdown as plain words, for what shows no formatting; and text that any XML file may hold."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

_parser = MarkdownIt("commonmark", {"html": False})
# XML 1.0 has no way at all to write these.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain_text(markdown: str, longest: int | None = None) -> str:
    """The words alone, in one line; cut between two of them where it is longer."""
    # A text can be long; its beginning is enough where only that is asked for.
    source = markdown if longest is None else markdown[: longest * 4]
    text = " ".join(" ".join(_words(_parser.parse(source))).split())
    if longest is None or len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:.–- ") + "…"


def xml_text(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def _words(tokens: list[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append("".join(_inline(child) for child in token.children or ()))
        elif token.type in ("code_block", "fence"):
            found.append(token.content)
    return found


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline") else ""
