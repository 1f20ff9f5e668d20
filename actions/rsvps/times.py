"""The times that a form offers: those with room, and those that can be waited for, as boxes under one question."""

import datetime as dt
import re
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from actions import localtime
from actions.forms import PublicForm
from actions.rsvps.offer import Offer, OfferedTimeslot

# A number, what its box says, and the box's attributes.
Box = tuple[int, str, dict[str, bool]]


class TimeBox(CheckboxInput):
    """A checkbox that can be out of reach: wtforms hands a choice's own attributes to menus only."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Render one time."""
        return super().__call__(field, **(field.choice.render_kw or {}), **kwargs)


class TimeslotsField(SelectMultipleField):
    """Some of several times, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = TimeBox()

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, validate_choice=False, **kwargs)  # type: ignore[arg-type]  # as in actions.forms: any label that turns into text

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the numbers; what is none was never on the page."""
        self.data = [int(text) for text in valuelist if re.fullmatch(r"[0-9]{1,9}", text)]


class TimesForm(PublicForm):
    """A form that asks for which times somebody comes, and for which full ones they would wait."""

    timeslot = TimeslotsField(_l("When are you going?"))
    waitlist = TimeslotsField(_l("Waiting list"))

    def set_times(
        self,
        offer: Offer,
        now: dt.datetime,
        *,
        held: Collection[int] = (),
        waited: Collection[int] = (),
        people: int = 1,
    ) -> None:
        """Take over what there is for so many people. What somebody holds they can keep, and go on waiting too."""
        self._zone, self._people = ZoneInfo(offer.time_zone), people
        to_come = sorted(offer.to_come(now), key=lambda slot: (slot.starts_at, slot.id)) if offer.is_open(now) else []
        self._line = [
            slot
            for slot in to_come
            if slot.starts_at > now and (slot.id in waited or not (slot.id in held or slot.has_room_for(people)))
        ]
        self.timeslot.choices = [
            self._place(slot, is_held=slot.id in held)
            for slot in to_come
            if slot not in self._line or slot.has_room_for(1) or slot.id in held
        ]
        self.waitlist.choices = [self._turn(slot) for slot in self._line]
        self._has_room = any(slot.id in held or slot.has_room_for(1) for slot in to_come)
        self.is_single = len(to_come) == 1
        self._order = [slot.id for slot in to_come]
        # Of one time nothing need be asked where it is full, or waited for already.
        self.is_settled = self.is_single and (bool(waited) or not self._has_room)
        self.places_left = to_come[0].places_left if self.is_single else None

    @property
    def times(self) -> list[Any]:
        """The boxes in the order of their times; none where there is nothing to choose."""
        if self.is_settled:
            return []
        boxes = [*(() if self.is_single else self.timeslot), *self.waitlist]
        return sorted(boxes, key=lambda box: self._order.index(box.data))

    @property
    def settled_waits(self) -> list[int]:
        """The one time that is waited for without being asked."""
        return [slot.id for slot in self._line] if self.is_settled else []

    @property
    def only_waits(self) -> bool:
        """Whether there is nothing but the waiting list."""
        return bool(self._line) and not self._has_room

    @property
    def is_open(self) -> bool:
        """Whether anybody can sign up or wait."""
        return bool(self._line) or self._has_room

    def _place(self, slot: OfferedTimeslot, *, is_held: bool) -> Box:
        time, left = self._words(slot), slot.places_left
        if is_held or left is None or left >= self._people:
            return slot.id, time, {}
        if left < 1:
            return slot.id, _("%(time)s (full)", time=time), {"disabled": True}
        words = ngettext("%(time)s (%(num)s place left)", "%(time)s (%(num)s places left)", left, time=time)
        return slot.id, words, {}

    def _turn(self, slot: OfferedTimeslot) -> Box:
        time = self._words(slot)
        if slot.has_room_for(1) and self._people > 1:
            return slot.id, _("%(time)s: waiting list, for all %(people)s of you", time=time, people=self._people), {}
        return slot.id, _("%(time)s (full: waiting list)", time=time), {}

    def _words(self, slot: OfferedTimeslot) -> str:
        day = localtime.long_day(slot.starts_at, self._zone)
        return f"{day}, {localtime.time_range(slot.starts_at, slot.ends_at, self._zone)}"
