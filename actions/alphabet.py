"""The order of the alphabet, as people read it."""

import unicodedata


def place_in_alphabet(name: str) -> str:
    """What names are sorted by: as they are read out, accents and capitals aside."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
