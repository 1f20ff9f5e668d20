"""Mails to those who are coming or wait. Each tells the state of things when it is sent, not when it was owed."""

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from actions import signing
from actions.database import db
from actions.events.calendar import CONTENT_TYPE, METHOD, Dated, calendar_file
from actions.events.models import EventState, Timeslot
from actions.events.redaction import Audience, shown_place
from actions.links import absolute
from actions.locale import known_language
from actions.mail.composing import composes
from actions.mail.message import Attachment, Drop, Message
from actions.mail.models import Lane, MailState, OutboxMail
from actions.mail.rendering import in_language, render
from actions.rsvps import queries, trials
from actions.rsvps.answers import CONFIRMED
from actions.rsvps.models import Rsvp
from actions.rsvps.reply_to import reply_to
from actions.rsvps.waitlist import MOVED_UP, WAITLISTED
from actions.stories.queries import words_in_mail
from actions.stories.story import Told

LINK_PURPOSE = "rsvp"
NEWS = ("event-changed", "event-postponed", "event-cancelled")


@composes(CONFIRMED, lane=Lane.CONFIRMATION)
def rsvp_confirmed(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """You are going: when, where in full, what to know, the calendar file and the private link."""
    if trials.is_trial(mail):
        return _trial(mail, now)
    return _to_who_is_going(mail, now)


@composes(WAITLISTED, lane=Lane.CONFIRMATION)
def rsvp_waitlisted(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """You are on the waiting list: for when, how it goes on, and the link to leave it."""
    rsvp = _rsvp(mail)
    if rsvp is None or rsvp.cancelled_at is not None:
        return Drop("they do not wait any more")
    if not rsvp.is_waiting:
        return Drop("they have a place by now")
    return _not_on(rsvp, now) or _told(mail, rsvp)


@composes(MOVED_UP, lane=Lane.CONFIRMATION)
def rsvp_moved_up(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """A place came free and is theirs: all that a confirmation says, and first of all how to give it up."""
    return _to_who_is_going(mail, now)


@composes("rsvp-cancelled", lane=Lane.CONFIRMATION)
def rsvp_cancelled(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """You gave your place up, and how to come after all."""
    rsvp = _rsvp(mail)
    if rsvp is None or rsvp.cancelled_at is None:
        return Drop("the place was taken again")
    return _told(mail, rsvp, attach=False)


@composes("event-changed", lane=Lane.CHANGE)
def event_changed(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """What changed, and time and place as they are now."""
    rsvp = _rsvp(mail)
    if rsvp is None or rsvp.cancelled_at is not None:
        return Drop("the place was given up")
    if rsvp.event.is_over(now):
        return Drop("the event is over")
    if rsvp.event.is_postponed:
        return Drop("the event is postponed, which another mail tells")
    news = _news_about(rsvp)
    if any(other.id > mail.id and other.state in (MailState.QUEUED, MailState.HELD) for other in news):
        return Drop("a newer change is told instead")
    return _told(mail, rsvp, changed=_untold_changes(mail, news))


@composes("event-cancelled", lane=Lane.SAFETY)
def event_cancelled(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """It does not take place, and why; the calendar file takes it out of calendars."""
    rsvp = _rsvp(mail)
    if rsvp is None or rsvp.cancelled_at is not None:
        return Drop("the place was given up")
    if rsvp.event.state != EventState.CANCELLED:
        return Drop("the event is on again")
    if rsvp.event.is_over(now):
        return Drop("the event would be over")
    return _told(mail, rsvp)


@composes("event-postponed", lane=Lane.SAFETY)
def event_postponed(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    """Not on that day, and why; the place is held, and another mail tells the new date."""
    rsvp = _rsvp(mail)
    if rsvp is None or rsvp.cancelled_at is not None:
        return Drop("the place was given up")
    if not rsvp.event.is_postponed:
        return Drop("the event has a date again, or was cancelled")
    return _told(mail, rsvp, attach=False)


def _to_who_is_going(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    rsvp = _rsvp(mail)
    if rsvp is None or rsvp.cancelled_at is not None:
        return Drop("the place was given up")
    if rsvp.is_waiting:
        return Drop("the place was given up for a turn in the line")
    return _not_on(rsvp, now) or _told(mail, rsvp)


def _not_on(rsvp: Rsvp, now: dt.datetime) -> Drop | None:
    """Why nobody needs to hear how their answer stands."""
    if rsvp.event.state != EventState.APPROVED:
        return Drop("the event is not on")
    if rsvp.event.is_postponed:
        return Drop("the event is postponed, which another mail tells")
    if rsvp.event.is_over(now):
        return Drop("the event is over")
    return None


def _rsvp(mail: OutboxMail) -> Rsvp | None:
    return None if mail.rsvp_id is None else queries.rsvp_of(mail.rsvp_id)


def _told(mail: OutboxMail, rsvp: Rsvp, *, attach: bool = True, changed: list[str] | None = None) -> Message:
    times = queries.times_of(rsvp.id)
    # Who moves up gets what everybody else got when they signed up.
    occasion = CONFIRMED if mail.kind == MOVED_UP else mail.kind
    return written(
        mail.kind,
        rsvp,
        times.held,
        waited=times.waited,
        attach=attach,
        changed=changed,
        campaign_words=words_in_mail(rsvp.event.campaign_id, occasion, known_language(rsvp.language)),
    )


def _trial(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    made_up = trials.sample_of(mail, now)
    if isinstance(made_up, Drop):
        return made_up
    message = written(mail.kind, made_up.rsvp, made_up.timeslots, campaign_words=made_up.campaign_words)
    return trials.marked(message)


def written(
    kind: str,
    rsvp: Rsvp,
    timeslots: list[Timeslot],
    *,
    waited: Sequence[Timeslot] = (),
    attach: bool = True,
    changed: list[str] | None = None,
    campaign_words: Sequence[Told] = (),
) -> Message:
    """A mail about one event to somebody who answered, in their language. Asks the database nothing.

    Who only waits is told no more of the place than everybody, and gets no calendar file.
    """
    event, answers_to = rsvp.event, reply_to(rsvp)
    with in_language(rsvp.language) as language:
        url = absolute("events.page", language, slug=event.slug)
        subject, text, html = render(
            kind,
            language,
            reason=_("You get this mail because this address was used to sign up for “%(title)s”.", title=event.title),
            rsvp=rsvp,
            event=event,
            timeslots=timeslots,
            waited=waited,
            place=shown_place(event, Audience.PUBLIC if rsvp.is_waiting else Audience.GOING),
            changed=changed or [],
            campaign_words=campaign_words,
            url=url,
            asks_host=answers_to is not None,
            manage_url=absolute("rsvps.manage", language, token=signing.sign(LINK_PURPOSE, rsvp.id)),
        )
        attachments = (_attachment(Dated(event, timeslots, url)),) if attach and timeslots else ()
    return Message(
        to_address=rsvp.email,
        to_name=f"{rsvp.given_name} {rsvp.family_name}".strip(),
        language=language,
        subject=subject,
        text=text,
        html=html,
        attachments=attachments,
        reply_to=answers_to,
    )


def _attachment(dated: Dated) -> Attachment:
    content = calendar_file([dated], Audience.GOING)
    return Attachment("event.ics", CONTENT_TYPE, content, (("method", METHOD), ("charset", "utf-8")))


def _news_about(rsvp: Rsvp) -> list[OutboxMail]:
    """Every mail about changes of the event that is or was owed to this person, oldest first."""
    query = select(OutboxMail).where(OutboxMail.rsvp_id == rsvp.id, OutboxMail.kind.in_(NEWS)).order_by(OutboxMail.id)
    return list(db.session.scalars(query))


def _untold_changes(mail: OutboxMail, news: list[OutboxMail]) -> list[str]:
    """What changed according to this mail and to those right before it that were dropped in its favour."""
    untold: list[str] = []
    for other in news:
        if other.id > mail.id:
            break
        if other.state == MailState.SENT:
            untold = []
            continue
        names = other.details.get("changed")
        untold += [str(name) for name in names if name not in untold] if isinstance(names, list) else []
    return untold
