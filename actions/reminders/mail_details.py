"""What a reminder's row says of it: by which rule it is owed, and about which day."""

import datetime as dt
from functools import lru_cache

from actions.mail.models import OutboxMail
from actions.reminders.rules import DAY_BEFORE, ON_DAY, Rule

# Those queued before rules had names say none.
UNNAMED = {"reminder-day-before": DAY_BEFORE.signature, "reminder-on-day": ON_DAY.signature}
_named = lru_cache(Rule.named)


def rule_of(mail: OutboxMail) -> Rule:
    """The rule that it is owed by."""
    return _named(str(mail.details.get("rule") or UNNAMED[mail.kind]))


def day_of(mail: OutboxMail) -> dt.date:
    """The day it is about, where the action is."""
    return dt.date.fromisoformat(str(mail.details["day"]))
