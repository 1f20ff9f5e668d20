"""How many are coming, as the public reads it: in bands, because an exact small number points at people."""

from flask_babel import gettext as _

from actions.numerals import numeral

# From here on people are told to hurry, on a card and on the page alike.
FEW_PLACES = 5
BANDS = (10_000, 5_000, 2_500, 1_000, 500, 250, 100, 50, 25, 10, 5)


def going_band(count: int) -> str | None:
    """As in `50+ going`; nothing while there are fewer than five."""
    for least in BANDS:
        if count >= least:
            return _("%(count)s+ going", count=numeral(least))
    return None
