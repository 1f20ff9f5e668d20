"""SPF as receivers follow it (RFC 7208), with the examples of its appendix A and section 7.4."""

import ipaddress

import pytest

from actions.mail.sender_checks.questions import Questions
from actions.mail.sender_checks.spf import BrokenPolicy, Evaluation, Result
from tests.services.dns_server import DnsServer

US, US_6, OTHER = "192.0.2.3", "2001:db8::cb01", "203.0.113.9"


@pytest.fixture
def dns_server(empty_dns_server: DnsServer) -> DnsServer:
    """Some names around example.org, which has a record only when a test gives it one."""
    empty_dns_server.says("example.org", "A", "192.0.2.10", US)
    empty_dns_server.says("example.org", "AAAA", US_6)
    empty_dns_server.says("example.org", "MX", "20 backup.example.org.", "10 mail.example.org.")
    empty_dns_server.says("mail.example.org", "A", "192.0.2.29")
    empty_dns_server.says("backup.example.org", "A", "192.0.2.130")
    empty_dns_server.says_text("provider.example", f"v=spf1 ip4:{US} -all")
    empty_dns_server.says_text("lax.example", f"v=spf1 ?ip4:{US} ~all")
    empty_dns_server.calls(US, "a.example.org", "example.net")
    empty_dns_server.says("a.example.org", "A", US)
    empty_dns_server.says("3.2.0.192.in-addr._spf.example.org", "A", "127.0.0.2")
    empty_dns_server.says("192.0.2.3._spf.org", "A", "127.0.0.2")
    empty_dns_server.says("no-mail.example", "MX", "0 .")
    return empty_dns_server


def result(dns_server: DnsServer, record: str, address: str = US) -> Result:
    """What a receiver makes of a record."""
    dns_server.says_text("example.org", record)
    asked = Questions(dns_server.address, question_seconds=0.5)
    return Evaluation("postmaster@example.org", ipaddress.ip_address(address), asked).result()


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 ip4:192.0.2.3 -all",
        "v=spf1 ip4:192.0.2.0/24 -all",
        "V=SPF1 IP4:192.0.2.3 -ALL",
        "v=spf1 a -all",
        "v=spf1 a:example.org -all",
        "v=spf1 a:mail.example.org/24 -all",
        "v=spf1 a/24//64 -all",
        "v=spf1 mx/25 -all",
        "v=spf1 mx:example.org/25//64 -all",
        "v=spf1 include:provider.example -all",
        "v=spf1 -ip4:203.0.113.9 include:lax.example a -all",
        "v=spf1 ptr -all",
        "v=spf1 ptr:example.org -all",
        "v=spf1 exists:%{ir}.%{v}._spf.%{d} -all",
        "v=spf1 exists:%{i}._spf.%{d1} -all",
        "v=spf1 redirect=provider.example",
        "v=spf1 exp=why.example.org custom=1 a ~all",
    ],
)
def test_the_permitted_pass_and_others_do_not(dns_server: DnsServer, record: str) -> None:
    assert result(dns_server, record) is Result.PASS
    assert result(dns_server, record, OTHER) in (Result.FAIL, Result.SOFTFAIL)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 ip6:2001:db8::/32 -all", Result.PASS),
        ("v=spf1 a -all", Result.PASS),
        ("v=spf1 a:example.org//64 -all", Result.PASS),
        ("v=spf1 ip4:192.0.2.3 -all", Result.FAIL),
        ("v=spf1 mx -all", Result.FAIL),
    ],
)
def test_ipv6_counts_apart(dns_server: DnsServer, record: str, expected: Result) -> None:
    assert result(dns_server, record, US_6) is expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [("v=spf1 a/8//64 -all", Result.PASS), ("v=spf1 a/8//112 -all", Result.FAIL), ("v=spf1 a/8 -all", Result.FAIL)],
)
def test_a_network_of_ipv6_has_its_own_length(dns_server: DnsServer, record: str, expected: Result) -> None:
    assert result(dns_server, record, "2001:db8::1:1") is expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1", Result.NEUTRAL),
        ("v=spf1 ?all", Result.NEUTRAL),
        ("v=spf1 ~all a", Result.SOFTFAIL),
        ("v=spf1 -a +all", Result.FAIL),
        ("v=spf1 -all redirect=provider.example", Result.FAIL),
        ("v=spf1 mx:no-mail.example -all", Result.FAIL),
        ("v=spf1 ptr:example.net -all", Result.FAIL),
        ("v=spf1 ptr:ample.org -all", Result.FAIL),
        ("v=spf10 a -all", Result.NONE),
        ("something else", Result.NONE),
    ],
)
def test_the_first_term_that_fits_decides(dns_server: DnsServer, record: str, expected: Result) -> None:
    assert result(dns_server, record) is expected


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ("v=spf1 ip4:192.0.2.300 -all", "“ip4:192.0.2.300” cannot be read"),
        ("v=spf1 include -all", "“include” cannot be read"),
        ("v=spf1 a:/abc -all", "“a:/abc” cannot be read"),
        ("v=spf1 a/64 -all", "“a/64” cannot be read"),
        ("v=spf1 allow -all", "“allow” is not a term of SPF"),
        ("v=spf1 redirect=nobody.example", "redirect=nobody.example names a domain without an SPF record"),
        ("v=spf1 include:example.org -all", "too many look-ups: receivers stop after 10"),
    ],
)
def test_a_broken_record_is_said_to_be_broken(dns_server: DnsServer, record: str, why: str) -> None:
    with pytest.raises(BrokenPolicy) as broken:
        result(dns_server, record)
    assert str(broken.value) == why


def test_more_than_ten_mail_servers_are_too_many(dns_server: DnsServer) -> None:
    dns_server.says("example.org", "MX", *(f"10 mx{number}.example.org." for number in range(11)))
    with pytest.raises(BrokenPolicy, match="more than 10 servers"):
        result(dns_server, "v=spf1 mx -all")


@pytest.mark.parametrize(
    ("macro", "address", "asked"),
    [
        ("%{s}", US, "postmaster@example.org"),
        ("%{dr}", US, "org.example"),
        ("%{d1}", US, "org"),
        ("%{ir}.%{v}", US, "3.2.0.192.in-addr"),
        ("%{l-}%_%{o2}", US, "postmaster example.org"),
        (
            "%{ir}.%{v}",
            US_6,
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6",
        ),
    ],
)
def test_macros_are_filled_in(dns_server: DnsServer, macro: str, address: str, asked: str) -> None:
    result(dns_server, f"v=spf1 exists:{macro}.example -all", address)
    assert dns_server.asked[-1].replace("\\032", " ").replace("\\@", "@") == f"A {asked}.example"


def test_macros_of_the_sender_mean_the_sender_in_an_included_record_too(dns_server: DnsServer) -> None:
    dns_server.says_text("provider.example", "v=spf1 exists:%{l}.%{o}.%{d} -all")
    result(dns_server, "v=spf1 include:provider.example -all")
    assert dns_server.asked[-1] == "A postmaster.example.org.provider.example"
