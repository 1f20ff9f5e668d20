"""What a reviewer should look at twice, read off the event itself. Pure: nothing here decides anything."""

import datetime as dt
import re
from collections.abc import Mapping

from flask_babel import gettext as _

from actions.events.models import Event, EventState
from actions.events.redaction import Audience, shown_place

SOON = dt.timedelta(days=2)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b")


def hints(event: Event, host_counts: Mapping[str, int], now: dt.datetime) -> list[str]:
    """A sentence for each thing that stands out, the most pressing first."""
    again = [_("It was declined before, and its host sent it in again.")] if _was_declined(event) else []
    about_what_it_says = [*_about_place(event), *_about_host(event, host_counts), *_about_text(event)]
    return [*_about_time(event, now), *again, *about_what_it_says]


def _was_declined(event: Event) -> bool:
    # Only what was declined can come back to wait.
    return event.state == EventState.PENDING and event.decided_at is not None


def _about_time(event: Event, now: dt.datetime) -> list[str]:
    if event.is_over(now):
        return [_("All its times are past.")]
    if event.first_starts_at is not None and event.first_starts_at < now + SOON:
        return [_("It begins in less than two days.")]
    return []


def _about_place(event: Event) -> list[str]:
    place = shown_place(event, Audience.STAFF)
    if event.is_online and not place.town:
        return []
    if place.latitude is None:
        return [_("It is not on the map: its place is not known to us.")]
    if not place.is_exact:
        return [_("Its place on the map is approximate. Can people find it from the address and the text?")]
    return []


def _about_host(event: Event, counts: Mapping[str, int]) -> list[str]:
    if event.host is None:
        return [_("Nobody hosts it, so nobody is told what you decide.")]
    found = []
    if event.host.email_verified_at is None:
        found.append(_("The host has not confirmed their mail address."))
    if not counts.get(EventState.APPROVED, 0):
        found.append(_("No other action of this host is public."))
    return found


def _about_text(event: Event) -> list[str]:
    found = []
    if not event.description:
        found.append(_("There is no description."))
    public = f"{event.title}\n{event.description}\n{event.access_notes}"
    if _LINK.search(public):
        found.append(_("The text has a link. See where it leads."))
    if _CONTACT.search(public):
        found.append(_("The text has a phone number or a mail address that everybody will read."))
    return found
