"""The list at the door in parts when it is long, each known by the names it begins and ends with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A page of so many rows is 240 KB on the way; several hundred are still looked through with a thumb.
MOST_ON_A_PAGE = 500


@dataclass(frozen=True)
class Part:
    """Some of a list in its order, `number` counted from 1."""

    number: int
    people: Sequence[Any]

    @property
    def first(self) -> str:
        """The first word of the first name on it."""
        return _first_word(self.people[0].name)

    @property
    def last(self) -> str:
        """The first word of the last name on it."""
        return _first_word(self.people[-1].name)


def parts_of(people: Sequence[Any]) -> list[Part]:
    """A list in as few pages as will do, of about the same length; an empty list has none."""
    pages = math.ceil(len(people) / MOST_ON_A_PAGE)
    size = math.ceil(len(people) / pages) if pages else 0
    return [Part(number + 1, people[number * size : (number + 1) * size]) for number in range(pages)]


def _first_word(name: str) -> str:
    return name.split()[0] if name.strip() else ""
