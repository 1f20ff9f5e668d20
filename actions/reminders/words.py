"""A rule in words, as an organizer reads it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from actions.locale import LANGUAGES
from actions.localtime import wall_time
from actions.reminders.rules import Anchor, Audience, Rule, Unit


def moment(rule: Rule) -> str:
    """As in `1 day before the start, at 11:00 AM`."""
    counted = _days(rule) if rule.unit is Unit.DAYS else _hours(rule)
    if rule.at is None:
        return counted
    return _("%(when)s, at %(time)s where the action is", when=counted, time=wall_time(rule.at))


def mail_of(rule: Rule) -> str:
    """What is sent, and to whom."""
    return _in_language(rule, _after(rule.audience) if rule.is_after else _before(rule.audience))


def _before(audience: Audience) -> str:
    if audience is Audience.HOSTS:
        return _("A reminder to the hosts: how many are coming")
    if audience is Audience.WAITLISTED:
        return _("A word to all on the waiting list: still no place")
    return _("A reminder to all who are going")


def _after(audience: Audience) -> str:
    if audience is Audience.WAITLISTED:
        return _("A word to all who waited in vain: where to go next")
    if audience is Audience.CHECKED_IN:
        return _("Thanks and one question to those who were checked in")
    if audience is Audience.NO_SHOW:
        return _("“We missed you” to those who held a place and did not come")
    return _("Thanks and one question to all who were going")


def _in_language(rule: Rule, words: str) -> str:
    if not rule.language:
        return words
    return _("%(what)s, if they read %(language)s", what=words, language=LANGUAGES.get(rule.language, rule.language))


def _days(rule: Rule) -> str:
    number, at_start = rule.amount, rule.anchor is Anchor.START
    if number == 0:
        return _("On the day of the start") if at_start else _("On the day of the end")
    if rule.is_after:
        if at_start:
            return ngettext("%(num)s day after the start", "%(num)s days after the start", number)
        return ngettext("%(num)s day after the end", "%(num)s days after the end", number)
    if at_start:
        return ngettext("%(num)s day before the start", "%(num)s days before the start", number)
    return ngettext("%(num)s day before the end", "%(num)s days before the end", number)


def _hours(rule: Rule) -> str:
    number, at_start = rule.amount, rule.anchor is Anchor.START
    if rule.is_after:
        if at_start:
            return ngettext("%(num)s hour after the start", "%(num)s hours after the start", number)
        return ngettext("%(num)s hour after the end", "%(num)s hours after the end", number)
    if at_start:
        return ngettext("%(num)s hour before the start", "%(num)s hours before the start", number)
    return ngettext("%(num)s hour before the end", "%(num)s hours before the end", number)
