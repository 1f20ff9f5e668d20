"""Nearest spellings: which known names a mistyped one may have meant, in a few milliseconds for 40,000 names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

# Beyond two slips a guess is no longer help; in short names one slip already makes another name.
_SHORT = 5


# From "0" to "z": so far apart stand the bits of the first, second, third ... time that a letter occurs.
_SPAN = ord("z") - ord("0") + 1


def letters(name: str) -> int:
    """The letters of a key as bits, one for each time that one occurs; a slip adds one of them, takes one, or both."""
    mask = 0
    for letter in name:
        bit = 1 << (ord(letter) - ord("0"))
        while mask & bit:
            bit <<= _SPAN
        mask |= bit
    return mask


Known = Mapping[int, Sequence[tuple[str, int]]]


def by_length(names: Iterable[str]) -> Known:
    """Keys with their `letters`, by their length: what `nearest` looks in."""
    known = defaultdict(list)
    for name in names:
        known[len(name)].append((name, letters(name)))
    return dict(known)


def nearest(name: str, known: Known) -> Sequence[tuple[int, str]]:
    """Known keys within one or two slips of `name`, as (slips, key)."""
    most = 1 if len(name) <= _SHORT else 2
    mask = letters(name)
    # The cheap tests leave a few dozen of the names for the costly one.
    likely = [
        key
        for length in range(len(name) - most, len(name) + most + 1)
        for key, bits in known.get(length, ())
        if (bits & ~mask).bit_count() <= most and (mask & ~bits).bit_count() <= most
    ]
    found = [(slips_between(name, key, most), key) for key in likely]
    return sorted(pair for pair in found if pair[0] <= most)


def slips_between(one: str, other: str, most: int) -> int:
    """Letters added, dropped, changed or swapped with a neighbour; gives up, with `most + 1`, beyond `most`."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row] + [most + 1] * len(other)
        for column in range(max(1, row - most), min(len(other), row + most) + 1):
            same = letter == other[column - 1]
            best = min(last[column - 1] + (not same), last[column] + 1, line[column - 1] + 1)
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == other[column - 1]:
                best = min(best, before[column - 2] + 1)
            line[column] = best
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)
