"""What goes into the picture: the public's rows of each table, as the public may see them.

Of each table the keys and what tells a changed row are read first, and compared; only the rows that differ are read
whole. For most tables what tells a changed row is the row itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, Text, case, cast, func, inspect, select
from sqlalchemy.orm import QueryableAttribute

from actions.coalition.models import Campaign, Organization
from actions.database import Model
from actions.embeds.models import EmbedOrigin
from actions.events.models import AddressVisibility, Event, EventMove, EventState, Publication, Timeslot
from actions.events.redaction import Audience, shown_place
from actions.publishing.tables import SCHEMA, SHOWN
from actions.rsvps.models import Rsvp
from actions.stories.models import CampaignStory, Picture

PUBLIC = Event.state.in_((EventState.APPROVED, EventState.CANCELLED))
# That an event is online is public, and searched for; the link itself is the key to its room.
SOME_LINK = "withheld"
Values = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where one table of the picture comes from. The first column of both statements is the key."""

    table: Table
    marks: Select[*tuple[Any, ...]]
    rows: Select[*tuple[Any, ...]]
    key: ColumnElement[Any] | QueryableAttribute[Any]
    shaped: Callable[[Row[*tuple[Any, ...]]], Values]

    def rows_of(self, keys: Sequence[Any]) -> Select[*tuple[Any, ...]]:
        """The whole rows with these keys."""
        return self.rows.where(self.key.in_(keys))


def _columns(model: type[Model]) -> Mapping[str, ColumnElement[Any]]:
    """What is shown of a model, by the column's name; the key comes first."""
    found = {
        attribute.columns[0].name: getattr(model, attribute.key)
        for attribute in inspect(model).column_attrs
        if attribute.columns[0].name in SHOWN[model]
    }
    key = inspect(model).primary_key[0].name
    return {key: found[key], **found}


def _as_it_is(row: Row[*tuple[Any, ...]]) -> Values:
    return dict(row._mapping)


def _source(
    model: type[Model],
    *,
    marks: Sequence[str] = (),
    among: Select[*tuple[Any, ...]] | None = None,
    joined: Select[*tuple[Any, ...]] | None = None,
    **instead: Any,
) -> Source:
    """The rows of one model: all of them, or those that are `among` some; `instead` stands for columns, which may need
    something to be `joined`.
    """
    columns = {**_columns(model), **instead}
    labelled = {name: column.label(name) for name, column in columns.items()}
    key = next(iter(columns))
    # By their keys alone: these are among the public's already, and SQLite would look through all of those again.
    rows = select(model) if joined is None else joined
    return Source(
        table=SCHEMA.table(model),
        marks=(select(model) if among is None else among).with_only_columns(
            labelled[key], *[labelled[name] for name in marks or list(columns)[1:]]
        ),
        rows=rows.with_only_columns(*labelled.values()),
        key=columns[key],
        shaped=_as_it_is,
    )


def _events() -> Source:
    marks = (
        "state", "changed_at", "decided_at", "cancelled_at", "postponed_at", "sequence", "address_visibility",
        "organization_id", "campaign_id", "first_starts_at", "last_ends_at", "kind",
    )  # fmt: skip
    plain = _source(Event, marks=marks, among=select(Event).where(PUBLIC))
    # Under the name by which `shown_place` knows it.
    columns = {**_columns(Event), "region": Event.region}
    rows: Select[*tuple[Any, ...]] = select(
        *[column.label(name) for name, column in columns.items() if name != "us_state"]
    )
    return Source(plain.table, plain.marks, rows, plain.key, _event)


def _event(row: Row[*tuple[Any, ...]]) -> Values:
    values = dict(row._mapping)
    place = shown_place(row, Audience.PUBLIC)
    for name in ("venue", "address", "city", "postal_code", "latitude", "longitude", "precision"):
        values[name] = getattr(place, name)
    values["us_state"] = values.pop("region")
    values["online_url"] = SOME_LINK if values["online_url"] else ""
    return values


def _moves() -> Source:
    known = case((Event.address_visibility == AddressVisibility.GOING, ""), else_=EventMove.venue)
    joined = select(EventMove).join(Event, Event.id == EventMove.event_id)
    return _source(EventMove, among=joined.where(PUBLIC), joined=joined, venue=known)


def _pictures() -> Source:
    shown = select(CampaignStory.campaign_id).where(cast(CampaignStory.published, Text).contains(Picture.digest))
    return _source(Picture, marks=("digest", "alt"), among=select(Picture).where(shown.exists()))


def _people() -> Source:
    columns = (Rsvp.event_id.label("event_id"), func.sum(Rsvp.party_size).label("people"))
    summed = select(*columns).where(Rsvp.is_going).group_by(Rsvp.event_id)
    public = summed.join(Event, Event.id == Rsvp.event_id).where(PUBLIC)
    return Source(SCHEMA.people, public, summed, Rsvp.event_id, _as_it_is)


SOURCES = (
    _source(Organization),
    _source(Campaign),
    _source(CampaignStory, marks=("published_at",)),
    _pictures(),
    _source(EmbedOrigin),
    _events(),
    _source(Timeslot, among=select(Timeslot).join(Event).where(PUBLIC)),
    _moves(),
    _people(),
    _source(Publication),
)
