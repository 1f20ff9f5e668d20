"""Deeds about the sites on which an organization shows the finder."""

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from actions.database import db, insert_once, table_of
from actions.embeds.models import EmbedOrigin
from actions.embeds.origins import NotAnOrigin, origin_of
from actions.embeds.queries import origins_of
from actions.errors import Conflict, DomainError
from actions.events import publication

# Every answer to a frame names all of them in one header.
MOST_ORIGINS = 50


class BadOrigin(DomainError):
    """What was typed is no site that could be listed."""

    def __init__(self) -> None:
        super().__init__(_l("Enter one site as its address begins, like https://www.example.org. It must use https."))


class TooManySites(Conflict):
    """The list is full."""

    def __init__(self) -> None:
        super().__init__(_l("The list holds %(most)s sites at most. Remove one first.", most=MOST_ORIGINS))


def add_origin(organization_id: int, text: str, *, may_be_local: bool, now: dt.datetime) -> str:
    """Let a site show the finder; the origin that was listed. One that is listed already stays.

    Raises:
        BadOrigin: the text names no site over https.
        TooManySites: the list is full.
    """
    origin = _checked(text, may_be_local=may_be_local)
    listed = origins_of(organization_id)
    if origin not in listed and len(listed) >= MOST_ORIGINS:
        raise TooManySites
    row = {"organization_id": organization_id, "origin": origin, "created_at": now}
    db.session.execute(insert_once(EmbedOrigin, "organization_id", "origin"), row)
    # Kept pages name the sites in a header.
    publication.mark_changed()
    db.session.commit()
    return origin


def remove_origin(organization_id: int, text: str) -> str:
    """Take a site off the list; its frames stay empty from then on. One that is not listed is no matter.

    Raises:
        BadOrigin: the text names no site.
    """
    # What is listed may be taken off, even if it would no longer be taken on.
    origin = text if text in origins_of(organization_id) else _checked(text, may_be_local=True)
    table = table_of(EmbedOrigin)
    db.session.execute(delete(table).where(table.c.organization_id == organization_id, table.c.origin == origin))
    publication.mark_changed()
    db.session.commit()
    return origin


def _checked(text: str, *, may_be_local: bool) -> str:
    try:
        return origin_of(text, may_be_local=may_be_local)
    except NotAnOrigin:
        raise BadOrigin from None
