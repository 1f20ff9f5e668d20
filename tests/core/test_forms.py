"""What is typed is cleaned once, on the way in."""

import pytest

from actions.forms import many_lines, one_line, persons_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Maria   Lopez ", "Maria Lopez"),
        ("Maria\r\nBcc: all@example.org", "Maria Bcc: all@example.org"),
        ("Maria\x00Lopez", "Maria Lopez"),
        ("Mari\u200ba", "Maria"),
        ("\u202eairaM", "airaM"),
        ("Jose\u0301", "José"),
        ("👩‍👧 Rosa", "👩‍👧 Rosa"),
        ("\ud800", "?"),
        ("", ""),
    ],
)
def test_a_line_keeps_what_can_be_read_and_nothing_that_acts(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_several_lines_keep_their_breaks_and_lose_other_controls() -> None:
    assert many_lines("one\r\ntwo\x00\x07\rthree\n") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Maria  Lopez", "Maria Lopez"),
        ("J.R. O'Neil-Díaz", "J.R. O'Neil-Díaz"),
        ("J.-P. Martin", "J.-P. Martin"),
        ("Martin King Jr., PhD", "Martin King Jr., PhD"),
        ("Bob (Jr.)", "Bob (Jr.)"),
        ("Amir s/o Karim", "Amir s/o Karim"),
        ("Dot...", "Dot..."),
        ("Dr.Ng", "Dr. Ng"),
        ("https://evil.example/x", "https: / / evil. example/x"),
        ("https: / / evil. example/x", "https: / / evil. example/x"),
        ("Win at WWW.EVIL.EXAMPLE", "Win at WWW. EVIL. EXAMPLE"),
        ("evil.рф", "evil. рф"),
        ("me@evil.example", "me@evil. example"),
    ],
)
def test_a_persons_name_holds_no_address_that_a_mail_program_makes_a_link_of(typed: str, kept: str) -> None:
    assert persons_name(typed) == kept
