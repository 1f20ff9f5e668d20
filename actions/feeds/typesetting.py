"""Words on a picture: which font has a letter, where lines break, and how large they may be.

A line is drawn in runs, each in the first font that has its letters: Archivo, then DejaVu for other alphabets, then
Noto for emoji. Lines that begin from the right are drawn from there.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont, features

FONTS = Path(__file__).resolve().parent / "fonts"
OTHER, EMOJI = "DejaVuSansCondensed-Bold", "NotoEmoji-Bold"
# Arabic is joined and Hebrew turned round by this library; without it neither can be drawn.
SHAPES = bool(features.check("raqm"))
JOINER, EMOJI_STYLE = "\u200d", "\ufe0f"
# Above this size a long word makes the whole smaller; from here on it is cut instead.
WORDS_BREAK_AT = 60
_SKINS = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
# No font here has a letter for this one: its mask is that of a letter that is missing.
_NOBODYS = "\U0010fffd"


class Face(Enum):
    """The two voices of a picture."""

    LOUD = "Archivo-ExtraBold"
    PLAIN = "Archivo-SemiBold"


@dataclass(frozen=True)
class Block:
    """Lines of one size."""

    lines: tuple[str, ...]
    size: int
    leading: float

    @property
    def height(self) -> int:
        """From the top of the first capital to the last base line, about."""
        return round(self.size * (0.74 + self.leading * (len(self.lines) - 1)))


def drawable(text: str) -> str:
    """What of a text can be drawn: signs that no font has fall away; with a missing letter it is nothing at all."""
    kept = []
    visible = (sign for sign in text if sign == JOINER or sign.isspace() or unicodedata.category(sign)[0] != "C")
    for cluster in _clusters(" ".join("".join(visible).split())):
        if _font_of(cluster, Face.LOUD) and (SHAPES or not _runs_from_right(cluster)):
            kept.append(cluster)
        elif cluster[0].isalpha():
            return ""
    return " ".join("".join(kept).split())


def width(text: str, face: Face, size: int) -> float:
    """How wide a line is."""
    return _ems(text, face) * size


def fitted(text: str, face: Face, room: tuple[int, int], sizes: Sequence[int], leading: float = 1.04) -> Block:
    """The text as large as it fits into the room; the last of the sizes is taken anyway and the end left out."""
    for size in sizes:
        block = Block(tuple(_wrapped(text, face, size, room[0])), size, leading)
        if block.height <= room[1] and (size <= WORDS_BREAK_AT or _keeps_words_whole(text, block)):
            return _balanced(text, face, room[0], block)
    most = max(1, int((room[1] / sizes[-1] - 0.74) / leading) + 1)
    lines = _wrapped(text, face, sizes[-1], room[0])
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), face, sizes[-1], room[0])]
    return Block(tuple(lines), sizes[-1], leading)


def shortened(text: str, face: Face, size: int, room: int) -> str:
    """One line, its end left out where there is no room for it."""
    if width(text, face, size) <= room:
        return text
    clusters = list(_clusters(text))
    while clusters and width("".join(clusters).rstrip() + "…", face, size) > room:
        clusters.pop()
    return "".join(clusters).rstrip() + "…"


def draw_line(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, face: Face, size: int, colour: str, room: int = 0
) -> None:
    """One line on its base line. With `room` a line that begins from the right ends there."""
    x, y = place
    runs = list(_runs(text, face))
    if _runs_from_right(text):
        runs.reverse()
        x += max(0.0, room - width(text, face, size))
    for name, run in runs:
        draw.text((x, y), run, font=_font(name, size), fill=colour, anchor="ls")
        x += _font(name, size).getlength(run)


def draw_block(
    draw: ImageDraw.ImageDraw, place: tuple[int, int], block: Block, face: Face, colour: str, room: int
) -> None:
    """Lines below each other, the first one's capitals at the top."""
    x, top = place
    for number, line in enumerate(block.lines):
        baseline = top + block.size * (0.74 + block.leading * number)
        draw_line(draw, (x, baseline), line, face, block.size, colour, room)


def _wrapped(text: str, face: Face, size: int, room: float) -> list[str]:
    lines: list[str] = []
    space, left = width(" ", face, size), 0.0
    for word in text.split():
        wide = width(word, face, size)
        if lines and space + wide <= left:
            lines[-1] += f" {word}"
            left -= space + wide
        else:
            lines += _cut(word, face, size, room)
            left = room - width(lines[-1], face, size)
    return lines


def _cut(word: str, face: Face, size: int, room: float) -> list[str]:
    """A word that is wider than the room, in as many pieces as it takes."""
    if width(word, face, size) <= room:
        return [word]
    pieces, left = [""], room
    for cluster in _clusters(word):
        wide = width(cluster, face, size)
        if pieces[-1] and wide > left:
            pieces.append("")
            left = room
        pieces[-1] += cluster
        left -= wide
    return pieces


def _keeps_words_whole(text: str, block: Block) -> bool:
    return " ".join(block.lines) == " ".join(text.split())


def _balanced(text: str, face: Face, room: int, block: Block) -> Block:
    """Lines of about the same length: a single word left over for the last one looks like an accident."""
    narrow, wide = room // 2, room
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        lines = _wrapped(text, face, block.size, middle)
        fits = len(lines) == len(block.lines) and _keeps_words_whole(text, Block(tuple(lines), 0, 0))
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    return Block(tuple(_wrapped(text, face, block.size, wide)), block.size, block.leading)


def _clusters(text: str) -> Iterator[str]:
    """What is one sign to the reader: a letter with its accents, a flag, a family of emoji."""
    cluster = ""
    for character in text:
        if cluster and not _goes_on(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _goes_on(cluster: str, character: str) -> bool:
    if character in (JOINER, EMOJI_STYLE) or ord(character) in _SKINS:
        return True
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or cluster.endswith(JOINER):
        return True
    return ord(character) in _FLAGS and len(cluster) == 1 and ord(cluster) in _FLAGS


def _runs(text: str, face: Face) -> Iterator[tuple[str, str]]:
    """Font and letters, in the order of reading."""
    fonts: list[tuple[str, str]] = []
    from_right = _runs_from_right(text)
    for cluster in _clusters(text):
        name = _font_of(cluster, face) or OTHER
        if name == face.value and from_right:
            name = OTHER
        if name == EMOJI:
            # In one colour there are no shades of skin, and no other style.
            cluster = "".join(sign for sign in cluster if sign != EMOJI_STYLE and ord(sign) not in _SKINS) or cluster
        elif cluster == " " and fonts and fonts[-1][0] == OTHER:
            # Words of one alphabet stay one run, or each would be turned round by itself.
            name = OTHER
        fonts.append((name, cluster))
    for name, group in groupby(fonts, key=lambda pair: pair[0]):
        yield name, "".join(cluster for _name, cluster in group)


@lru_cache(maxsize=8192)
def _ems(text: str, face: Face) -> float:
    """The width at a size of one; letters grow evenly, so each word is measured once for all sizes."""
    return sum(_font(name, 100).getlength(run) for name, run in _runs(text, face)) / 100


@lru_cache(maxsize=8192)
def _font_of(cluster: str, face: Face) -> str | None:
    """The first font that has the sign. Emoji that exist as plain letters too are taken as emoji where asked for."""
    names = (EMOJI,) if EMOJI_STYLE in cluster or JOINER in cluster else (face.value, OTHER, EMOJI)
    return next((name for name in names if _has(name, cluster[0])), None)


@lru_cache(maxsize=8192)
def _has(name: str, character: str) -> bool:
    if character.isspace():
        return True
    if unicodedata.category(character)[0] == "C":
        return False
    font = _font(name, 24)
    return bytes(font.getmask(character)) != bytes(font.getmask(_NOBODYS))


def _runs_from_right(text: str) -> bool:
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@lru_cache(maxsize=256)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if SHAPES else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=engine)
