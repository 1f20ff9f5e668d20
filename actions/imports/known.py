"""What an import meets again: the events of rows it brought before, or that an export wrote."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from actions.database import db
from actions.events.draft import EventDraft
from actions.events.models import Event
from actions.events.queries import events_by_reference

# The table has no columns for these, so what a host wrote there stays.
NOT_IN_TABLE = (
    "address_visibility",
    "access_notes",
    "instructions",
    "contact_name",
    "contact_email",
    "contact_phone",
)
# How `events export` calls an event that no import brought.
_EXPORTED = re.compile(r"event-([0-9]{1,9})")


def known_events(campaign_id: int, references: Sequence[str]) -> dict[str, Event]:
    """The campaign's events by reference, those that hosts posted included; one statement, or two, for a batch."""
    numbers = {int(match[1]): match[0] for match in map(_EXPORTED.fullmatch, references) if match}
    found = events_by_reference(campaign_id, references)
    if numbers:
        query = select(Event).where(
            Event.campaign_id == campaign_id, Event.reference.is_(None), Event.id.in_(list(numbers))
        )
        found |= {numbers[event.id]: event for event in db.session.scalars(query)}
    return found


def completed(draft: EventDraft, event: Event) -> EventDraft:
    """The draft of a row with what the table cannot say of an event that exists."""
    return replace(draft, **{name: getattr(event, name) for name in NOT_IN_TABLE})
