"""The form with which anybody reports what is wrong with an event."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form
from wtforms.validators import Optional, StopValidation

from actions.events.fields import RadiosField
from actions.forms import AtMost, LineField, LinesField, PublicForm, email_address
from actions.moderation.models import Reason
from actions.moderation.reporting import ReportDraft
from actions.rsvps.forms import left_empty

REASONS: dict[str, LazyString] = {
    Reason.WRONG: _l("Time, place or text are wrong"),
    Reason.NOT_THERE: _l("It does not take place, or nobody was there"),
    Reason.UNSAFE: _l("It is not safe, or it calls for violence"),
    Reason.PRIVATE: _l("It shows somebody's home or private details"),
    Reason.HATEFUL: _l("It insults or threatens people"),
    Reason.OTHER: _l("Something else"),
}


def known_reason(form: Form, field: Field) -> None:
    """One of those on the page."""
    if field.data not in REASONS:
        raise StopValidation(_("Choose what is wrong"))


class ReportForm(PublicForm):
    """What is wrong, in one press and as many words as somebody likes."""

    reason = RadiosField(_l("What is wrong?"), REASONS.items(), validators=[known_reason], validate_choice=False)
    words = LinesField(_l("In your words"), [AtMost(2_000)])
    email = LineField(_l("Your email address"), [Optional(), AtMost(254), email_address])
    leave_empty = LineField(_l("Leave this field empty"), [left_empty])

    def draft(self) -> ReportDraft:
        """What was typed, checked."""
        return ReportDraft(str(self.reason.data), self.words.data or "", self.email.data or "")
