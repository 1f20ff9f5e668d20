"""What a rule can say, and that its signature says all of it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reminders.rules import DEFAULTS, Anchor, Audience, Direction, Rule, Unit

rules = st.builds(
    Rule,
    st.sampled_from(Direction),
    st.sampled_from(Anchor),
    st.integers(0, 72),
    st.sampled_from(Unit),
    st.none() | st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(Audience),
    st.sampled_from(["", "en", "es"]),
)


def test_usual_rules_are_the_day_before_the_day_itself_and_thanks_two_hours_after() -> None:
    assert [rule.signature for rule in DEFAULTS] == ["before-start-1d-1100", "before-start-0d-0800", "after-end-2h"]


@given(rules)
def test_signature_names_its_rule_and_fits_its_column(rule: Rule) -> None:
    assert Rule.named(rule.signature) == rule
    assert len(rule.signature) <= 40


@pytest.mark.parametrize(
    "text", ["", "day-before", "before-start-1w", "before-start-1d-1160", "before-start-1d-es-hosts"]
)
def test_anything_else_is_no_rule(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a rule's signature|minute must be in"):
        Rule.named(text)


@pytest.mark.parametrize(
    ("signature", "helps"),
    [
        ("before-start-0h", False),
        ("before-start-1h", True),
        ("before-start-72h", True),
        ("before-start-73h", False),
        ("before-start-1h-0800", False),
        ("before-start-0d", False),
        ("before-start-0d-0800", True),
        ("before-start-30d", True),
        ("before-start-31d", False),
        ("before-end-3h", True),
        ("after-end-0h", True),
        ("after-end-0d", True),
        ("before-start-1d-1100-hosts-es", True),
        ("after-end-2h-hosts", False),
        ("before-start-1d-1100-waitlisted", True),
        ("after-end-2h-waitlisted", True),
        ("before-start-1h-checkedin", False),
        ("after-start-1h-checkedin", True),
        ("before-end-1h-noshow", False),
        ("after-end-2h-noshow-es", True),
    ],
)
def test_rule_that_can_help_nobody_is_told(signature: str, helps: bool) -> None:
    assert Rule.named(signature).can_ever_help is helps
