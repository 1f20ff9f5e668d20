"""What is read out of reports of different mail servers, and of mail that was made to break the reading."""

import time
from collections.abc import Callable

import pytest

from actions.returns.reports import LARGEST_REPORT, Report, Sort, read, sort_of
from tests.returns import samples

NAME = "0123456789abcdef0123456789abcdef"
OURS = f"<{NAME}@example.org>"
HARD = Report(Sort.HARD, "5.1.1", (NAME,))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (samples.postfix(OURS), HARD),
        (samples.postfix(OURS).replace(b"\n", b"\r\n"), HARD),
        (samples.exchange(OURS), Report(Sort.HARD, "5.1.10", (NAME,))),
        (samples.gmail(OURS), HARD),
        (samples.exim(OURS), HARD),
        (samples.exim(OURS, "550 Administrative prohibition"), Report(Sort.HARD, "5.0.0", (NAME,))),
        (samples.exim(OURS, "452 4.2.2 Mailbox full"), Report(Sort.SOFT, "4.2.2", (NAME,))),
        (samples.postfix(OURS, "4.4.7"), Report(Sort.SOFT, "4.4.7", (NAME,))),
        (samples.postfix(OURS, "5.2.2"), Report(Sort.SOFT, "5.2.2", (NAME,))),
        (samples.postfix(OURS, "5.0.0", reply="554 5.7.1 looks like spam"), Report(Sort.SOFT, "5.7.1", (NAME,))),
        (samples.postfix(OURS, "5.0.0", reply="554 no thanks"), Report(Sort.HARD, "5.0.0", (NAME,))),
        (samples.complaint(OURS), Report(Sort.COMPLAINT, "", (NAME,))),
        (samples.complaint(OURS, "Fraud"), Report(Sort.COMPLAINT, "", (NAME,))),
    ],
)
def test_a_report_is_read_whoever_wrote_it(content: bytes, expected: Report) -> None:
    assert read(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        samples.postfix(OURS, "4.4.1", "delayed"),
        samples.postfix(OURS, "2.0.0", "delivered"),
        samples.postfix(OURS, "2.0.0", "relayed"),
        samples.complaint(OURS, "not-spam"),
        samples.complaint(OURS, "auth-failure"),
        f"Auto-Submitted: auto-replied\nIn-Reply-To: {OURS}\nSubject: Out of office\n\n550 5.1.1 I left.\n".encode(),
        b"",
        b"\x00\xff\xfe" * 100,
    ],
)
def test_what_is_no_failure_and_no_complaint_says_nothing(content: bytes) -> None:
    assert read(content) is None


@pytest.mark.parametrize(
    ("status", "sort"),
    [
        ("5.1.1", Sort.HARD), ("5.1.10", Sort.HARD), ("5.2.1", Sort.HARD), ("5.4.1", Sort.HARD), ("5.4.4", Sort.HARD),
        ("5.0.0", Sort.HARD), ("5.2.2", Sort.SOFT), ("5.2.3", Sort.SOFT), ("5.3.4", Sort.SOFT), ("5.4.7", Sort.SOFT),
        ("5.6.0", Sort.SOFT), ("5.7.1", Sort.SOFT), ("4.1.1", Sort.SOFT), ("4.7.0", Sort.SOFT),
    ],
)  # fmt: skip
def test_only_what_speaks_of_the_address_is_hard(status: str, sort: Sort) -> None:
    assert sort_of(status) is sort


def test_the_mail_that_came_back_counts_before_what_its_report_answers() -> None:
    other = f"<{'f' * 32}@example.org>"
    content = samples.exchange(OURS).replace(f"In-Reply-To: {OURS}".encode(), f"In-Reply-To: {other}".encode())
    report = read(content)
    assert report is not None
    assert report.names == (NAME,)


def _nested(levels: int) -> bytes:
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    return f"Subject: x\n{heads}\nText\n".encode()


@pytest.mark.parametrize(
    "make",
    [
        lambda: _nested(5_000),
        lambda: _nested(39) + b"--b\n" * 50_000,
        lambda: b"Content-Type: message/rfc822\n\n" * 8_000,
        lambda: b"X-Failed-Recipients: a\n" * 10_000,
        lambda: b"Subject: x\n" + b" folded\n" * 30_000,
        lambda: samples.postfix(OURS).replace(b"us-ascii", b"x-no-such-charset").replace(b"8bit", b"x-uuencode"),
        lambda: samples.postfix(OURS).replace(b"Status: 5.1.1", b"Status: " + b"9" * 100_000),
        lambda: samples.postfix(OURS).replace(b"Action: failed", b"Action: =?utf-8?b?" + b"A" * 5_000 + b"?="),
        lambda: samples.gmail(OURS).replace(b"VG86", b"\xff===="),
        lambda: samples.postfix(OURS) + b"A" * 5_000_000,
        lambda: samples.postfix(OURS).replace(b"boundary=", b"boundary*0*=utf-8''%ZZ;boundary*1="),
    ],
)
def test_a_hostile_mail_is_done_with_at_once(make: Callable[[], bytes]) -> None:
    content, began = make(), time.process_time()
    report = read(content)
    assert report is None or report.names in ((), (NAME,))
    assert time.process_time() - began < 2


def test_a_report_cut_at_the_limit_still_counts() -> None:
    whole = samples.exchange(OURS).replace(b"See you tomorrow.", b"x" * (2 * LARGEST_REPORT))
    assert read(whole) == Report(Sort.HARD, "5.1.10", (NAME,))
