"""Deeds on what a campaign adds to its mails: save it, and have a mail sent to oneself to see."""

import datetime as dt
import hashlib
import json

from sqlalchemy import select

from actions.database import db, insert_once
from actions.mail import outbox
from actions.stories.mail_texts import MailTexts
from actions.stories.models import CampaignMails
from actions.stories.queries import mail_texts_of
from actions.stories.service import ChangedMeanwhile
from actions.stories.story import Told


def mark_of_texts(texts: MailTexts) -> str:
    """Stands for what a campaign's texts say at this moment."""
    return _digest({occasion: dict(words) for occasion, words in texts.items()})


def save_texts(campaign_id: int, texts: MailTexts, *, seen: str, now: dt.datetime) -> None:
    """Put the texts in place; `seen` is the mark of what they said when their author opened them.

    Raises:
        ChangedMeanwhile: nothing was saved.
    """
    row = {"campaign_id": campaign_id, "texts": {}, "changed_at": now}
    db.session.execute(insert_once(CampaignMails, "campaign_id"), row)
    statement = select(CampaignMails).where(CampaignMails.campaign_id == campaign_id).with_for_update()
    kept = db.session.execute(statement, execution_options={"populate_existing": True}).scalar_one()
    if mark_of_texts(kept.texts) != seen:
        raise ChangedMeanwhile
    kept.texts = {occasion: dict(words) for occasion, words in texts.items()}
    kept.changed_at = now
    db.session.commit()


def owe_trial(user_id: int, kind: str, language: str, words: list[Told], *, now: dt.datetime) -> None:
    """Owe a user a mail of a kind as it would read with these words; pressing twice in a minute owes one."""
    trial = {"language": language, "words": [[told.text, told.lang] for told in words]}
    outbox.queue(
        kind,
        f"trial:{user_id}:{kind}:{_digest(trial)}:{now:%Y%m%d%H%M}",
        now=now,
        user_id=user_id,
        details={"trial": trial},
    )
    db.session.commit()


def saved_texts(campaign_id: int) -> MailTexts:
    """What a campaign adds to its mails now."""
    return mail_texts_of([campaign_id]).get(campaign_id, {})


def _digest(document: object) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]
