"""Markdown as text that reads well where there is no formatting, as in the plain part of a mail."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Whole addresses only: `//host/` and `/\host/` would lead to another site while looking like a path of this one.
_OUTGOING = re.compile(r"(?:https?://[^/\\]|mailto:)", re.IGNORECASE)
_parser = MarkdownIt("commonmark", {"html": False})


def leads_out(address: str) -> bool:
    """Whether a link may go there: to the web or to mail, by a whole address."""
    return bool(_OUTGOING.match(address))


def readable(text: str) -> str:
    """The words without their marks: paragraphs apart, points of a list below each other, addresses after words."""
    said, bullet, was_in_list = "", "", False
    for token in _parser.parse(text.replace("\x00", "")):
        if token.type == "list_item_open":
            bullet = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type in ("inline", "code_block", "fence"):
            words = _inline(token.children or []) if token.type == "inline" else token.content.strip("\n")
            between = "\n" if bullet and was_in_list else "\n\n"
            said += (between if said else "") + bullet + words
            bullet, was_in_list = "", bool(bullet)
    return said


def _inline(tokens: list[Token]) -> str:
    said, start, address = "", 0, ""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            said += "\n"
        elif token.type == "link_open":
            start, address = len(said), str(token.attrGet("href") or "")
        elif token.type == "link_close":
            if leads_out(address) and said[start:] not in (address, address.removeprefix("mailto:")):
                said += f" ({address})"
        else:
            said += token.content
    return said
