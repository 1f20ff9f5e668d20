"""The buttons of the list: one form around all of them, so the one that was pressed names the person."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from actions.checkin.service import Press
from actions.errors import DomainError
from actions.events.queries import LARGEST_ID
from actions.forms import SessionForm


class NothingPressed(DomainError):
    """The form came without its button, or with one that this site did not make."""

    def __init__(self) -> None:
        super().__init__(_l("We could not tell whom you meant. Press the button beside the name again."))


class PressForm(SessionForm):
    """`here` or `away`, each the number of an attendance."""

    here = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])
    away = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])

    def press(self) -> Press:
        """What was pressed.

        Raises:
            NothingPressed: none or both of them, or no number.
        """
        if not self.validate_on_submit() or (self.here.data is None) == (self.away.data is None):
            raise NothingPressed
        return Press(self.here.data or self.away.data or 0, is_here=self.here.data is not None)
