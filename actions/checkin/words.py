"""What the list at the door says of itself."""

from flask_babel import format_decimal, ngettext

from actions.checkin.queries import Tally


def are_here(tally: Tally) -> str:
    """As in `12 of 48 people are here`."""
    return ngettext(
        "%(here)s of %(people)s person is here",
        "%(here)s of %(people)s people are here",
        tally.people,
        here=format_decimal(tally.here),
        people=format_decimal(tally.people),
    )


def were_here(tally: Tally) -> str:
    """As in `12 of 48 people were here`."""
    return ngettext(
        "%(here)s of %(people)s person was here",
        "%(here)s of %(people)s people were here",
        tally.people,
        here=format_decimal(tally.here),
        people=format_decimal(tally.people),
    )
