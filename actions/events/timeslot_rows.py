"""The rows of timeslots in the host's form: added and removed, and turned into instants once the zone is known."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, HiddenField

from actions.events.draft import TimeslotDraft
from actions.events.models import Timeslot
from actions.events.schedule import (
    MOST_TIMESLOTS,
    LocalTimes,
    Span,
    TimeRefused,
    check_ahead,
    read_day,
    read_time,
    span_of,
)
from actions.forms import AtMost, LineField

MOST_PLACES = 1_000_000


class TimeslotForm(Form):
    """One row, as typed. `id` is the timeslot that it changes."""

    id = HiddenField()
    on = LineField(_l("Date"), [AtMost(40)], render_kw={"type": "date"})
    starts = LineField(_l("Starts"), [AtMost(40)], render_kw={"type": "time"})
    ends = LineField(_l("Ends"), [AtMost(40)], render_kw={"type": "time"})
    capacity = LineField(_l("Places"), [AtMost(12)], render_kw={"inputmode": "numeric"})

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not (self.on.data or self.starts.data or self.ends.data)

    def times(self) -> LocalTimes | None:
        """The day and the times; nothing, and sentences beside the inputs, when they cannot be read."""
        on, starts, ends = read_day(_typed(self.on)), read_time(_typed(self.starts)), read_time(_typed(self.ends))
        if on is None:
            _refuse(self.on, _("Enter a date like 12/5/2026"))
        if starts is None:
            _refuse(self.starts, _("Enter when it starts, like 11:00 AM"))
        if ends is None:
            _refuse(self.ends, _("Enter when it ends, like 1:00 PM"))
        return LocalTimes(on, starts, ends) if on and starts is not None and ends is not None else None

    def places(self) -> int | None:
        """The number of places; nothing when there is no limit, or it cannot be read and a sentence says so."""
        text = _typed(self.capacity).replace(",", "").replace(" ", "")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,7}", text) or not 1 <= int(text) <= MOST_PLACES:
            _refuse(self.capacity, _("Enter how many people fit, like 50, or leave it empty"))
            return None
        return int(text)


class TimeslotRows:
    """All rows of a form. `existing` are the event's timeslots as they are now."""

    def __init__(self, field: "FieldList[Any]", existing: Sequence[Timeslot]) -> None:
        self._field = field
        self._before = {slot.id: Span(slot.starts_at, slot.ends_at) for slot in existing}
        self.drafts: tuple[TimeslotDraft, ...] = ()
        # The starts of timeslots whose wall time comes twice that night; the host is told which was taken.
        self.ambiguous: tuple[dt.datetime, ...] = ()

    @property
    def forms(self) -> list[TimeslotForm]:
        """The rows in order."""
        return [entry.form for entry in self._field.entries]

    @property
    def may_grow(self) -> bool:
        """Whether there is room for one more."""
        return len(self._field.entries) < MOST_TIMESLOTS

    def add(self) -> None:
        """One more row, with the hours of the last."""
        if self.may_grow:
            last = self.forms[-1] if self._field.entries else None
            names = ("starts", "ends", "capacity")
            self._field.append_entry({name: last[name].data for name in names} if last else {})

    def remove(self, number: int) -> None:
        """Take a row away; one always stays."""
        if 0 <= number < len(self._field.entries) > 1:
            del self._field.entries[number]

    def check(self, zone: str, now: dt.datetime) -> None:
        """Read every row; afterwards `drafts` holds them, or sentences stand beside what is wrong.

        Without a zone, because the place is still in doubt, only what was typed is looked at.
        """
        rows = [row for row in self.forms if not row.is_blank] or self.forms[:1]
        if len(rows) > MOST_TIMESLOTS:
            _refuse(rows[MOST_TIMESLOTS].on, _("An action has at most %(most)s times", most=MOST_TIMESLOTS))
            return
        drafts: list[TimeslotDraft] = []
        ambiguous: list[dt.datetime] = []
        for row in rows:
            span = self._span(row, zone, now)
            if span is None:
                continue
            if any(draft.starts_at == span.starts_at for draft in drafts):
                _refuse(row.on, _("This is the same time as one above. Change it or remove it."))
            drafts.append(TimeslotDraft(span.starts_at, span.ends_at, row.places(), self._id(row)))
            ambiguous += [span.starts_at] if span.is_ambiguous else []
        self.drafts, self.ambiguous = tuple(drafts), tuple(ambiguous)

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each input that needs another look, and the sentence; rows are numbered where there are several."""
        for number, row in enumerate(self.forms, 1):
            for field in row:
                if field.errors:
                    message = str(field.errors[0])
                    several = len(self.forms) > 1
                    yield (
                        field.id,
                        _("Time %(number)s: %(problem)s", number=number, problem=message) if several else message,
                    )

    def _span(self, row: TimeslotForm, zone: str, now: dt.datetime) -> Span | None:
        times, _places = row.times(), row.places()
        if times is None or not zone:
            return None
        try:
            span = span_of(times, zone)
            check_ahead(span, now, self._before.get(self._id(row) or 0))
        except TimeRefused as refused:
            _refuse(row[refused.part], str(refused.message))
            return None
        return span

    def _id(self, row: TimeslotForm) -> int | None:
        text = _typed(row.id)
        known = text.isascii() and text.isdigit() and int(text[:18]) in self._before
        return int(text) if known else None


def _typed(field: Field) -> str:
    return str(field.data or "")


def _refuse(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]
