"""Draws an uploaded picture anew. A program of its own, started by `drawing.py`, with nothing of ours in reach.

Decoders of pictures are where attackers look first. This one runs without our settings, keys and database, with little
memory and time, and knows four formats. What it writes is a fresh WebP: no metadata, no place where it was taken,
nothing that follows the picture in the file.

Reads a picture from standard input; writes width, height and a newline, then the WebP. Exit codes: `drawing.py`.
"""

import io
import resource
import sys
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps

MOST_MEMORY = 768 * 1024 * 1024
MOST_SECONDS = 10
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITIES = (82, 72, 60, 45, 30)
NOT_A_PICTURE, TOO_MANY_PIXELS, TOO_LARGE_STILL = 3, 4, 5


def main(most_width: int, most_height: int, most_bytes: int) -> int:
    """Draw it, in a box, in at most so many bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    warnings.simplefilter("ignore")
    try:
        file = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
        if file.width * file.height > MOST_PIXELS:
            return TOO_MANY_PIXELS
        # A JPEG can be read at an eighth of its size, which saves the memory of a large photograph.
        file.draft("RGB", (most_width, most_height))
        picture = ImageOps.exif_transpose(file)
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except Image.DecompressionBombError:
        return TOO_MANY_PIXELS
    except (OSError, ValueError, SyntaxError, MemoryError):
        return NOT_A_PICTURE
    picture.thumbnail((most_width, most_height), Image.Resampling.LANCZOS)
    for content in _smaller_and_smaller(picture):
        if len(content) <= most_bytes:
            sys.stdout.buffer.write(f"{picture.width} {picture.height}\n".encode() + content)
            return 0
    return TOO_LARGE_STILL


def _smaller_and_smaller(picture: Image.Image) -> Iterator[bytes]:
    """As exact as it goes for drawings, then at falling quality."""
    for lossless, quality in ((True, 70), *((False, quality) for quality in QUALITIES)):
        file = io.BytesIO()
        # Named one by one: nothing of the original's own profile or notes comes along.
        picture.save(file, "WEBP", method=4, exif=b"", icc_profile=b"", xmp=b"", lossless=lossless, quality=quality)
        yield file.getvalue()


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
