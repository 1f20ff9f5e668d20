"""Reminders and thanks, written from how things stand when they leave. One mail tells of all that a person goes to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from actions.events.models import Event, EventState
from actions.events.redaction import Audience as Reader
from actions.events.redaction import shown_place
from actions.links import absolute, absolute_of_token
from actions.locale import known_language
from actions.mail.composing import composes
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.parts import tells_of
from actions.mail.rendering import in_language, render, shell_of
from actions.mail.shells import Shell
from actions.mail.wishes import link_token
from actions.reminders.mail_details import day_of, rule_of
from actions.reminders.queries import Going, campaigns_by_rule, going_on
from actions.reminders.rules import Audience, Rule
from actions.reminders.schedule import Slot, days_ahead, useful_until
from actions.rsvps import trials
from actions.rsvps.models import Rsvp
from actions.rsvps.queries import email_hashes_of, rsvp_of
from actions.rsvps.reply_to import reply_to
from actions.rsvps.samples import Sample
from actions.signing import sign
from actions.stories.mail_texts import MailTexts, words_for
from actions.stories.queries import mail_texts_of
from actions.stories.story import Told, told

# What a mail is called by how far ahead it speaks of, when it leaves.
NAMES_BY_DAYS_AHEAD = {0: "reminder-on-day", 1: "reminder-day-before"}
# To those who hold no place: they are told no more of where it is than everybody.
WITHOUT_A_PLACE = frozenset({"reminder-waitlisted", "no-place-after"})
SHOWS_OTHERS = WITHOUT_A_PLACE | {"missed-you"}
NOT_OF_AUDIENCE = {
    Audience.GOING: "they are not coming on that day any more",
    Audience.WAITLISTED: "they are not waiting any more",
    Audience.CHECKED_IN: "they were not checked in",
    Audience.NO_SHOW: "they were checked in, or nobody was",
}


@dataclass(frozen=True)
class Company:
    """Who a batch of mails is for, and what each address goes to on the day of its mail, by the mail's rule."""

    email_hashes: Mapping[int, bytes]
    going: Mapping[tuple[Rule, dt.date], Mapping[bytes, list[Going]]]
    campaigns: Mapping[Rule, list[int]]
    # What campaigns add to their mails.
    texts: Mapping[int, MailTexts] = field(default_factory=dict)
    shells: dict[Hashable, Shell] = field(default_factory=dict)


def company_of(mails: Sequence[OutboxMail], _now: dt.datetime) -> Company:
    """Read it for all of them: six statements for mails of one rule and day."""
    email_hashes = email_hashes_of({mail.rsvp_id for mail in mails if mail.rsvp_id})
    hashes: dict[tuple[Rule, dt.date], set[bytes]] = defaultdict(set)
    for mail in mails:
        if mail.rsvp_id in email_hashes:
            hashes[rule_of(mail), day_of(mail)].add(email_hashes[mail.rsvp_id])
    campaigns = campaigns_by_rule({rule for rule, _day in hashes})
    going = {
        (rule, day): going_on(theirs, day, campaigns[rule], rule.audience) for (rule, day), theirs in hashes.items()
    }
    events = {each.rsvp.event for by_hash in going.values() for theirs in by_hash.values() for each in theirs}
    texts = mail_texts_of({event.campaign_id for event in events})
    return Company(email_hashes, going, campaigns, texts)


@composes("reminder-ahead", lane=Lane.REMINDER, reader=company_of)
@composes("reminder-day-before", lane=Lane.REMINDER, reader=company_of)
@composes("reminder-on-day", lane=Lane.REMINDER, reader=company_of)
@composes("reminder-waitlisted", lane=Lane.REMINDER, reader=company_of)
def reminder(mail: OutboxMail, now: dt.datetime, company: Company) -> Message | Drop:
    """When, where, what to bring, and the way out for who cannot make it; "tomorrow" and "today" as it leaves.

    To those who wait: that there is no place yet.
    """
    if trials.is_trial(mail):
        return _trial(mail, now)
    rule, all_going = rule_of(mail), _all_going(mail, company)
    if isinstance(all_going, Drop):
        return all_going
    to_come = [left for each in all_going if (left := _still_useful(each, rule, now)).timeslots]
    if not to_come:
        return Drop("too late to help")
    name = _name(rule, _slots(to_come[0])[0], now)
    return written(name, to_come, _words(name, to_come, company), company.shells)


@composes("missed-you", lane=Lane.REMINDER, reader=company_of)
@composes("no-place-after", lane=Lane.REMINDER, reader=company_of)
@composes("thanks-after", lane=Lane.REMINDER, reader=company_of)
def thanks_after(mail: OutboxMail, now: dt.datetime, company: Company) -> Message | Drop:
    """Thanks, and one question for each event: how did it go? To those who were not there, where to go next."""
    if trials.is_trial(mail):
        return _trial(mail, now)
    rule, all_going = rule_of(mail), _all_going(mail, company)
    if isinstance(all_going, Drop):
        return all_going
    over = [each for each in all_going if each.timeslots[-1].has_ended(now)]
    if not over:
        return Drop("it has not ended yet")
    if not any(_still_useful(each, rule, now).timeslots for each in over):
        return Drop("too late to help")
    return written(mail.kind, over, _words(mail.kind, over, company), company.shells)


def _name(rule: Rule, slot: Slot, now: dt.datetime) -> str:
    if rule.audience is Audience.WAITLISTED:
        return "reminder-waitlisted"
    return NAMES_BY_DAYS_AHEAD.get(days_ahead(slot, now), "reminder-ahead")


def _all_going(mail: OutboxMail, company: Company) -> list[Going] | Drop:
    """All that the person goes to that day and the rule applies to; never empty."""
    email_hash = company.email_hashes.get(mail.rsvp_id or 0)
    if email_hash is None:
        return Drop("they are not coming any more")
    rule = rule_of(mail)
    all_theirs = company.going[rule, day_of(mail)].get(email_hash, [])
    theirs = [each for each in all_theirs if tells_of(mail, each.rsvp.event_id)]
    return theirs or Drop(_why_nothing(rsvp_of(mail.rsvp_id or 0), company.campaigns[rule], rule.audience))


def _why_nothing(rsvp: Rsvp | None, campaign_ids: list[int], audience: Audience) -> str:
    if rsvp is None or rsvp.cancelled_at is not None:
        return "they are not coming any more"
    if rsvp.event.state != EventState.APPROVED:
        return f"the event is {rsvp.event.state}"
    if rsvp.event.is_postponed:
        return "the event is postponed"
    if rsvp.event.campaign_id not in campaign_ids:
        return "the campaign sends this no longer"
    return NOT_OF_AUDIENCE[audience]


def _slots(going: Going) -> list[Slot]:
    zone = going.rsvp.event.zone
    return [Slot(timeslot.starts_at, timeslot.ends_at, zone) for timeslot in going.timeslots]


def _still_useful(going: Going, rule: Rule, now: dt.datetime) -> Going:
    """The same with those timeslots alone that it still helps to hear of."""
    pairs = zip(going.timeslots, _slots(going), strict=True)
    return Going(going.rsvp, tuple(timeslot for timeslot, slot in pairs if now < useful_until(rule, slot)))


def _words(name: str, all_going: list[Going], company: Company) -> list[Told]:
    """What the campaigns of these events add, each once, in the order of the events."""
    language = known_language(all_going[0].rsvp.language)
    campaigns = dict.fromkeys(going.rsvp.event.campaign_id for going in all_going)
    texts = [words_for(company.texts.get(number, {}), name) for number in campaigns]
    return [said for words in texts if (said := told(words, language))]


def _trial(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    made_up = trials.sample_of(mail, now)
    if isinstance(made_up, Drop):
        return made_up
    return trials.marked(written_to_sample(mail.kind, made_up))


def written_to_sample(name: str, made_up: Sample) -> Message:
    """A mail to somebody made up."""
    return written(name, [Going(made_up.rsvp, tuple(made_up.timeslots))], made_up.campaign_words, {})


def written(name: str, all_going: list[Going], campaign_words: list[Told], shells: dict[Hashable, Shell]) -> Message:
    """A mail by the first answer of the day: its name, its address, its language.

    Who goes to one event, as most do, gets the mail that all who go to it get, with their own name and links in it.
    """
    first = all_going[0].rsvp
    language = known_language(first.language)
    unsubscribe_url = absolute_of_token("mail.unsubscribe", language, link_token(first.email_hash, name))
    personal = {"given_name": first.given_name, "unsubscribe_url": unsubscribe_url, **_links(first, language)}
    if len(all_going) == 1:
        shell = _shell(name, all_going[0], personal, campaign_words, shells)
        subject, text, html = shell.filled(personal.values())
    else:
        subject, text, html = _of_several(name, all_going, personal, campaign_words)
    return Message(
        to_address=first.email,
        to_name=f"{first.given_name} {first.family_name}".strip(),
        language=language,
        subject=subject,
        text=text,
        html=html,
        unsubscribe_url=unsubscribe_url,
        reply_to=reply_to(first),
    )


def _shell(
    name: str, going: Going, personal: Mapping[str, str], words: list[Told], shells: dict[Hashable, Shell]
) -> Shell:
    """The mail of all who go to the same timeslots and read the same language."""
    rsvp = going.rsvp
    key = (name, rsvp.language, bool(rsvp.given_name), rsvp.event_id, *(timeslot.id for timeslot in going.timeslots))
    if key not in shells:
        with in_language(rsvp.language) as language:
            shells[key] = shell_of(
                name,
                language,
                reason=_reason(rsvp.event, 0),
                personal=personal,
                others=[],
                campaign_words=words,
                **_facts(name, going),
            )
    return shells[key]


def _of_several(
    name: str, all_going: list[Going], personal: Mapping[str, str], words: list[Told]
) -> tuple[str, str, str]:
    first = all_going[0].rsvp
    with in_language(first.language) as language:
        others = [_facts(name, going) | _links(going.rsvp, language) for going in all_going[1:]]
        reason = _reason(first.event, len(others))
        facts = {"others": others, "campaign_words": words, **_facts(name, all_going[0])}
        return render(name, language, reason=reason, **facts, **personal)


def _facts(name: str, going: Going) -> dict[str, Any]:
    """What the templates say of one event, the same to everybody who gets this mail about it."""
    event = going.rsvp.event
    reader = Reader.PUBLIC if name in WITHOUT_A_PLACE else Reader.GOING
    facts = {"event": event, "timeslots": going.timeslots, "place": shown_place(event, reader)}
    if name in SHOWS_OTHERS:
        place = {"near": f"{event.city}, {event.region}"} if event.city else {}
        language = known_language(going.rsvp.language)
        facts["finder_url"] = absolute("finder.campaign", language, slug=event.campaign.slug, **place)
    return facts


def _links(rsvp: Rsvp, language: str) -> dict[str, str]:
    """A person's own links about one event."""
    token = sign("rsvp", rsvp.id)
    return {
        "manage_url": absolute_of_token("rsvps.manage", language, token),
        "confirm_url": absolute_of_token("rsvps.confirm", language, token),
        "decline_url": absolute_of_token("rsvps.decline", language, token),
        "answer_url": absolute_of_token("reminders.how_it_went", language, sign("how-it-went", rsvp.id)),
    }


def _reason(event: Event, others: int) -> str:
    if not others:
        return _("You get this mail because this address was used to sign up for “%(title)s”.", title=event.title)
    return ngettext(
        "You get this mail because this address was used to sign up for “%(title)s” and %(num)s more action.",
        "You get this mail because this address was used to sign up for “%(title)s” and %(num)s more actions.",
        others,
        title=event.title,
    )
