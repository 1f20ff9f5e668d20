"""What the host's form begins with, and what the host is told after saving it."""

from collections.abc import Sequence
from typing import Any

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from actions import localtime
from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.events.changes import Outcome
from actions.events.forms import EventForm
from actions.forms import one_line
from actions.geo.gazetteer import bundled
from actions.geo.places import Found


def start_values(user: User, campaigns: Sequence[Campaign], slug: str | None, near: str = "") -> dict[str, Any]:
    """A new action's first values: the campaign and the place that were asked for, its day, the host as the one to ask.

    `near` is what somebody searched for before they found nothing and chose to host one there.
    """
    chosen = next((campaign for campaign in campaigns if campaign.slug == slug), campaigns[0])
    day = chosen.day_on.isoformat() if chosen.day_on else ""
    return {
        "campaign": chosen.id,
        "timeslots": [{"on": day}],
        "contact_name": user.name,
        "contact_email": user.email,
        **_place_values(near),
    }


def _place_values(near: str) -> dict[str, str]:
    answer = bundled().search(one_line(near))
    if not isinstance(answer, Found):
        return {}
    place = answer.place
    town = "" if place.precision.is_area else place.name
    return {"city": town, "region": place.state, "postal_code": place.postal_code or ""}


def flash_saved(form: EventForm, outcome: Outcome | None = None) -> None:
    """Say what was done with what was typed, where it is not plain to see."""
    zone = form.zone
    for starts_at in form.rows.ambiguous:
        flash(
            _(
                "On %(day)s the clocks go back and one hour comes twice. We took the first of the two for the time "
                "that begins at %(time)s.",
                day=localtime.long_day(starts_at, zone),
                time=localtime.clock_time(starts_at, zone),
            ),
            "warning",
        )
    if outcome is None:
        flash(_("Saved. Only you and the organizers can see it so far."), "good")
        return
    if outcome == Outcome():
        flash(_("Nothing was different, so nothing was changed."), "good")
        return
    flash(_("Your changes are saved."), "good")
    if outcome.overfull_count:
        flash(
            ngettext(
                "More people are coming at one of your times than it now has places. Nobody loses theirs; nobody "
                "new gets in.",
                "More people are coming at %(num)s of your times than they now have places. Nobody loses theirs; "
                "nobody new gets in.",
                outcome.overfull_count,
            ),
            "warning",
        )
