"""Forms of the review page."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from actions.forms import AtMost, Filled, LinesField, SessionForm

LONGEST_REASON = 2_000


class ApproveForm(SessionForm):
    """Approve what was `seen`."""

    seen = HiddenField()


class DeclineForm(ApproveForm):
    """Decline what was `seen`, and say why."""

    reason = LinesField(
        _l("What should the host change?"),
        [Filled(_l("Write a reason: the host reads it and can change the action.")), AtMost(LONGEST_REASON)],
    )
