"""Reports of visitors: taken down sealed, settled by organizers, forgotten when they have done their work."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, or_, update

from actions.database import db
from actions.moderation.models import ProblemReport

# Long enough to come back to whoever reported, and no longer; one that nobody settles goes in the end as well.
KEPT_AFTER_SETTLED = dt.timedelta(days=30)
KEPT_AT_MOST = dt.timedelta(days=180)
# More than this about one event tell organizers nothing new, and somebody may be filling the table.
MOST_OPEN_REPORTS = 200


@dataclass(frozen=True)
class ReportDraft:
    """What a visitor typed."""

    reason: str
    words: str
    email: str


def report_problem(event_id: int, draft: ReportDraft, *, open_count: int, now: dt.datetime) -> None:
    """Put a report before the organizers. Where there are very many already, one more is not kept."""
    if open_count < MOST_OPEN_REPORTS:
        row = ProblemReport(
            event_id=event_id, reason=draft.reason, words=draft.words, email=draft.email, created_at=now
        )
        db.session.add(row)
    db.session.commit()


def settle_reports(event_id: int, last_id: int, settler_id: int, *, now: dt.datetime) -> int:
    """Settle the reports about an event up to the last that the organizer has read; how many there were."""
    settled = db.session.scalars(
        update(ProblemReport)
        .where(ProblemReport.event_id == event_id, ProblemReport.id <= last_id, ProblemReport.settled_at.is_(None))
        .values(settled_at=now, settled_by_id=settler_id)
        .returning(ProblemReport.id)
    ).all()
    db.session.commit()
    return len(settled)


def purge_reports(now: dt.datetime) -> int:
    """Delete reports that were settled 30 days ago or are half a year old; how many there were."""
    old = or_(ProblemReport.settled_at <= now - KEPT_AFTER_SETTLED, ProblemReport.created_at <= now - KEPT_AT_MOST)
    deleted = db.session.scalars(delete(ProblemReport).where(old).returning(ProblemReport.id)).all()
    db.session.commit()
    return len(deleted)
