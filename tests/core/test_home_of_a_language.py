"""Spanish is written for its readers in the United States, on pages and in mails alike."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from actions import localtime
from actions.mail.rendering import in_language
from actions.numerals import numeral
from actions.templating import language

pytestmark = pytest.mark.sqlite_only

CHICAGO = ZoneInfo("America/Chicago")
ONE_O_CLOCK = dt.datetime(2026, 12, 5, 19, tzinfo=dt.UTC)


def _written() -> tuple[str, ...]:
    return (
        localtime.long_day(ONE_O_CLOCK, CHICAGO),
        localtime.clock_time(ONE_O_CLOCK, CHICAGO),
        localtime.zone_long(ONE_O_CLOCK, CHICAGO),
        numeral(1021),
        language(),
    )


ENGLISH = ("Saturday, December 5, 2026", "1:00 PM", "Central Time", "1,021", "en")
SPANISH = ("sábado, 5 de diciembre de 2026", "1:00 p.m.", "hora central", "1,021", "es")


@pytest.mark.parametrize(("path", "written"), [("en", ENGLISH), ("es", SPANISH)])
def test_times_and_numbers_on_a_page_read_as_in_the_united_states(
    app: Flask, path: str, written: tuple[str, ...]
) -> None:
    with app.test_request_context("/", environ_overrides={"actions.locale": path}):
        assert _written() == written


@pytest.mark.parametrize(("code", "written"), [("en", ENGLISH), ("es", SPANISH), ("xx", ENGLISH)])
def test_times_and_numbers_in_a_mail_read_as_in_the_united_states(
    app: Flask, code: str, written: tuple[str, ...]
) -> None:
    with in_language(code):
        assert _written() == written
