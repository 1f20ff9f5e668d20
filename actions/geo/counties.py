"""What counties are called: "Cook County", "Orleans Parish", "Nome Census Area", "Condado de Cook"."""

from actions.geo.names import words

# Said before or after the bare name. Longer ones go first, so that no part of one is left standing.
_BEFORE = (
    ("city", "and", "borough", "of"),
    ("municipality", "of"),
    ("condado", "de"),
    ("municipio", "de"),
    ("parroquia", "de"),
    ("county", "of"),
    ("parish", "of"),
    ("borough", "of"),
    ("condado",),
    ("municipio",),
)
_AFTER = (
    ("city", "and", "borough"),
    ("census", "area"),
    ("county",),
    ("parish",),
    ("borough",),
    ("municipality",),
    ("municipio",),
    ("condado",),
)
# Also Colorado, Connecticut: only beside a state that is named as well.
_SHORT = (("co",), ("cnty",))


def bare_county(text: str, *, beside_state: bool = False) -> str:
    """The name of a county without the word that says it is one; empty where no such word stands."""
    parts = tuple(words(text))
    for before in _BEFORE:
        if len(parts) > len(before) and parts[: len(before)] == before:
            return " ".join(parts[len(before) :])
    for after in (*_AFTER, *(_SHORT if beside_state else ())):
        if len(parts) > len(after) and parts[-len(after) :] == after:
            return " ".join(parts[: -len(after)])
    return ""
