"""Nearest spellings: which known names a mistyped one may have meant, in a few milliseconds for 40,000 names."""

from collections.abc import Iterable, Sequence

# Beyond two slips a guess is no longer help; in short names one slip already makes another name.
_SHORT = 5


def letters(name: str) -> int:
    """The set of letters of a key as bits; each slip of the pen changes at most two of them."""
    mask = 0
    for letter in name:
        mask |= 1 << (ord(letter) - 48)
    return mask


def nearest(name: str, known: Iterable[tuple[str, int]]) -> Sequence[tuple[int, str]]:
    """Known keys within one or two slips of `name`, as (slips, key); `known` gives each key with its `letters`."""
    most = 1 if len(name) <= _SHORT else 2
    mask, shortest, longest = letters(name), len(name) - most, len(name) + most
    # The two cheap tests leave a few hundred of the names for the costly one.
    likely = [key for key, bits in known if (bits ^ mask).bit_count() <= 2 * most and shortest <= len(key) <= longest]
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
