"""The form of one reminder rule."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from actions.events.fields import ChoiceField
from actions.events.schedule import read_time
from actions.forms import AtMost, Filled, LineField, LinesField, SessionForm
from actions.locale import LANGUAGES
from actions.reminders.rules import MOST_DAYS, MOST_HOURS, Anchor, Audience, Direction, Rule, Unit
from actions.stories.mail_forms import few_elements
from actions.stories.mail_texts import MOST_CHARACTERS


class HostWordsForm(SessionForm):
    """A host's own paragraph in the reminders of their action."""

    words = LinesField(_l("Your words"), [AtMost(MOST_CHARACTERS), few_elements])


class RuleForm(SessionForm):
    """How many days or hours before or after what, at which time, to whom."""

    amount = LineField(_l("How many"), [Filled(_l("Enter a number"))], default="1")
    unit = ChoiceField(_l("Days or hours"), [(Unit.DAYS.value, _l("days")), (Unit.HOURS.value, _l("hours"))])
    direction = ChoiceField(
        _l("Before or after"), [(Direction.BEFORE.value, _l("before")), (Direction.AFTER.value, _l("after"))]
    )
    anchor = ChoiceField(_l("Of what"), [(Anchor.START.value, _l("the start")), (Anchor.END.value, _l("the end"))])
    at = LineField(_l("Time of day, where the action is"))
    audience = ChoiceField(
        _l("To whom"),
        [
            (Audience.GOING.value, _l("All who are going")),
            (Audience.WAITLISTED.value, _l("All on the waiting list")),
            (Audience.CHECKED_IN.value, _l("Those who were checked in")),
            (Audience.NO_SHOW.value, _l("Those who held a place and did not come")),
            (Audience.HOSTS.value, _l("The hosts")),
        ],
    )
    language = ChoiceField(_l("Language"), [("", _l("Whatever they read")), *LANGUAGES.items()])

    def validate_amount(self, field: Field) -> None:
        """A number that a rule can have."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= max(MOST_DAYS, MOST_HOURS)):
            raise ValidationError(str(_l("Enter a whole number, at most 30 for days and 72 for hours")))

    def validate_at(self, field: Field) -> None:
        """Nothing, or a time of day, which goes with days."""
        if not field.data:
            return
        if read_time(field.data) is None:
            raise ValidationError(str(_l("Enter a time like 11:00 AM")))
        if self.unit.data == Unit.HOURS:
            raise ValidationError(str(_l("A time of day goes with days. Leave it empty for hours.")))

    def rule(self) -> Rule:
        """The rule that was typed; ask only when the form will do."""
        at = read_time(self.at.data or "")
        return Rule(
            Direction(self.direction.data),
            Anchor(self.anchor.data),
            int(self.amount.data or 0),
            Unit(self.unit.data),
            at.replace(second=0) if at else None,
            Audience(self.audience.data),
            self.language.data or "",
        )
