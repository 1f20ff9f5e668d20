"""What an organizer chooses to hold."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from actions.dispatch.service import NO_SUCH_ACTION, NoSuchTarget, Target, named
from actions.forms import LineField, SessionForm

Choices = Sequence[tuple[str, str]]


class HoldForm(SessionForm):
    """One form behind several buttons: `scope` says which was pressed."""

    scope = StringField()
    campaign = SelectField(_l("Campaign"), validate_choice=False)  # type: ignore[arg-type]  # takes it
    state = SelectField(_l("State"), validate_choice=False)  # type: ignore[arg-type]  # as above
    event = LineField(_l("Action (number or address)"))

    def __init__(self, campaigns: Choices, states: Choices, *, is_sent: bool) -> None:
        super().__init__(*(() if is_sent else (None,)))
        self.campaign.choices = [("", _("Choose a campaign")), *campaigns]
        self.state.choices = [("", _("Choose a state")), *states]

    def target(self) -> Target | None:
        """What was chosen; nothing, and a sentence beside the field, when nothing was."""
        try:
            return named(
                self.scope.data or "",
                campaign=self.campaign.data or "",
                state=self.state.data or "",
                event=self.event.data or "",
            )
        except NoSuchTarget as problem:
            self[problem.field].errors = [str(problem.message)]
            return None

    def refuse_event(self) -> None:
        """Say of somebody else's action what is said of none: who may not hold it learns nothing of it."""
        self.event.errors = [str(NO_SUCH_ACTION)]
