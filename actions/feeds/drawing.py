"""A share picture, drawn: what the facts say on a poster's yellow, and where it is on the map beside it.

This file, `picture_map` and `typesetting` are the only ones that import Pillow. What is drawn comes in as
`PictureFacts`, which hold nothing that the public may not know.
"""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from actions.feeds.picture_facts import PictureFacts
from actions.feeds.picture_map import ACCENT, INK, country_map, region_map
from actions.feeds.typesetting import (
    Face,
    draw_block,
    draw_line,
    fitted,
    shortened,
    width,
)

SIZE = (1200, 630)
MARGIN = 56
PAPER = "#fbfaf6"
EVENT_MAP, COUNTRY_MAP = 456, 590
TITLE_TOP = 132
TITLE_SIZES = (132, 118, 104, 96, 88, 80, 72, 66, 60, 54, 48, 44, 40, 36, 32)
LINE_SIZES = (38, 36, 34, 32, 30, 28, 26, 24)
SMALL_SIZES = LINE_SIZES[-3:]
LINE, SMALL_LINE = 50, 39
TEAR_OFF = 148
COLOURS = 96


def picture(facts: PictureFacts) -> bytes:
    """The picture as a PNG."""
    image = Image.new("RGB", SIZE, ACCENT)
    split = SIZE[0] - (COUNTRY_MAP if facts.is_campaign else EVENT_MAP)
    image.paste(_map(facts, (SIZE[0] - split, SIZE[1])), (split, 0))
    draw = ImageDraw.Draw(image)
    room = split - 2 * MARGIN
    _head(draw, facts, room)
    foot = _foot(draw, facts, room)
    block = fitted(facts.title, Face.LOUD, (room, foot - 40 - TITLE_TOP), TITLE_SIZES)
    draw_block(draw, (MARGIN, TITLE_TOP), block, Face.LOUD, INK, room)
    file = io.BytesIO()
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        file, "PNG", optimize=False
    )
    return file.getvalue()


def _map(facts: PictureFacts, size: tuple[int, int]) -> Image.Image:
    if facts.is_campaign:
        return country_map(size, facts.points)
    if facts.point is None:
        image = country_map((size[0], size[1]), ())
        _waves(image) if facts.is_online else None
        return image
    return region_map(size, facts.point, facts.state, is_exact=facts.is_exact)


def _waves(image: Image.Image) -> None:
    """A dot that sends in all directions: online, wherever one is."""
    size = 4 * min(image.size)
    shade = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(shade)
    middle = size // 2
    draw.ellipse((middle - 130, middle - 130, middle + 130, middle + 130), fill=255)
    for reach in (330, 540, 750):
        box = (middle - reach, middle - reach, middle + reach, middle + reach)
        for begin in (-42, 138):
            draw.arc(box, begin, begin + 84, fill=255, width=76)
    small = shade.resize((size // 4, size // 4), Image.Resampling.BOX)
    place = ((image.width - small.width) // 2, (image.height - small.height) // 2)
    image.paste(ACCENT, (*place, place[0] + small.width, place[1] + small.height), small)


def _head(draw: ImageDraw.ImageDraw, facts: PictureFacts, room: int) -> None:
    """A dot and whose picture it is; or, on black, that it is off."""
    if facts.notice:
        wide = round(width(facts.notice, Face.LOUD, 34))
        draw.rounded_rectangle((MARGIN, 40, MARGIN + wide + 48, 98), radius=10, fill=INK)
        draw_line(draw, (MARGIN + 24, 81), facts.notice, Face.LOUD, 34, ACCENT)
        return
    draw.ellipse((MARGIN, 58, MARGIN + 24, 82), fill=INK)
    label = shortened(facts.label, Face.PLAIN, 30, room - 40)
    draw_line(draw, (MARGIN + 40, 81), label, Face.PLAIN, 30, INK, room - 40)


def _foot(draw: ImageDraw.ImageDraw, facts: PictureFacts, room: int) -> int:
    """The tear-off date, and beside it when and where in words. Returns where it begins."""
    left, top = MARGIN, SIZE[1] - MARGIN - TEAR_OFF
    if facts.day:
        _tear_off(draw, facts, (left, top))
        left += TEAR_OFF + 30
    # Up to the map, not to the margin: dates are long in some languages.
    said, wide = [line for line in (*facts.when, facts.where) if line], MARGIN + room - left + 28
    loud = [Face.LOUD if number in (0, len(said) - 1) else Face.PLAIN for number in range(len(said))]
    lines = [(line, face) for whole, face in zip(said, loud, strict=True) for line in _broken(whole, face, wide)]
    sizes, step = (LINE_SIZES, LINE) if len(lines) == len(said) else (SMALL_SIZES, SMALL_LINE)
    first = SIZE[1] - MARGIN - 14 - step * (len(lines) - 1)
    size = min((_fitting(line, face, wide, sizes) for line, face in lines), default=0)
    for number, (line, face) in enumerate(lines):
        draw_line(draw, (left, first + step * number), line, face, size, INK, wide)
    return min(top if facts.day else SIZE[1], first - step)


def _broken(line: str, face: Face, room: int) -> tuple[str, ...]:
    """The line; as two where it is too long even in small letters. The end of what even two cannot hold is left out."""
    if width(line, face, LINE_SIZES[-1]) <= room:
        return (line,)
    return fitted(line, face, (room, 2 * LINE), SMALL_SIZES).lines


def _fitting(line: str, face: Face, room: int, sizes: Sequence[int]) -> int:
    return next((size for size in sizes if width(line, face, size) <= room), sizes[-1])


def _tear_off(draw: ImageDraw.ImageDraw, facts: PictureFacts, place: tuple[int, int]) -> None:
    left, top = place
    right, bottom, middle = left + TEAR_OFF, top + TEAR_OFF, left + TEAR_OFF / 2
    draw.rounded_rectangle((left, top, right, bottom), radius=14, fill=PAPER)
    draw.rounded_rectangle((left, top, right, top + 46), radius=14, fill=INK, corners=(True, True, False, False))
    month = facts.month.upper()
    size = _fitting_month(month)
    draw_line(draw, (middle - width(month, Face.LOUD, size) / 2, top + 34), month, Face.LOUD, size, ACCENT)
    draw_line(draw, (middle - width(facts.day, Face.LOUD, 86) / 2, bottom - 20), facts.day, Face.LOUD, 86, INK)
    if facts.is_struck:
        draw.line((left + 8, bottom - 14, right - 8, top + 56), fill="#a8201a", width=9)


def _fitting_month(month: str) -> int:
    return next((size for size in (30, 26, 22) if width(month, Face.LOUD, size) <= TEAR_OFF - 20), 18)
