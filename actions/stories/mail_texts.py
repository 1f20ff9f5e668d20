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
    REMINDER = "reminder"
    THANKS = "thanks"


MailTexts = Mapping[str, Words]
# The kinds of mail that have such a text in them.
OCCASIONS: Mapping[str, Occasion] = {
    "rsvp-confirmed": Occasion.CONFIRMATION,
    "reminder-ahead": Occasion.REMINDER,
    "reminder-day-before": Occasion.REMINDER,
    "reminder-on-day": Occasion.REMINDER,
    "thanks-after": Occasion.THANKS,
}
