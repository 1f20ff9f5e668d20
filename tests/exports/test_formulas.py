"""Cells that a spreadsheet would run are made harmless, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.formulas import guarded, unguarded

HARMLESS = ("", "Maria", "3 + 4", "a=b", "O'Brien", "'quoted'", "1,5", "née", "🙂", "(555) 010-0000")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠"])
def test_text_is_guarded_when_it_begins_like_a_formula(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["  =1+1", "\u00a0=1+1", "\u3000＝1+1", "'=1+1", "' =1+1"])
def test_text_is_guarded_when_blanks_or_apostrophes_hide_the_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_text_stays_as_it_is_when_no_program_would_run_it(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


def test_phone_number_stays_readable() -> None:
    assert guarded("+1 555 010 0000") == "'+1 555 010 0000"


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n |%＝a")))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "|", "%"}
