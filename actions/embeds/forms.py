"""Forms of the page about an organization's sites."""

from flask_babel import lazy_gettext as _l

from actions.embeds.origins import LONGEST_ORIGIN
from actions.forms import AtMost, Filled, LineField, SessionForm

# Whole addresses are pasted; what comes after the host is cut off.
LONGEST_PASTED = LONGEST_ORIGIN + 500


class OriginForm(SessionForm):
    """One site."""

    origin = LineField(
        _l("Address of the site"),
        [Filled(_l("Enter the site’s address, like https://www.example.org")), AtMost(LONGEST_PASTED)],
    )
