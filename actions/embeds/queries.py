"""Questions about the sites that organizations listed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, func, select

from actions.coalition.models import Campaign, Organization
from actions.database import db
from actions.embeds.models import EmbedOrigin


def origins_of(organization_id: int) -> list[str]:
    """The origins that an organization listed, by name."""
    query = select(EmbedOrigin.origin).where(EmbedOrigin.organization_id == organization_id)
    return list(db.session.scalars(query.order_by(EmbedOrigin.origin)))


def organizations_with_counts(mine: ColumnElement[bool]) -> Sequence[Row[str, str, int]]:
    """Slug, name and number of sites of the organizations that `mine` holds for, by name."""
    query = (
        select(Organization.slug, Organization.name, func.count(EmbedOrigin.id))
        .outerjoin(EmbedOrigin, EmbedOrigin.organization_id == Organization.id)
        .where(mine)
        .group_by(Organization.id, Organization.slug, Organization.name)
        .order_by(func.lower(Organization.name), Organization.id)
    )
    return db.session.execute(query).all()


def campaign_names() -> Sequence[Row[str, str]]:
    """Slug and title of every campaign, the newest first."""
    return db.session.execute(select(Campaign.slug, Campaign.title).order_by(Campaign.id.desc())).all()
