"""Tables of campaigns' stories and their pictures."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.coalition.models import Campaign
from actions.database import Model, UtcDateTime

# A page may show some forty of them to a phone on a bad line.
MOST_PICTURE_BYTES = 200 * 1024


class CampaignStory(Model):
    """One campaign's story: as it is being written, and as the public reads it.

    It is one document (`story.py`), because it is always read whole and nothing is ever looked up inside it: as rows
    it would be six tables, each in two languages, and six questions for every page.
    """

    __tablename__ = "campaign_stories"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    published: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    campaign: Mapped[Campaign] = relationship()


class CampaignMails(Model):
    """What a campaign adds to its mails: by occasion (`mail_texts.py`), a text in each language.

    One document like the story, and for the same reason.
    """

    __tablename__ = "campaign_mails"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Picture(Model):
    """A picture that we drew anew from what was uploaded. In the database, because several web machines serve it."""

    __tablename__ = "pictures"
    __table_args__ = (
        UniqueConstraint("digest", "campaign_id"),
        CheckConstraint(f"length(content) <= {MOST_PICTURE_BYTES}", name="content_small"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    # Names the content, and is its address.
    digest: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    # What it shows, by language, for those who do not see it.
    alt: Mapped[dict[str, str]] = mapped_column(JSON)
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    content: Mapped[bytes] = mapped_column(deferred=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    campaign: Mapped[Campaign] = relationship()
