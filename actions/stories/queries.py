"""Questions about campaigns' stories."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from actions.coalition.models import Campaign
from actions.database import db
from actions.stories.mail_texts import OCCASIONS, MailTexts, words_for
from actions.stories.models import CampaignMails, CampaignStory, Picture
from actions.stories.story import Story, Told, story_of, told


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


def mail_texts_of(campaign_ids: Collection[int]) -> Mapping[int, MailTexts]:
    """What each of these campaigns adds to its mails; one statement, and none where no campaign is asked about."""
    if not campaign_ids:
        return {}
    query = select(CampaignMails.campaign_id, CampaignMails.texts).where(CampaignMails.campaign_id.in_(campaign_ids))
    return {row.campaign_id: row.texts for row in db.session.execute(query)}


def words_in_mail(campaign_id: int, kind: str, language: str) -> list[Told]:
    """What a campaign adds to a mail of a kind, for a reader of a language; nothing where it adds nothing."""
    if kind not in OCCASIONS:
        return []
    words = words_for(mail_texts_of([campaign_id]).get(campaign_id, {}), kind)
    return [said] if (said := told(words, language)) else []
