"""Of which events a reminder would tell if it left now: for holds, which stop events and not people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from actions.database import db
from actions.mail.models import OutboxMail
from actions.mail.parts import Part, tells_of_several
from actions.reminders.mail_details import day_of, rule_of
from actions.reminders.queries import campaigns_by_rule, going_on, hosting_on
from actions.reminders.rules import Rule
from actions.rsvps import trials
from actions.rsvps.models import Rsvp
from actions.rsvps.queries import email_hashes_of

KINDS = (
    "reminder-ahead",
    "reminder-day-before",
    "reminder-on-day",
    "reminder-waitlisted",
    "missed-you",
    "no-place-after",
    "thanks-after",
)


@tells_of_several(*KINDS)
def parts_of(mails: Sequence[OutboxMail]) -> Mapping[int, Sequence[Part]]:
    """What each person goes to on the day of their mail. Left out are those who ever signed up for one event alone."""
    hashes = email_hashes_of({mail.rsvp_id for mail in mails if mail.rsvp_id})
    several = _who_signed_up_for_several(set(hashes.values()))
    asked: dict[tuple[Rule, dt.date], dict[int, bytes]] = defaultdict(dict)
    for mail in mails:
        email_hash = hashes.get(mail.rsvp_id or 0)
        if email_hash in several and not trials.is_trial(mail):
            asked[rule_of(mail), day_of(mail)][mail.id] = email_hash
    campaigns = campaigns_by_rule({rule for rule, _day in asked})
    found: dict[int, list[Part]] = {}
    for (rule, day), by_mail in asked.items():
        going = going_on(set(by_mail.values()), day, campaigns[rule], rule.audience)
        for mail_id, email_hash in by_mail.items():
            found[mail_id] = [Part(each.rsvp.event_id, each.rsvp.id) for each in going.get(email_hash, [])]
    return found


@tells_of_several("reminder-host")
def hosted_parts_of(mails: Sequence[OutboxMail]) -> Mapping[int, Sequence[Part]]:
    """What each host hosts on the day of their mail."""
    campaigns = campaigns_by_rule({rule_of(mail) for mail in mails})
    return {
        mail.id: [
            Part(event_id, None)
            for event_id in dict.fromkeys(
                each.event.id for each in hosting_on(mail.user_id, day_of(mail), campaigns[rule_of(mail)])
            )
        ]
        for mail in mails
        if mail.user_id is not None
    }


def _who_signed_up_for_several(email_hashes: Collection[bytes]) -> set[bytes]:
    query = select(Rsvp.email_hash).where(Rsvp.email_hash.in_(email_hashes)).group_by(Rsvp.email_hash)
    return set(db.session.scalars(query.having(func.count() > 1)))
