"""Lines of a calendar file: text that cannot break out of its line, and lines of at most 75 bytes."""

import re

MOST_BYTES = 75
# What a file could break at, and control characters, which have no place in a calendar file at all (RFC 5545 3.1).
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ODD = re.compile(f"{_LINE_ENDS.pattern}|{_CONTROLS.pattern}")


def escaped(text: str) -> str:
    """Text as the value of a property."""
    if _ODD.search(text):
        text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line cut where it is too long, each rest after a space; no letter is cut through."""
    if len(line) <= MOST_BYTES and len(line.encode()) <= MOST_BYTES:
        return line
    if line.isascii():
        rest = range(MOST_BYTES, len(line), MOST_BYTES - 1)
        return "\r\n ".join([line[:MOST_BYTES], *(line[at : at + MOST_BYTES - 1] for at in rest)])
    return "\r\n ".join(_pieces(line.encode()))


def _pieces(line: bytes) -> list[str]:
    pieces, begin, room = [], 0, MOST_BYTES
    while begin < len(line):
        end = min(begin + room, len(line))
        # The second and later bytes of a letter begin with the bits 10.
        while end < len(line) and line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[begin:end].decode())
        begin, room = end, MOST_BYTES - 1
    return pieces
