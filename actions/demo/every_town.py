"""The made-up campaign in the database: imported like any other, then brought to life."""

import datetime as dt
import io
from collections.abc import Callable, Sequence

from sqlalchemy import Row, select, update

from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.database import db
from actions.demo import country
from actions.demo.service import DemoReport, add_sign_ins, day_of
from actions.demo.supporters import Awaited, add_people
from actions.events import publication
from actions.events.models import AddressVisibility, Event, EventState, Timeslot
from actions.imports.service import import_events
from actions.rsvps.models import Rsvp

SLUG = "every-town"
TITLE = "A Day in Every Town"
SUMMARY = (
    "A made-up campaign to try the site with: actions of every kind in every state and territory.\n\n"
    "**En español:** Una campaña inventada para probar el sitio: "
    "acciones de todo tipo en todos los estados y territorios."
)
REASON = "The permit was withdrawn. / Se retiró el permiso."
MOST = 100_000
IDS_A_STATEMENT = 500
Progress = Callable[[int], None]
# Hosts may post events of their own to the campaign.
_OURS = (Event.reference.like("town-%"),)


def load_many(count: int, now: dt.datetime, progress: Progress = lambda rows: None) -> DemoReport:
    """Bring in the first `count` events of the made-up campaign, or complete it. Doing it again changes nothing until
    the day is over; a larger number adds to a smaller one. `progress` is called with how many more events are done.
    """
    add_sign_ins(now)
    campaign = _campaign(now)
    campaign_id, day = campaign.id, day_of(campaign, now)
    db.session.commit()
    file = io.BytesIO(country.as_csv(count, day))
    imported = import_events(file, campaign_id, for_review=False, now=now, progress=progress)
    rsvp_count = _add_rsvps(campaign_id, now)
    _settle(campaign_id, now)
    db.session.commit()
    return DemoReport(day, imported, rsvp_count)


def _campaign(now: dt.datetime) -> Campaign:
    campaign = campaign_called(SLUG)
    if campaign is None:
        campaign = Campaign(slug=SLUG, title=TITLE, summary=SUMMARY, created_at=now)
        db.session.add(campaign)
        db.session.flush()
    return campaign


def _add_rsvps(campaign_id: int, now: dt.datetime) -> int:
    """Everybody comes alone, so that full is exactly full."""
    query = (
        select(Event.id, Event.reference, Event.postal_code, Timeslot.id)
        .join(Timeslot, Timeslot.event_id == Event.id)
        .where(Event.campaign_id == campaign_id, Event.id.not_in(select(Rsvp.event_id)), *_OURS)
        .order_by(Event.id)
    )
    awaited = [
        Awaited(event_id, postal_code, timeslot_id, country.going_count_of(country.number_of(reference or "")))
        for event_id, reference, postal_code, timeslot_id in db.session.execute(query)
    ]
    return add_people(awaited, now, party_sizes=(1,))


def _settle(campaign_id: int, now: dt.datetime) -> None:
    """What a file of events cannot say: which addresses are withheld, and what is called off."""
    query = select(Event.id, Event.reference, Event.state, Event.address_visibility).where(
        Event.campaign_id == campaign_id, *_OURS
    )
    rows = db.session.execute(query).all()
    withheld = _ids(rows, country.is_withheld, lambda row: row.address_visibility == AddressVisibility.PUBLIC)
    cancelled = _ids(rows, country.is_cancelled, lambda row: row.state == EventState.APPROVED)
    _change(withheld, address_visibility=AddressVisibility.GOING)
    _change(cancelled, state=EventState.CANCELLED, cancelled_at=now, cancel_reason=REASON, sequence=Event.sequence + 1)
    if withheld or cancelled:
        publication.mark_changed()


def _ids(
    rows: Sequence[Row[int, str | None, str, str]],
    is_meant: Callable[[int], bool],
    is_due: Callable[[Row[int, str | None, str, str]], bool],
) -> list[int]:
    return [row.id for row in rows if is_meant(country.number_of(row.reference or "")) and is_due(row)]


def _change(ids: list[int], **values: object) -> None:
    for start in range(0, len(ids), IDS_A_STATEMENT):
        some = ids[start : start + IDS_A_STATEMENT]
        db.session.execute(
            update(Event).where(Event.id.in_(some)).values(**values).execution_options(synchronize_session=False)
        )
