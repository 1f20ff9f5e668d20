"""The sites on which an organization shows the finder."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.coalition.models import Organization
from actions.database import Model, UtcDateTime
from actions.embeds.origins import LONGEST_ORIGIN


class EmbedOrigin(Model):
    """One site, as browsers name it (`https://www.example.org`), that may frame the finder for an organization."""

    __tablename__ = "embed_origins"
    __table_args__ = (UniqueConstraint("organization_id", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(LONGEST_ORIGIN))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
