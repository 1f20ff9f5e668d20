"""The demo day, brought in the way an organizer would bring it."""

import datetime as dt
import io
from dataclasses import dataclass

from sqlalchemy import func, select

from actions.accounts import passwords
from actions.accounts.models import User
from actions.coalition.models import Campaign, Membership, Role
from actions.database import db
from actions.demo.rallies import SHOWN_HOST, as_csv, demo_day
from actions.demo.story import tell_story
from actions.demo.supporters import add_rsvps
from actions.events.models import Event
from actions.imports.service import ImportReport, import_events
from actions.sealing import lookup_hash

SLUG = "families-belong-together"
TITLE = "Families Belong Together"
SUMMARY = (
    "Rallies, marches and vigils in every state: end the separation and detention of migrant families, "
    "and bring those who were separated back together."
)
PASSWORD = "families-belong-together"  # noqa: S105  # printed at start-up; the demo is refused in production
SIGN_INS = (("organizer@example.org", "Olga Organizer"), SHOWN_HOST[::-1])


@dataclass(frozen=True)
class DemoReport:
    """What loading the demo day did."""

    day: dt.date
    imported: ImportReport
    rsvp_count: int


def is_empty() -> bool:
    """Whether the database holds no event at all."""
    return db.session.scalar(select(func.count()).select_from(select(Event.id).limit(1).subquery())) == 0


def load(now: dt.datetime) -> DemoReport:
    """Bring in the demo day, or complete it. Doing it again changes nothing until the day is over."""
    campaign, day = _campaign(now)
    campaign_id = campaign.id
    add_sign_ins(now)
    tell_story(campaign_id, now)
    imported = import_events(io.BytesIO(as_csv(day)), campaign_id, for_review=False, now=now)
    rsvp_count = add_rsvps(campaign_id, now)
    db.session.commit()
    return DemoReport(day, imported, rsvp_count)


def add_sign_ins(now: dt.datetime) -> None:
    """The demo's own people, where they are not there yet."""
    for email, name in SIGN_INS:
        _sign_in(email, name, now)
    db.session.commit()


def day_of(campaign: Campaign, now: dt.datetime) -> dt.date:
    """The campaign's day; a new one when it has none, or when it is over."""
    # The demo's "today" is that of the earliest mainland zone, so that no event is on another Saturday than the rest.
    today = (now - dt.timedelta(hours=5)).date()
    if campaign.day_on is None or campaign.day_on <= today:
        campaign.day_on = demo_day(today)
    return campaign.day_on


def _campaign(now: dt.datetime) -> tuple[Campaign, dt.date]:
    campaign = db.session.scalar(select(Campaign).where(Campaign.slug == SLUG))
    if campaign is None:
        campaign = Campaign(slug=SLUG, title=TITLE, summary=SUMMARY, created_at=now)
        db.session.add(campaign)
    day = day_of(campaign, now)
    db.session.flush()
    return campaign, day


def _sign_in(email: str, name: str, now: dt.datetime) -> None:
    user = db.session.scalar(select(User).where(User.email_hash == lookup_hash(email)))
    if user is not None:
        return
    user = User(
        email=email,
        email_hash=lookup_hash(email),
        name=name,
        password_hash=passwords.hash_of(PASSWORD),
        email_verified_at=now,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    if email.startswith("organizer"):
        db.session.add(Membership(user_id=user.id, role=Role.ADMIN, created_at=now))
