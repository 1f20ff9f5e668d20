"""What somebody wrote, out of what their mail program sent: as text, without what it quotes, and not too long.

Quotes go for a reason: they hold the mail that is answered, with its reader's private links and often their address.
"""

import html
import re

import nh3
from markupsafe import escape

from actions.forms import many_lines

# What each part of a mail may need on the wire, so that both parts and the frame stay under 30 KB.
MOST_BYTES = 10_000
# A new line of text may be a new paragraph of HTML.
BYTES_OF_A_LINE_BREAK = 30
MOST_TAGS = 5_000
# A program's lines around a quote end within so many.
LINES_OF_AN_OPENING = 4
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
_QUOTES = frozenset({"script", "style", "title", "blockquote"})
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-4])>")
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
_OPENING = re.compile(r"(?:on|el|le|am)\s.*(?:wrote|escribió|a écrit|schrieb)\s?:", re.IGNORECASE)
_WHOLE_MAIL = re.compile(
    r"\s*(?:-{2,}\s?(?:original message|forwarded message|mensaje original|mensaje reenviado)\s?-{2,}|_{20,})\s*",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(r"\W{0,3}(?:from|de)\s?\W{0,3}:\s?\W{0,3}\S", re.IGNORECASE)
_OTHER_HEADER = re.compile(
    r"\W{0,3}(?:sent|date|to|subject|enviado(?: el)?|fecha|para|asunto)\s?\W{0,3}:", re.IGNORECASE
)


def from_html(source: str) -> str:
    """The words of an HTML page, without its quotes; scripts and styles are no words."""
    # Elements deep in each other cost the parser the square of their number.
    few = "<".join(source.split("<", MOST_TAGS)[:MOST_TAGS])
    plain = nh3.clean(
        _SPACE.sub(" ", few),
        tags=set(_BLOCKS),
        clean_content_tags=set(_QUOTES),
        attributes={},
        strip_comments=True,
        link_rel=None,
    )
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", plain)))


def own_words(text: str, site_url: str) -> str:
    """What was written anew: without quotes, and without links to private pages of this site."""
    lines = many_lines(text).split("\n")
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        opening = _length_of_opening(lines, number)
        if opening and not _is_quote_next(lines, number + opening):
            break
        if _begins_whole_mail(lines, number):
            break
        if not opening and not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
        number += opening or 1
    return _BLANK_LINES.sub("\n\n", _without_links("\n".join(kept), site_url)).strip()


def cut(text: str) -> str:
    """As much of it as a mail has room for, in the letters of the wire."""
    used = 0
    for number, letter in enumerate(text):
        used += _bytes_of(letter)
        if used > MOST_BYTES:
            return text[:number].rstrip()
    return text


def _bytes_of(letter: str) -> int:
    if letter == "\n":
        return BYTES_OF_A_LINE_BREAK
    return len(escape(letter)) if letter.isascii() and letter != "=" else 3 * len(letter.encode())


def _length_of_opening(lines: list[str], number: int) -> int:
    """How many lines, from this one, say who wrote when what is quoted below: none when they say something else."""
    if not lines[number][:3].lower().startswith(("on ", "el ", "le ", "am ")):
        return 0
    for length in range(1, LINES_OF_AN_OPENING + 1):
        if _OPENING.fullmatch(" ".join(lines[number : number + length])[:400].strip()):
            return length
    return 0


def _is_quote_next(lines: list[str], number: int) -> bool:
    following = next((line for line in lines[number:] if line.strip()), "")
    return following.lstrip().startswith(">")


def _begins_whole_mail(lines: list[str], number: int) -> bool:
    if _WHOLE_MAIL.fullmatch(lines[number][:200]):
        return True
    below = lines[number + 1 : number + LINES_OF_AN_OPENING]
    return bool(_FROM_LINE.match(lines[number])) and any(_OTHER_HEADER.match(line) for line in below)


def _without_links(text: str, site_url: str) -> str:
    """Links to events may pass; every other page of the site may be somebody's own."""
    links = re.compile(rf"{re.escape(site_url)}(?!(?:/es)?/(?:events|campaigns)/)/\S+", re.IGNORECASE)
    return links.sub("[…]", text)
