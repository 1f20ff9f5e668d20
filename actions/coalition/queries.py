"""Questions about the coalition."""

from sqlalchemy import select

from actions.coalition.models import Campaign, Membership, Organization
from actions.database import db


def organization_called(slug: str) -> Organization | None:
    """The organization with this slug."""
    return db.session.scalar(select(Organization).where(Organization.slug == slug))


def campaign_called(slug: str) -> Campaign | None:
    """The campaign with this slug."""
    return db.session.scalar(select(Campaign).where(Campaign.slug == slug))


def organization_slugs() -> list[str]:
    """Every organization's slug, in order."""
    return list(db.session.scalars(select(Organization.slug).order_by(Organization.slug)))


def membership_of(user_id: int, organization_id: int | None) -> Membership | None:
    """The role of a user in an organization, or over the whole site when none is named."""
    return db.session.scalar(
        select(Membership).where(
            Membership.user_id == user_id, Membership.organization_id.is_not_distinct_from(organization_id)
        )
    )
