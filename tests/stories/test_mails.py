"""A campaign's own words in its mails: written, looked at, tried out, and in the mails that go out."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from actions.reminders.rules import DAY_BEFORE, ON_DAY
from actions.stories import mail_service
from actions.stories.mail_texts import MOST_CHARACTERS, MOST_ELEMENTS, OCCASIONS, MailTexts
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import NOW
from tests.html_page import HtmlPage

DESK = "/organize/campaigns/families/mails"
MOST_BYTES = 30 * 1024
TEXTS: MailTexts = {
    "confirmation": {"en": "Bring **five** friends.", "es": "Trae a **cinco** amistades."},
    "reminder": {"en": "Wear red: [why](https://example.org/red)."},
    "thanks": {"es": "Lo logramos."},
}
DAY_BEFORE_AT = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 12, 5, 22, 0, tzinfo=dt.UTC)
LONG = "x" * (MOST_CHARACTERS + 1)


def typed(desk: CheckingClient, **changes: str) -> dict[str, str]:
    """The form as it stands on the desk, with these changes."""
    page = HtmlPage(desk.get(DESK).text)
    form = next(form for form in page.forms() if "confirmation-en" in form.names)
    values = {name: value[0].removeprefix("\r\n") for name, value in form.values().items()}
    return {**values, **{name.replace("_", "-"): value for name, value in changes.items()}}


def written(mail: OutboxMail, now: dt.datetime) -> Message:
    """What a mail says."""
    composed = compose(mail, now)
    assert isinstance(composed, Message)
    return composed


def a_reminder(campaign: Campaign, language: str = "en") -> OutboxMail:
    """What is owed to somebody the day before."""
    return a_reminder_of(campaign, None, language=language)


def a_reminder_of(campaign: Campaign, email: str | None, **changes: Any) -> OutboxMail:
    """What is owed to this address the day before."""
    rsvp = factories.an_rsvp(factories.an_event(campaign=campaign), email, **changes)
    details = {"day": "2026-12-05", "rule": DAY_BEFORE.signature}
    return OutboxMail(kind="reminder-day-before", rsvp_id=rsvp.id, details=details)


def save(campaign: Campaign, texts: MailTexts = TEXTS) -> None:
    """Put texts in place."""
    seen = mail_service.mark_of_texts(mail_service.saved_texts(campaign.id))
    mail_service.save_texts(campaign.id, texts, seen=seen, now=NOW)


def errors(page: HtmlPage) -> list[str]:
    """What is said beside the fields."""
    return [element.text for element in page.elements if "hint-error" in element.get("class").split()]


def test_what_is_saved_is_on_the_desk_again_and_empty_words_are_left_out(
    campaign: Campaign, desk: CheckingClient
) -> None:
    answer = desk.post(DESK, data=typed(desk, confirmation_en="Bring friends.", reminder_es=" \n "))
    assert (answer.status_code, answer.location) == (303, DESK)
    assert mail_service.saved_texts(campaign.id) == {"confirmation": {"en": "Bring friends."}}
    assert typed(desk)["confirmation-en"] == "Bring friends."


def test_what_somebody_else_saved_meanwhile_is_not_lost(campaign: Campaign, desk: CheckingClient) -> None:
    mine = typed(desk, thanks_en="Mine.")
    save(campaign)
    answer = desk.post(DESK, data=mine)
    assert answer.status_code == 409
    assert mail_service.saved_texts(campaign.id) == TEXTS
    assert HtmlPage(answer.text).one("textarea", name="thanks-en").text == "Mine."


@pytest.mark.parametrize("address", [DESK, f"{DESK}/test"])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (LONG, f"Use at most {MOST_CHARACTERS} characters; this has {MOST_CHARACTERS + 1}"),
        (
            "# x\n" * (MOST_ELEMENTS + 1),
            f"Use fewer paragraphs, headings, links and points: at most {MOST_ELEMENTS} in all; this has"
            f" {MOST_ELEMENTS + 1}",
        ),
    ],
    ids=["too long", "too many parts"],
)
def test_words_that_will_not_do_are_refused_beside_their_field_and_kept(
    campaign: Campaign, desk: CheckingClient, address: str, words: str, sentence: str
) -> None:
    answer = desk.post(address, data=typed(desk, reminder_es=words))
    page = HtmlPage(answer.text)
    assert (answer.status_code, errors(page)) == (422, [sentence])
    assert page.one("textarea", name="reminder-es").text == " ".join(words.split())
    assert (mail_service.saved_texts(campaign.id), _owed()) == ({}, [])


def test_the_preview_has_what_is_typed_and_saves_nothing(campaign: Campaign, desk: CheckingClient) -> None:
    form = typed(desk, reminder_es="Vengan de **rojo**.", kind="reminder-on-day", language="es")
    shown = desk.post(f"{DESK}/preview", data=form)
    assert (shown.status_code, "<strong>rojo</strong>" in shown.text) == (200, True)
    assert shown.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'; sandbox")
    plain = desk.post(f"{DESK}/preview", data={**form, "as": "text"})
    assert ("Vengan de rojo." in plain.text, "rojo</strong>" in plain.text) == (True, False)
    assert (mail_service.saved_texts(campaign.id), _owed()) == ({}, [])


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({}, ["Common.", "Common.", "Common."]),
        ({"day_before": {"en": "Tomorrow!"}}, ["Common.", "Tomorrow!", "Common."]),
        ({"on_day": {"es": "¡Hoy!"}}, ["Common.", "Common.", "¡Hoy!"]),
        ({"day_before": {"en": "Tomorrow!"}, "on_day": {"en": "Today!"}}, ["Common.", "Tomorrow!", "Today!"]),
    ],
)
def test_the_day_before_and_the_day_have_words_of_their_own_or_the_common_ones(
    campaign: Campaign, desk: CheckingClient, own: MailTexts, said: list[str]
) -> None:
    texts = {"reminder": {"en": "Common."}, **own}
    fields = {f"{occasion}-{language}": words for occasion, by in texts.items() for language, words in by.items()}
    assert desk.post(DESK, data=typed(desk) | fields).status_code == 303
    assert mail_service.saved_texts(campaign.id) == texts
    every = ("Common.", "Tomorrow!", "Today!", "¡Hoy!")

    def found(text: str) -> list[str]:
        return [words for words in every if words in text]

    kinds = ("reminder-ahead", "reminder-day-before", "reminder-on-day")
    shown = [desk.post(f"{DESK}/preview", data=typed(desk, kind=kind)).text for kind in kinds]
    assert [found(text) for text in shown] == [[words] for words in said]
    event = factories.an_event(campaign=campaign)
    starts_at = event.first_starts_at
    assert starts_at is not None
    rsvp = factories.an_rsvp(event)
    for rule, hours, words in ((DAY_BEFORE, 24, said[1]), (ON_DAY, 3, said[2])):
        details = {"day": f"{starts_at:%Y-%m-%d}", "rule": rule.signature}
        mail = OutboxMail(kind="reminder-on-day", rsvp_id=rsvp.id, details=details)
        assert found(written(mail, starts_at - dt.timedelta(hours=hours)).text) == [words]


def test_words_of_their_own_stand_open_on_the_desk(campaign: Campaign, desk: CheckingClient) -> None:
    folds = []
    for texts in ({"reminder": {"en": "Common."}}, {"on_day": {"es": "¡Hoy!"}}):
        save(campaign, texts)
        folds += ['<details class="words-own" open>' in desk.get(DESK).text]
    refused = desk.post(DESK, data={**typed(desk), "on_day-es": "", "day_before-en": LONG})
    assert (folds, '<details class="words-own" open>' in refused.text) == ([False, True], True)


def test_the_preview_says_what_is_wrong(campaign: Campaign, desk: CheckingClient) -> None:
    shown = desk.post(f"{DESK}/preview", data=typed(desk, thanks_en=LONG))
    assert shown.status_code == 422
    assert f"Use at most {MOST_CHARACTERS} characters; this has {MOST_CHARACTERS + 1}" in shown.text


def test_the_preview_begins_with_what_is_saved(campaign: Campaign, desk: CheckingClient) -> None:
    save(campaign)
    assert "<strong>five</strong>" in desk.get(f"{DESK}/preview").text
    assert "<strong>cinco</strong>" in desk.get(f"/es{DESK}/preview").text


@pytest.mark.parametrize("kind", OCCASIONS)
def test_a_trial_is_a_mail_of_its_kind_to_ones_own_address_sent_by_the_worker(
    app: Flask, campaign: Campaign, desk: CheckingClient, kind: str
) -> None:
    organizer = db.session.scalars(select(User)).one()
    every = {f"{occasion}_en": "Bring **friends**." for occasion in ("confirmation", "reminder", "thanks")}
    for _ in range(2):
        answer = desk.post(f"{DESK}/test", data=typed(desk, kind=kind, **every))
        assert HtmlPage(answer.text).one("textarea", name="thanks-en").text == "Bring **friends**."
    assert answer.status_code == 200
    (mail,) = _owed()
    assert (mail.kind, mail.user_id, mail.rsvp_id, mail.event_id) == (kind, organizer.id, None, None)
    message = written(mail, NOW)
    assert message.to_address == organizer.email
    assert message.subject.startswith("Test: ")
    assert ("<strong>friends</strong>" in message.html, "Bring friends." in message.text) == (True, True)
    assert mail_service.saved_texts(campaign.id) == {}
    folder = Path(app.instance_path, "mail")
    before = set(folder.glob("*.eml"))
    assert app.test_cli_runner().invoke(args=["mail", "work", "--once"]).exit_code == 0
    assert len(set(folder.glob("*.eml")) - before) == 1


def test_a_trial_to_a_suspended_account_is_not_sent(campaign: Campaign) -> None:
    user = factories.a_user(is_suspended=True)
    for kind in ("rsvp-confirmed", "reminder-on-day", "thanks-after"):
        mail = OutboxMail(kind=kind, user_id=user.id, details={"trial": {"language": "en", "words": []}})
        assert compose(mail, NOW) == Drop("no active account is behind this address")


def test_the_words_are_in_the_mails_of_the_campaign_and_in_no_others(campaign: Campaign) -> None:
    save(campaign)
    message = written(a_reminder(campaign), DAY_BEFORE_AT)
    assert (
        "Hello Maria, here is all you need for tomorrow.\n\nWear red: why (https://example.org/red).\n\n"
        "Rally at Daley Plaza\n"
    ) in message.text
    assert '<a href="https://example.org/red"' in message.html
    assert "Wear red" not in written(a_reminder(factories.a_campaign()), DAY_BEFORE_AT).text


def test_the_confirmation_has_them_in_the_readers_language(campaign: Campaign) -> None:
    save(campaign)
    for language, words in (("en", "Bring five friends."), ("es", "Trae a cinco amistades.")):
        rsvp = factories.an_rsvp(factories.an_event(campaign=campaign), language=language)
        assert words in written(OutboxMail(kind="rsvp-confirmed", rsvp_id=rsvp.id, details={}), NOW).text
        cancelled = factories.an_rsvp(factories.an_event(campaign=campaign), language=language, cancelled_at=NOW)
        assert words not in written(OutboxMail(kind="rsvp-cancelled", rsvp_id=cancelled.id, details={}), NOW).text


def test_what_is_missing_in_one_language_is_shown_in_the_other_and_says_so(campaign: Campaign) -> None:
    save(campaign)
    reminder = written(a_reminder(campaign, "es"), DAY_BEFORE_AT)
    assert '<div dir="auto" lang="en"><p' in reminder.html
    rsvp = factories.an_rsvp(factories.an_event(campaign=campaign))
    details = {"day": "2026-12-05", "rule": "after-end-2h"}
    thanks = written(OutboxMail(kind="thanks-after", rsvp_id=rsvp.id, details=details), AFTER)
    assert "Lo logramos." in thanks.text


def test_who_goes_to_two_campaigns_on_a_day_reads_the_words_of_both_once(campaign: Campaign) -> None:
    other = factories.a_campaign()
    save(campaign)
    save(other, {"reminder": {"en": "Bring candles."}})
    mails = [a_reminder_of(each, "maria@example.org") for each in (campaign, campaign, other)]
    text = written(mails[0], DAY_BEFORE_AT).text
    assert (text.count("Wear red"), text.count("Bring candles.")) == (1, 1)


@pytest.mark.parametrize(
    "words", ["# x\n" * MOST_ELEMENTS, "[x](http://x) " * 70, '"&<>' * 250, "ñ" * 1_000, "✊🏾" * 500]
)
def test_the_longest_words_leave_a_mail_small(app: Flask, words: str) -> None:
    for kind in OCCASIONS:
        user = factories.a_user()
        details: dict[str, Any] = {"trial": {"language": "es", "words": [[words[:MOST_CHARACTERS], ""]]}}
        message = written(OutboxMail(kind=kind, user_id=user.id, details=details), NOW)
        assert len(message.html.encode()) < MOST_BYTES
        assert len(message.text.encode()) < MOST_BYTES


def _owed() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail)))
