"""Text that a spreadsheet would take for a formula: made harmless in the CSV we write, and read back as it was.

Quoting does not help: a program that opens the file takes the quotes off first and then looks at the cell.
"""

# Full-width forms too: spreadsheets in East Asian languages take them for the plain ones.
_STARTS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
_BLANKS = ("\t", "\r", "\n")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would otherwise run it."""
    return f"'{text}" if _is_risky(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def _is_risky(text: str) -> bool:
    # Apostrophes in front count as nothing, so that a text which had one of its own gets a second and keeps the first.
    bare = text.lstrip("'")
    return bare.startswith(_BLANKS) or bare.lstrip(" '\u00a0\u3000").startswith(_STARTS)
