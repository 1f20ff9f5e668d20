"""Markdown where there is no formatting: the marks go, the addresses stay."""

import pytest

from actions.plain_markdown import readable


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Wear **red**, *all* of you.", "Wear red, all of you."),
        ("# Before\n\nCome early.", "Before\n\nCome early."),
        ("One line\nand another", "One line\nand another"),
        ("Bring:\n\n- water\n- a hat\n\nThanks.", "Bring:\n\n- water\n- a hat\n\nThanks."),
        ("1. First\n2. Then", "1. First\n2. Then"),
        ("[The plan](https://example.org/plan)", "The plan (https://example.org/plan)"),
        ("<https://example.org/plan>", "https://example.org/plan"),
        ("<pat@example.org>", "pat@example.org"),
        ("[Press](//example.org) [here](/account)", "Press here"),
        ("[Press](javascript:alert(1))", "[Press](javascript:alert(1))"),
        ("<script>x()</script>", "<script>x()</script>"),
        ("```\ncode\n```", "code"),
        ("", ""),
    ],
)
def test_markdown_reads_well_as_plain_text(markdown: str, text: str) -> None:
    assert readable(markdown) == text
