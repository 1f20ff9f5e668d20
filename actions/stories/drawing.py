"""Uploaded pictures, drawn anew before they are kept: whatever was in the file besides the picture stays behind."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from flask_babel import lazy_gettext as _l

from actions.errors import DomainError
from actions.stories.models import MOST_PICTURE_BYTES

MOST_UPLOAD_BYTES = 5 * 1024 * 1024
SECONDS = 15
_DECODER = Path(__file__).with_name("decoder.py")
# The exit codes of `decoder.py`.
_TOO_MANY_PIXELS, _TOO_LARGE_STILL = 4, 5


class Purpose(Enum):
    """What a picture is for, with the box it has to fit in: twice what the page shows, for fine screens."""

    HERO = (1600, 1000)
    LOGO = (480, 240)


class NotAPicture(DomainError):
    """The file holds nothing that we can show."""

    def __init__(self) -> None:
        super().__init__(_l("We cannot read this file. Use a JPEG, PNG, WebP or GIF picture."))


class SvgRefused(DomainError):
    """An SVG is a program as much as a picture."""

    def __init__(self) -> None:
        super().__init__(_l("SVG files are not taken, because they can carry programs. Save it as PNG and use that."))


class TooManyPixels(DomainError):
    """More than a camera's worth."""

    def __init__(self) -> None:
        super().__init__(_l("This picture has more than 40 million pixels. Make it smaller and try again."))


class TooLarge(DomainError):
    """The file, or what is left of it at the lowest quality."""

    def __init__(self) -> None:
        super().__init__(_l("This picture is too large. Use one of at most 5 MB, with fewer details."))


@dataclass(frozen=True)
class Drawn:
    """A WebP picture of our own making."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Names the content: two equal pictures have one address."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def draw_anew(upload: bytes, purpose: Purpose) -> Drawn:
    """Decode an upload and draw it again, small enough to be sent to a phone.

    Raises:
        NotAPicture, SvgRefused, TooManyPixels, TooLarge: nothing was kept.
    """
    if len(upload) > MOST_UPLOAD_BYTES:
        raise TooLarge
    if b"<svg" in upload[:4096].lower():
        raise SvgRefused
    command = [sys.executable, "-I", str(_DECODER), *map(str, purpose.value), str(MOST_PICTURE_BYTES)]
    try:
        # An environment of nothing: our keys are in our own.
        done = subprocess.run(command, input=upload, capture_output=True, timeout=SECONDS, env={}, check=False)  # noqa: S603  # our own program
    except subprocess.TimeoutExpired:
        raise NotAPicture from None
    if done.returncode == _TOO_MANY_PIXELS:
        raise TooManyPixels
    if done.returncode == _TOO_LARGE_STILL:
        raise TooLarge
    if done.returncode:
        raise NotAPicture
    size, _, content = done.stdout.partition(b"\n")
    width, height = (int(number) for number in size.split())
    return Drawn(content, width, height)
