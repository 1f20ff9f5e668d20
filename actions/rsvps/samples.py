"""Made-up people and an action, for showing how a mail reads. None of it is ever stored.

Their numbers are 0, which no row has: what is signed for them, as the links in a mail are, opens nothing.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy import inspect

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.events.models import Event, EventState, Timeslot
from actions.mail.rendering import in_language
from actions.rsvps.models import Rsvp
from actions.sealing import lookup_hash
from actions.stories.story import Told

NOBODY = 0
ZONE = "America/Chicago"
EMAIL = "maria@example.org"


@dataclass(frozen=True)
class Sample:
    """A host, their action, and somebody who is coming to it."""

    host: User
    event: Event
    timeslots: list[Timeslot]
    rsvp: Rsvp
    # What the campaign adds to the mail.
    campaign_words: list[Told] = field(default_factory=list)


def sample(now: dt.datetime, language: str, *, days: int = 7, email: str = EMAIL) -> Sample:
    """One with an action that is on in so many days, for a reader of a language."""
    with in_language(language):
        host = _host(now, language)
        event = _event(now, host)
    starts_at = dt.datetime.combine(_local_day(now, event) + dt.timedelta(days=days), dt.time(11), event.zone)
    ends_at = starts_at + dt.timedelta(hours=2)
    timeslot = Timeslot(
        id=NOBODY,
        event=event,
        event_id=NOBODY,
        starts_at=starts_at.astimezone(dt.UTC),
        ends_at=ends_at.astimezone(dt.UTC),
        going_count=24,
    )
    event.first_starts_at, event.last_ends_at = timeslot.starts_at, timeslot.ends_at
    return Sample(host, event, [timeslot], _rsvp(now, event, language, email))


def sample_about(event: Event, timeslots: list[Timeslot], host_words: str, now: dt.datetime, language: str) -> Sample:
    """Somebody made up who is coming to the next timeslot of a real event, whose host has these words for them.

    The event is a copy: what is set on the row itself would be stored.
    """
    made_up = sample(now, language)
    columns = {column.key: getattr(event, column.key) for column in inspect(Event).column_attrs}
    made_up.rsvp.event = Event(**{**columns, "host_words": host_words})
    to_come = [timeslot for timeslot in timeslots if not timeslot.has_ended(now)]
    return replace(made_up, event=made_up.rsvp.event, timeslots=(to_come or timeslots)[:1])


def _local_day(now: dt.datetime, event: Event) -> dt.date:
    return now.astimezone(event.zone).date()


def _host(now: dt.datetime, language: str) -> User:
    email = "pat@example.org"
    return User(
        id=NOBODY,
        email=email,
        email_hash=lookup_hash(email),
        name="Pat Sample",
        language=language,
        email_verified_at=now,
        created_at=now,
    )


def _event(now: dt.datetime, host: User) -> Event:
    return Event(
        id=NOBODY,
        campaign=Campaign(id=NOBODY, slug="sample", title=_("A sample campaign"), created_at=now),
        campaign_id=NOBODY,
        host=host,
        host_id=NOBODY,
        title=_("Rally at the Old Courthouse"),
        description="",
        kind="rally",
        state=EventState.APPROVED,
        venue=_("Old Courthouse"),
        address="100 Example Street",
        city="Springfield",
        region="IL",
        postal_code="62701",
        address_visibility="public",
        time_zone=ZONE,
        online_url="",
        access_notes="",
        what_to_bring=_("Water, and a sign if you like."),
        instructions=_("We gather at the **north steps**. Look for the yellow banner."),
        host_words=_("I bring the *banner*. See you there!"),
        contact_name=host.name,
        contact_email=host.email,
        contact_phone="312-555-0100",
        sequence=1,
        created_at=now,
        changed_at=now,
        decline_reason=_("Please say where exactly people meet."),
        cancel_reason=_("A storm is on its way."),
        postpone_reason=_("The square is closed for repairs that day."),
    )


def _rsvp(now: dt.datetime, event: Event, language: str, email: str) -> Rsvp:
    return Rsvp(
        id=NOBODY,
        event=event,
        event_id=NOBODY,
        given_name="Maria",
        family_name="Sample",
        email=email,
        email_hash=lookup_hash(email),
        phone="",
        postal_code="62701",
        language=language,
        party_size=2,
        is_waiting=False,
        created_at=now,
        changed_at=now,
    )
