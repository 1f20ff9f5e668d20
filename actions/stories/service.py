"""Deeds on a campaign's story: save a part of its draft, publish it, keep a picture, take one away."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from actions.database import db, insert_once
from actions.errors import Conflict
from actions.events import publication
from actions.stories.drawing import Drawn
from actions.stories.models import CampaignStory, Picture
from actions.stories.queries import picture_numbered, story_kept
from actions.stories.story import Story, Words, document, story_of

MOST_PICTURES = 400


class ChangedMeanwhile(Conflict):
    """Somebody else saved the same part while this one was being written."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Somebody else has changed this part since you opened it. What you wrote is still below: open the part"
                " in another window, compare, and save again to replace theirs."
            )
        )


class PictureInUse(Conflict):
    """A picture that the story shows stays."""

    def __init__(self) -> None:
        super().__init__(_l("The story shows this picture. Take it out of the story first, and publish that."))


class TooManyPictures(Conflict):
    """A campaign's pictures are not an album."""

    def __init__(self) -> None:
        super().__init__(_l("There are %(most)s pictures already. Remove some first.", most=MOST_PICTURES))


def mark_of(story: Story, names: tuple[str, ...]) -> str:
    """Stands for what some parts of a story say at this moment."""
    kept = document(story)
    return hashlib.sha256(json.dumps([kept[name] for name in names], sort_keys=True).encode()).hexdigest()[:16]


def save_part(campaign_id: int, changes: dict[str, Any], *, seen: str, now: dt.datetime) -> None:
    """Put some parts of the draft in place; `seen` is the mark of what they said when their author opened them.

    Raises:
        ChangedMeanwhile: nothing was saved.
    """
    kept = _held(campaign_id, now)
    story = story_of(kept.draft)
    if mark_of(story, tuple(changes)) != seen:
        raise ChangedMeanwhile
    kept.draft = document(replace(story, **changes))
    kept.changed_at = now
    db.session.commit()


def publish(campaign_id: int, *, now: dt.datetime) -> None:
    """Show the public the draft as it is."""
    kept = _held(campaign_id, now)
    kept.published, kept.published_at = kept.draft, now
    publication.mark_changed()
    db.session.commit()


def keep_picture(campaign_id: int, drawn: Drawn, name: str, alt: Words, *, now: dt.datetime) -> None:
    """Keep a picture that was drawn anew. The same one again only gets the new name and description.

    Raises:
        TooManyPictures: nothing was kept.
    """
    same = db.session.scalar(select(Picture).where(Picture.digest == drawn.digest, Picture.campaign_id == campaign_id))
    if same is None:
        ids = select(Picture.id).where(Picture.campaign_id == campaign_id).limit(MOST_PICTURES)
        if len(db.session.scalars(ids).all()) >= MOST_PICTURES:
            raise TooManyPictures
        same = Picture(campaign_id=campaign_id, digest=drawn.digest, width=drawn.width, height=drawn.height)
        same.content, same.created_at = drawn.content, now
        db.session.add(same)
    same.name, same.alt = name, dict(alt)
    db.session.commit()


def let_go() -> None:
    """End a transaction in which nothing was written, so that nobody waits for what takes time outside of it."""
    db.session.rollback()


def remove_picture(campaign_id: int, picture_id: int) -> None:
    """Take a picture away for good; doing it again changes nothing.

    Raises:
        PictureInUse: the draft or the published story shows it.
    """
    picture, kept = picture_numbered(campaign_id, picture_id), story_kept(campaign_id)
    if picture is None:
        return
    stories = [story_of(document) for document in (kept.draft, kept.published) if document] if kept else []
    if any(picture.digest in story.pictures for story in stories):
        raise PictureInUse
    db.session.delete(picture)
    publication.mark_changed()
    db.session.commit()


def _held(campaign_id: int, now: dt.datetime) -> CampaignStory:
    """The campaign's story, made where there is none, and held against other deeds."""
    row = {"campaign_id": campaign_id, "draft": document(Story()), "changed_at": now}
    db.session.execute(insert_once(CampaignStory, "campaign_id"), row)
    statement = select(CampaignStory).where(CampaignStory.campaign_id == campaign_id).with_for_update()
    return db.session.execute(statement, execution_options={"populate_existing": True}).scalar_one()
