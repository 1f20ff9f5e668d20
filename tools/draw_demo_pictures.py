"""Draws the demo campaign's picture and its partners' logos into actions/demo/pictures. All of them are our own.

Run it again after changing it: .venv/bin/python tools/draw_demo_pictures.py
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

PLACE = Path(__file__).resolve().parents[1] / "actions" / "demo" / "pictures"
# Drawn this much larger and then shrunk: Pillow's own edges are jagged.
SCALE = 4
INK, AMBER, BLUE, GREEN, RED, PAPER = "#17181c", "#f4b41a", "#0b4f8a", "#14683b", "#a8201a", "#fbfaf6"
Pen = ImageDraw.ImageDraw


def lantern(pen: Pen) -> None:
    """A lantern that shines."""
    pen.arc((85, 15, 155, 85), 180, 360, fill=INK, width=10)
    pen.rounded_rectangle((70, 55, 170, 200), 16, fill=INK)
    pen.rounded_rectangle((88, 80, 152, 180), 8, fill=AMBER)
    pen.polygon([(120, 95), (140, 140), (120, 168), (100, 140)], fill=PAPER)
    pen.rounded_rectangle((55, 196, 185, 216), 8, fill=INK)


def harbor(pen: Pen) -> None:
    """A house on waves."""
    pen.polygon([(120, 25), (205, 100), (35, 100)], fill=BLUE)
    pen.rectangle((60, 100, 180, 165), fill=BLUE)
    pen.rounded_rectangle((105, 115, 135, 165), 6, fill=PAPER)
    for top in (172, 196):
        for left in range(12, 228, 54):
            pen.arc((left, top, left + 54, top + 30), 0, 180, fill=BLUE, width=9)


def bridge(pen: Pen) -> None:
    """A bridge of three arches."""
    pen.rounded_rectangle((10, 80, 230, 106), 6, fill=RED)
    for left in (22, 92, 162):
        pen.rectangle((left - 6, 106, left + 62, 190), fill=RED)
        pen.pieslice((left, 118, left + 56, 262), 180, 360, fill="#ffffff00")
    pen.ellipse((95, 20, 145, 70), fill=AMBER)


def circle(pen: Pen) -> None:
    """A ring of open hands."""
    for left, top in ((82, 8), (156, 62), (128, 150), (36, 150), (8, 62)):
        pen.ellipse((left, top, left + 76, top + 76), outline=GREEN, width=14)
    pen.ellipse((92, 92, 148, 148), fill=AMBER)


def book(pen: Pen) -> None:
    """An open book under a sun."""
    pen.pieslice((60, 30, 180, 150), 180, 360, fill=AMBER)
    pen.polygon([(120, 110), (20, 92), (20, 190), (120, 212)], fill=INK)
    pen.polygon([(120, 110), (220, 92), (220, 190), (120, 212)], fill=BLUE)
    pen.line((120, 108, 120, 214), fill=PAPER, width=6)


def kite(pen: Pen) -> None:
    """A kite on its string."""
    pen.polygon([(130, 12), (200, 85), (130, 165), (60, 85)], fill=RED)
    pen.polygon([(130, 12), (130, 165), (60, 85)], fill=AMBER)
    pen.line([(130, 165), (110, 190), (140, 205), (118, 230)], fill=INK, width=8, joint="curve")


def sun(pen: Pen) -> None:
    """A table under a rising sun."""
    pen.pieslice((45, 35, 195, 185), 180, 360, fill=AMBER)
    pen.rounded_rectangle((15, 118, 225, 142), 8, fill=GREEN)
    for left in (45, 173):
        pen.rounded_rectangle((left, 142, left + 22, 215), 6, fill=GREEN)


def quilt(pen: Pen) -> None:
    """Nine patches."""
    colours = (AMBER, INK, BLUE, INK, RED, AMBER, BLUE, AMBER, INK)
    for number, colour in enumerate(colours):
        left, top = 18 + number % 3 * 70, 18 + number // 3 * 70
        pen.rounded_rectangle((left, top, left + 62, top + 62), 6, fill=colour)
        if number % 2 == 0:
            pen.polygon(
                [(left + 31, top + 12), (left + 50, top + 31), (left + 31, top + 50), (left + 12, top + 31)], fill=PAPER
            )


def hero(pen: Pen) -> None:
    """Grown-ups and children hand in hand before a large sun."""
    pen.rectangle((0, 0, 1200, 1020), fill="#fdf0cc")
    pen.ellipse((260, 130, 940, 810), fill=AMBER)
    people = (
        (130, 470, BLUE), (280, 610, RED), (430, 420, INK), (585, 640, GREEN),
        (740, 440, RED), (890, 600, INK), (1050, 480, BLUE),
    )  # fmt: skip
    for (left, top, _), (right, other, _) in pairwise(people):
        hand = ((left + right) / 2, max(top, other) + 150)
        for x, y in ((left, top), (right, other)):
            pen.line([(x, y + 120), hand], fill=INK, width=26)
        pen.ellipse((hand[0] - 20, hand[1] - 20, hand[0] + 20, hand[1] + 20), fill=INK)
    for x, top, colour in people:
        size = (860 - top) / 4.6
        pen.rounded_rectangle((x - size * 0.62, top + size * 0.78, x + size * 0.62, 960), size * 0.6, fill=colour)
        pen.ellipse((x - size * 0.48, top - size * 0.1, x + size * 0.48, top + size * 0.86), fill=INK)
    pen.rectangle((0, 850, 1200, 1020), fill=INK)


def drawn(draw: Callable[[Pen], None], width: int, height: int) -> Image.Image:
    """A drawing in its own coordinates, at its size."""
    large = Image.new("RGBA", (width * SCALE, height * SCALE), "#ffffff00")
    pen = ScaledPen(large)
    draw(pen)  # type: ignore[arg-type]  # it has the same methods
    return large.resize((width, height), Image.Resampling.LANCZOS)


class ScaledPen:
    """A pen whose every measure is enlarged."""

    def __init__(self, image: Image.Image) -> None:
        self._pen = ImageDraw.Draw(image)

    def __getattr__(self, name: str) -> Callable[..., None]:
        draw = getattr(self._pen, name)

        def scaled(*measures: object, **options: object) -> None:
            angles = name in ("arc", "pieslice")
            first, rest = measures[0], measures[1:]
            sized = [_scaled(first), *(rest if angles else map(_scaled, rest))]
            draw(*sized, **{key: _scaled(value) if key == "width" else value for key, value in options.items()})

        return scaled


def _scaled(measure: object) -> object:
    if isinstance(measure, list | tuple):
        return [tuple(_scaled(list(part))) if isinstance(part, tuple) else _scaled(part) for part in measure]  # type: ignore[arg-type]
    return measure * SCALE if isinstance(measure, int | float) else measure


def main() -> None:
    """Write them all."""
    PLACE.mkdir(exist_ok=True)
    for draw in (lantern, harbor, bridge, circle, book, kite, sun, quilt):
        drawn(draw, 240, 240).save(PLACE / f"{draw.__name__}.webp", "WEBP", lossless=True, method=6)
    drawn(hero, 1200, 1020).convert("RGB").save(PLACE / "hero.webp", "WEBP", quality=82, method=6)


if __name__ == "__main__":
    main()
