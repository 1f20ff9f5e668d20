"""Deeds at the queue: hold mail, release it, and try again what failed."""

import datetime as dt
import re
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, update

from actions.coalition.models import Campaign
from actions.coalition.queries import campaign_called
from actions.database import db
from actions.dispatch import queries
from actions.errors import DomainError
from actions.events.models import Event
from actions.events.queries import event_of
from actions.geo.gazetteer import bundled
from actions.mail import holds
from actions.mail.models import HoldScope, MailState, OutboxMail

# As in `17`, `17-rally-chicago` or `https://example.org/events/17-rally-chicago?source=mail`.
_EVENT_NUMBER = re.compile(r"(?:.*/events/)?([0-9]{1,10})(?:[-/.?#].*)?")
NO_SUCH_ACTION = _l("There is no action of that number.")


class NoSuchTarget(DomainError):
    """What is to be held was not named, or is not there. `field` is the part of the form that says it."""

    def __init__(self, field: str, message: str | LazyString) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Target:
    """What a hold is about: all mail, a campaign's, a state's, or one event's."""

    scope: HoldScope
    campaign: Campaign | None = None
    us_state: str | None = None
    event: Event | None = None

    @property
    def steered_campaign(self) -> Campaign | None:
        """The campaign whose organizers may hold this; none when it is for the whole coalition's."""
        return self.event.campaign if self.event else self.campaign


def named(scope: str, *, campaign: str = "", state: str = "", event: str = "") -> Target:
    """What people name by a campaign's slug, a state's two letters, an event's number or the address of a page of its.

    Raises:
        NoSuchTarget: there is no such thing.
    """
    match scope:
        case HoldScope.ALL:
            return Target(HoldScope.ALL)
        case HoldScope.CAMPAIGN:
            found = campaign_called(campaign)
            if found is None:
                raise NoSuchTarget("campaign", _l("Choose a campaign"))
            return Target(HoldScope.CAMPAIGN, campaign=found)
        case HoldScope.STATE:
            if state.upper() not in {known.code for known in bundled().states()}:
                raise NoSuchTarget("state", _l("Choose a state"))
            return Target(HoldScope.STATE, us_state=state.upper())
        case HoldScope.EVENT:
            found_number = _EVENT_NUMBER.fullmatch(event.strip())
            action = event_of(int(found_number[1])) if found_number else None
            if action is None:
                raise NoSuchTarget("event", NO_SUCH_ACTION)
            return Target(HoldScope.EVENT, event=action)
    raise NoSuchTarget("scope", _l("Choose what to hold"))


def hold(target: Target, user_id: int | None, *, now: dt.datetime) -> bool:
    """Hold its mail from now on; false when it is held already."""
    return holds.hold(
        target.scope,
        campaign_id=target.campaign.id if target.campaign else None,
        us_state=target.us_state,
        event_id=target.event.id if target.event else None,
        user_id=user_id,
        now=now,
    )


def release(hold_id: int, user_id: int | None, *, now: dt.datetime) -> bool:
    """Let its mail go on; false when that was done already."""
    return holds.release(hold_id, user_id=user_id, now=now)


def try_again(mail_id: int, may_see: ColumnElement[bool], *, and_alike: bool, now: dt.datetime) -> int:
    """Queue a failed mail anew, or all that failed with the same answer, of those that one `may_see`; how many.

    The answer stays until there is another. What is out of date by now is dropped when its turn comes.
    """
    same_answer = select(OutboxMail.outcome).where(OutboxMail.id == mail_id).scalar_subquery()
    chosen = OutboxMail.outcome == same_answer if and_alike else OutboxMail.id == mail_id
    ids = queries.failed(OutboxMail.id).where(may_see, chosen)
    statement = (
        update(OutboxMail)
        .where(OutboxMail.id.in_(ids), OutboxMail.state == MailState.FAILED)
        .values(state=MailState.QUEUED, attempt_count=0, finished_at=None, due_at=now, ready_at=now, lease_token=None)
        .execution_options(synchronize_session=False)
    )
    count = db.session.connection().execute(statement).rowcount
    db.session.commit()
    return count
