"""What a campaign may add to its mails: a few lines of Markdown for each occasion, in each language."""

from collections.abc import Mapping
from enum import StrEnum

from actions.stories.story import Words

MOST_CHARACTERS = 1_000
# Each carries its own style in a mail, and mail programs cut what is longer than they like.
MOST_ELEMENTS = 100


class Occasion(StrEnum):
    """When the mail goes out that the text stands in."""

    CONFIRMATION = "confirmation"
    # Every reminder before the action, but those that have words of their own.
    REMINDER = "reminder"
    DAY_BEFORE = "day_before"
    ON_DAY = "on_day"
    THANKS = "thanks"


MailTexts = Mapping[str, Words]
# The kinds of mail that have such a text in them.
OCCASIONS: Mapping[str, Occasion] = {
    "rsvp-confirmed": Occasion.CONFIRMATION,
    "reminder-ahead": Occasion.REMINDER,
    "reminder-day-before": Occasion.DAY_BEFORE,
    "reminder-on-day": Occasion.ON_DAY,
    "thanks-after": Occasion.THANKS,
}
OWN_INSTEAD_OF = {Occasion.DAY_BEFORE: Occasion.REMINDER, Occasion.ON_DAY: Occasion.REMINDER}


def words_for(texts: MailTexts, kind: str) -> Words:
    """What stands in a mail of a kind: the words of its occasion, or the common ones where it has none of its own."""
    occasion = OCCASIONS.get(kind)
    if occasion is None:
        return {}
    common = OWN_INSTEAD_OF.get(occasion)
    return texts.get(occasion) or (texts.get(common) if common else None) or {}
