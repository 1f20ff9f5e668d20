"""Questions about campaigns' stories."""

from collections.abc import Sequence

from sqlalchemy import select

from actions.coalition.models import Campaign
from actions.database import db
from actions.stories.models import CampaignStory, Picture
from actions.stories.story import Story, story_of


def campaign_and_story(slug: str) -> tuple[Campaign, Story] | None:
    """The campaign with this slug and what it tells the public: an empty story where it has none. One statement."""
    row = db.session.execute(
        select(Campaign, CampaignStory.published)
        .outerjoin(CampaignStory, CampaignStory.campaign_id == Campaign.id)
        .where(Campaign.slug == slug)
    ).one_or_none()
    return (row[0], story_of(row[1] or {})) if row else None


def story_kept(campaign_id: int) -> CampaignStory | None:
    """A campaign's story with its draft."""
    return db.session.get(CampaignStory, campaign_id)


def draft_of(campaign_id: int) -> Story:
    """The story as it is being written."""
    kept = story_kept(campaign_id)
    return story_of(kept.draft if kept else {})


def pictures_of(campaign_id: int) -> Sequence[Picture]:
    """A campaign's pictures without their content, by name."""
    return db.session.scalars(
        select(Picture).where(Picture.campaign_id == campaign_id).order_by(Picture.name, Picture.id)
    ).all()


def picture_numbered(campaign_id: int, picture_id: int) -> Picture | None:
    """One of a campaign's pictures."""
    return db.session.scalar(select(Picture).where(Picture.campaign_id == campaign_id, Picture.id == picture_id))


def picture_content(digest: str) -> bytes | None:
    """The picture at this address, whichever campaigns show it."""
    return db.session.scalar(select(Picture.content).where(Picture.digest == digest).limit(1))
