"""What the queue's page calls lanes, standings, and kinds of mail."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.mail.models import Lane

STANDINGS: dict[str, LazyString] = {
    "scheduled": _l("For later"),
    "due": _l("Due"),
    "deferred": _l("Trying again"),
    "held": _l("Held"),
    "sent": _l("Sent"),
    "failed": _l("Failed"),
    "dropped": _l("Out of date"),
}
LANES: dict[Lane, LazyString] = {
    Lane.SAFETY: _l("Called off, and signing in"),
    Lane.CHANGE: _l("Changes"),
    Lane.CONFIRMATION: _l("Confirmations"),
    Lane.REMINDER: _l("Reminders and thanks"),
    Lane.HOST: _l("To hosts"),
    Lane.DIGEST: _l("Digests"),
}
KINDS: dict[str, LazyString] = {
    "account-exists": _l("You have an account already"),
    "event-approved": _l("Your action is public"),
    "event-cancelled": _l("The action is called off"),
    "event-changed": _l("The action changed"),
    "event-declined": _l("Your action was declined"),
    "event-postponed": _l("The action is postponed"),
    "missed-you": _l("We missed you"),
    "no-place-after": _l("No place came free"),
    "reminder-ahead": _l("Reminder some days before"),
    "reminder-day-before": _l("Reminder the day before"),
    "reminder-host": _l("Reminder to the host"),
    "reminder-on-day": _l("Reminder on the day"),
    "reminder-waitlisted": _l("Still on the waiting list"),
    "reply-to-host": _l("A message for the host"),
    "reply-to-supporter": _l("A message from the host"),
    "rsvp-cancelled": _l("You gave your place up"),
    "rsvp-confirmed": _l("You are coming"),
    "rsvp-moved-up": _l("A place came free"),
    "rsvp-waitlisted": _l("On the waiting list"),
    "sign-in-link": _l("Link to sign in"),
    "thanks-after": _l("Thanks after an action"),
    "verify-address": _l("Confirm your address"),
}
