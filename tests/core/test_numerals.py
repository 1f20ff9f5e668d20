"""Numbers in sentences."""

import pytest
from flask import Flask, render_template_string

from actions.numerals import numeral

ACTIONS = '{{ ngettext("%(num)s action", "%(num)s actions", count) }}'


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("number", "said"), [(1, "1"), (999, "999"), (9_750, "9,750"), (0.2, "0.2")])
def test_numeral_is_grouped_by_thousands_in_both_languages(app: Flask, number: float, said: str) -> None:
    for path in ("/", "/es/"):
        with app.test_request_context(path):
            assert numeral(number) == said


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("count", "said"), [(1, "1 action"), (9_750, "9,750 actions")])
def test_templates_count_in_numerals(app: Flask, count: int, said: str) -> None:
    with app.test_request_context("/"):
        assert render_template_string(ACTIONS, count=count) == said


@pytest.mark.sqlite_only
def test_templates_may_say_the_number_their_own_way(app: Flask) -> None:
    with app.test_request_context("/"):
        own = ACTIONS.replace("count)", 'count, num="{count}")')
        assert render_template_string(own, count=2) == "{count} actions"
