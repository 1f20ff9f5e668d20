"""What the doctor says about a sender's DNS. A server on this machine answers; nobody else is ever asked."""

import base64
import ipaddress
import socket
from collections.abc import Callable

import dns.resolver
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from actions.mail.sender_checks import questions as asking
from actions.mail.sender_checks.checks import RECEIVED, examine
from actions.mail.sender_checks.questions import Address, CouldNotAsk, Questions
from actions.mail.sender_checks.relays import own_addresses
from config import SettingsError, from_environ
from tests.services.dns_server import DnsServer
from tests.services.settings import SECRETS

RELAY, RELAY_6, HERE = "192.0.2.1", "2001:db8::25", "198.51.100.9"
DOMAIN = {
    "APP_ENV": "production",
    "SITE_URL": "https://actions.example.org",
    "MAIL_POSTAL_ADDRESS": "1 Main Street, Springfield, IL 62701",
    "MAIL_URL": "smtp://mail.example.org:25",
    "MAIL_FROM": "Actions <actions@example.org>",
    "DKIM_SELECTOR": "k1",
}
SPF_OK = "ok      SPF: example.org has one record, which ends in -all and takes 0 of 10 look-ups"
SPF_PERMITS = "ok      SPF: example.org permits mail.example.org (192.0.2.1)"
DKIM_OK = "ok      DKIM: k1._domainkey.example.org has a key of 2048 bits"
DMARC_OK = (
    "ok      DMARC: _dmarc.example.org has p=reject: where neither SPF nor DKIM shows that a mail is from example.org, "
    "receivers are asked to refuse such mail"
)
PTR_OK = "ok      PTR: 192.0.2.1 has a name (mail.example.org)"


def rsa(bits: int) -> str:
    """A record with a key of so many bits. (Nobody can sign with it: it is any odd number.)"""
    key = RSAPublicNumbers(65537, 2 ** (bits - 1) + 1).public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def own() -> tuple[Address, ...]:
    """The address of the machine under test."""
    return (ipaddress.ip_address(HERE),)


Said = Callable[..., list[str]]


@pytest.fixture
def dns_server(empty_dns_server: DnsServer) -> DnsServer:
    """Example.org, as it should be."""
    empty_dns_server.says(".", "NS", "a.root-servers.net.")
    empty_dns_server.says_text("example.org", "unrelated=yes", f"v=spf1 ip4:{RELAY} -all")
    empty_dns_server.says("mail.example.org", "A", RELAY)
    empty_dns_server.says_text("k1._domainkey.example.org", rsa(2048))
    empty_dns_server.says_text("_dmarc.example.org", "v=DMARC1; p=reject; rua=mailto:dmarc@example.org")
    empty_dns_server.calls(RELAY, "mail.example.org")
    return empty_dns_server


@pytest.fixture
def said(dns_server: DnsServer) -> Said:
    """The lines about an installation with these settings."""

    def lines(own_addresses: Callable[[], tuple[Address, ...]] = own, **environ: str) -> list[str]:
        settings = from_environ({**SECRETS, **DOMAIN, **environ})
        asked = Questions(dns_server.address, question_seconds=0.2)
        return [str(finding) for finding in examine(settings, asked, own_addresses)]

    return lines


def about(subject: str, lines: list[str]) -> list[str]:
    """The lines about one thing."""
    return [line for line in lines if line.split()[1] == f"{subject}:"]


def test_all_is_well_with_a_good_domain(said: Said) -> None:
    assert said() == [SPF_OK, DKIM_OK, DMARC_OK, SPF_PERMITS, PTR_OK]


def test_in_development_nothing_about_the_sender_is_more_than_a_warning(said: Said, dns_server: DnsServer) -> None:
    dns_server.says_text("example.org", "v=spf1 -all")
    dns_server.calls(RELAY)
    assert {line.split()[0] for line in said()} == {"TROUBLE", "ok"}
    assert {line.split()[0] for line in said(APP_ENV="development")} == {"warning", "ok"}


class TestSpf:
    """The record of the envelope sender's domain."""

    def test_none_is_trouble(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.says_text("example.org", "unrelated=yes")
        assert about("SPF", said()) == [
            "TROUBLE SPF: example.org has no SPF record: add a TXT record, v=spf1 ip4:ADDRESS ~all with your relay's "
            "address, or with the include: that its operator names"
        ]

    def test_two_are_trouble(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.says_text("example.org", "v=spf1 ip4:192.0.2.1 -all", "v=spf1 mx -all")
        assert about("SPF", said()) == [
            "TROUBLE SPF: example.org has 2 SPF records, where receivers take one or none; "
            "mend the TXT record of example.org"
        ]

    def test_a_relay_at_the_own_domain_that_is_not_permitted_is_trouble(
        self, said: Said, dns_server: DnsServer
    ) -> None:
        dns_server.says("mail.example.org", "AAAA", RELAY_6)
        assert about("SPF", said()) == [
            SPF_OK,
            "TROUBLE SPF: example.org does not permit 2001:db8::25 (mail.example.org): "
            "add ip6:2001:db8::25 to its record",
        ]

    def test_a_providers_smarthost_that_is_not_permitted_can_only_be_checked_at_a_received_mail(
        self, said: Said, dns_server: DnsServer
    ) -> None:
        dns_server.says("smtp.provider.example", "A", "203.0.113.5")
        dns_server.calls("203.0.113.5", "smtp.provider.example")
        assert about("SPF", said(MAIL_URL="smtp://smtp.provider.example:587")) == [
            SPF_OK,
            "warning SPF: example.org does not permit 203.0.113.5 (smtp.provider.example), which may send from other "
            f"addresses: {RECEIVED}, or ask its operator which include: to add",
        ]

    @pytest.mark.parametrize("url", ["smtp://postfix:25", "smtp://10.1.2.3:25", "smtp://mail.internal.example:25"])
    def test_a_relay_in_the_own_network_can_only_be_checked_at_a_received_mail(
        self, said: Said, dns_server: DnsServer, url: str
    ) -> None:
        dns_server.says("mail.internal.example", "A", "192.168.3.4")
        host = url.split("/")[2].split(":")[0]
        assert said(MAIL_URL=url)[3:] == [
            f"warning SPF: from which addresses the mail of {host} leaves cannot be known from here: {RECEIVED}"
        ]
        assert [asked for asked in dns_server.asked if "postfix" in asked or asked.startswith("PTR")] == []

    @pytest.mark.parametrize("url", ["smtp://localhost:25", "smtp://127.0.0.1:25", "smtp://[::1]:25"])
    def test_a_relay_on_this_machine_is_checked_by_the_machines_own_address(
        self, said: Said, dns_server: DnsServer, url: str
    ) -> None:
        dns_server.calls(HERE, "mail.example.org")
        dns_server.says("mail.example.org", "A", HERE)
        host = url.split("//")[1].rpartition(":")[0].strip("[]")
        assert said(MAIL_URL=url)[3:] == [
            f"warning SPF: example.org does not permit 198.51.100.9, this machine: add ip4:198.51.100.9 if {host} "
            f"sends by itself; if it hands mail on, {RECEIVED}",
            f"ok      PTR: 198.51.100.9 has a name ({host})",
        ]

    def test_every_relay_is_checked(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.says_text("example.org", "v=spf1 a:mail.example.org a:second.example.org -all")
        dns_server.says("second.example.org", "A", "192.0.2.2")
        dns_server.calls("192.0.2.2", "second.example.org")
        assert said(MAIL_URL="smtp://mail.example.org,smtps://second.example.org:465")[3:] == [
            SPF_PERMITS,
            PTR_OK,
            "ok      SPF: example.org permits second.example.org (192.0.2.2)",
            "ok      PTR: 192.0.2.2 has a name (second.example.org)",
        ]

    @pytest.mark.parametrize(
        ("record", "line"),
        [
            (
                "v=spf1 ip4:192.0.2.1 ~all",
                "ok      SPF: example.org has one record, which ends in ~all and takes 0 of 10 look-ups",
            ),
            (
                "v=spf1 ip4:192.0.2.1",
                "warning SPF: the record of example.org says nothing about everybody else: let it end in -all or ~all",
            ),
            (
                "v=spf1 ip4:192.0.2.1 ?all",
                "warning SPF: the record of example.org says nothing about everybody else: let it end in -all or ~all",
            ),
            (
                "v=spf1 ?all",
                "warning SPF: the record of example.org says nothing about everybody else: let it end in -all or ~all",
            ),
            (
                "v=spf1 ip4:192.0.2.1 +all",
                "TROUBLE SPF: example.org permits everybody to send for it: let its record end in -all or ~all",
            ),
            (
                "v=spf1 -all",
                "TROUBLE SPF: example.org says about everybody that they may not send for it: permit your relay",
            ),
            (
                "v=spf1 ip4:192.0.2.1 al -all",
                "TROUBLE SPF: “al” is not a term of SPF; mend the TXT record of example.org",
            ),
            (
                "v=spf1 \\027[2J -all",
                "TROUBLE SPF: “\ufffd[2J” is not a term of SPF; mend the TXT record of example.org",
            ),
            (
                "v=spf1 ip4:2001:db8::1 -all",
                "TROUBLE SPF: “ip4:2001:db8::1” cannot be read; mend the TXT record of example.org",
            ),
            (
                "v=spf1 include:nobody.example -all",
                "TROUBLE SPF: include:nobody.example names a domain without an SPF record; "
                "mend the TXT record of example.org",
            ),
        ],
    )
    def test_the_record_itself_is_judged(self, said: Said, dns_server: DnsServer, record: str, line: str) -> None:
        dns_server.says_text("example.org", record)
        assert about("SPF", said())[0] == line

    @pytest.mark.parametrize(
        ("length", "line"),
        [
            (10, "ok      SPF: example.org has one record, which ends in -all and takes 10 of 10 look-ups"),
            (
                11,
                "TROUBLE SPF: too many look-ups: receivers stop after 10; mend the TXT record of example.org",
            ),
        ],
    )
    def test_a_chain_of_more_than_ten_look_ups_is_trouble(
        self, said: Said, dns_server: DnsServer, length: int, line: str
    ) -> None:
        dns_server.says_text("example.org", "v=spf1 include:1.example.org -all")
        for number in range(1, length):
            dns_server.says_text(f"{number}.example.org", f"v=spf1 include:{number + 1}.example.org -all")
        dns_server.says_text(f"{length}.example.org", "v=spf1 ip4:192.0.2.1 -all")
        lines = about("SPF", said())
        assert lines[0] == line
        assert lines[1:] == ([SPF_PERMITS] if length == 10 else [])


class TestDkim:
    """The key that the relay signs with."""

    def test_without_a_selector_it_says_what_to_ask_for(self, said: Said) -> None:
        assert about("DKIM", said(DKIM_SELECTOR="")) == [
            "warning DKIM: your relay signs, not Actions: ask its operator to sign with d=example.org and with which "
            "selector (s=), publish the key they name, and put the selector into DKIM_SELECTOR"
        ]

    @pytest.mark.parametrize(
        ("records", "line"),
        [
            (
                (),
                "TROUBLE DKIM: k1._domainkey.example.org has no key: "
                "publish the TXT record that the relay's operator names",
            ),
            (
                ("unrelated", "v=DKIM1; k=rsa"),
                "TROUBLE DKIM: k1._domainkey.example.org has no key: "
                "publish the TXT record that the relay's operator names",
            ),
            (
                ("v=DKIM1; p=",),
                "TROUBLE DKIM: k1._domainkey.example.org has an empty p=, which says that the key is withdrawn: "
                "publish a new one",
            ),
            (
                (rsa(768),),
                "TROUBLE DKIM: k1._domainkey.example.org has a key of 768 bits, which receivers pass over: "
                "have one of 2048 bits made",
            ),
            (
                (rsa(1024),),
                "warning DKIM: k1._domainkey.example.org has a key of 1024 bits, which is still taken: "
                "2048 are advised",
            ),
            (
                (rsa(2048), rsa(1024)),
                "TROUBLE DKIM: k1._domainkey.example.org has 2 keys, and receivers take any of them: keep one",
            ),
            (
                (rsa(2048)[:120],),
                "TROUBLE DKIM: k1._domainkey.example.org has a key that cannot be read: "
                "publish it again, whole and in one record",
            ),
            (
                ("v=DKIM1; k=ed25519; p=AAAA",),
                "TROUBLE DKIM: k1._domainkey.example.org has a key that cannot be read: "
                "publish it again, whole and in one record",
            ),
        ],
    )
    def test_a_key_that_will_not_do(
        self, said: Said, dns_server: DnsServer, records: tuple[str, ...], line: str
    ) -> None:
        dns_server.says_text("k1._domainkey.example.org", *records)
        assert about("DKIM", said()) == [line]

    def test_an_ed25519_key_is_well(self, said: Said, dns_server: DnsServer) -> None:
        key = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
        dns_server.says_text("k1._domainkey.example.org", f"v=DKIM1; k=ed25519; p={key}")
        assert about("DKIM", said()) == [
            "ok      DKIM: k1._domainkey.example.org has an Ed25519 key; give older receivers an RSA key beside it"
        ]

    def test_a_key_behind_an_alias_is_found(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.says("k2._domainkey.example.org", "CNAME", "k2.provider.example.")
        dns_server.says_text("k2.provider.example", rsa(4096))
        assert about("DKIM", said(DKIM_SELECTOR="k2, k1")) == [
            "ok      DKIM: k2._domainkey.example.org has a key of 4096 bits",
            DKIM_OK,
        ]

    @pytest.mark.parametrize("signing", ["example.org", "more.news.example.org"])
    def test_a_domain_above_or_below_counts_whether_there_is_a_policy_or_not(
        self, said: Said, dns_server: DnsServer, signing: str
    ) -> None:
        dns_server.says_text("_dmarc.example.org")
        dns_server.says_text(f"s1._domainkey.{signing}", rsa(2048))
        sender, selector = "actions@news.example.org", f"s1._domainkey.{signing}"
        assert about("DKIM", said(MAIL_FROM=sender, DKIM_SELECTOR=selector))[0].startswith("ok ")

    @pytest.mark.parametrize("signing", ["example.org", "news.example.org", "bounce.example.org"])
    def test_a_domain_of_the_same_organization_counts(self, said: Said, dns_server: DnsServer, signing: str) -> None:
        dns_server.says_text(f"s1._domainkey.{signing}", rsa(2048))
        sender, selector = "actions@news.example.org", f"s1._domainkey.{signing}"
        assert about("DKIM", said(MAIL_FROM=sender, DKIM_SELECTOR=selector)) == [
            f"ok      DKIM: s1._domainkey.{signing} has a key of 2048 bits"
        ]

    @pytest.mark.parametrize(
        ("where", "policy"),
        [
            # Whoever lets anybody register names is no organization; and an organization may say where it begins.
            ("co.example", "v=DMARC1; p=reject; psd=y"),
            ("moms.co.example", "v=DMARC1; p=reject; psd=n"),
        ],
    )
    def test_an_organization_ends_where_its_policy_says_so(
        self, said: Said, dns_server: DnsServer, where: str, policy: str
    ) -> None:
        dns_server.says_text("_dmarc.co.example", "v=DMARC1; p=reject")
        dns_server.says_text("s1._domainkey.dads.co.example", rsa(2048))
        environ = {"MAIL_FROM": "actions@moms.co.example", "DKIM_SELECTOR": "s1._domainkey.dads.co.example"}
        assert about("DKIM", said(**environ))[0].startswith("ok ")
        dns_server.says_text(f"_dmarc.{where}", policy)
        assert about("DKIM", said(**environ))[0].startswith("TROUBLE ")

    def test_a_domain_of_another_organization_does_not(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.says_text("s1._domainkey.provider.org", rsa(2048))
        assert about("DKIM", said(DKIM_SELECTOR="s1._domainkey.provider.org")) == [
            "TROUBLE DKIM: s1._domainkey.provider.org is of provider.org, so its signatures do not count for "
            "example.org: ask the relay's operator to sign with d=example.org"
        ]


class TestDmarc:
    """The policy."""

    @pytest.mark.parametrize(
        ("records", "line"),
        [
            (
                (),
                "TROUBLE DMARC: example.org has no policy, which large providers ask of whoever sends much: "
                "begin with a TXT record at _dmarc.example.org that says v=DMARC1; p=none",
            ),
            (
                ("v=DMARC1; rua=mailto:a@example.org",),
                "TROUBLE DMARC: _dmarc.example.org has no p=: make it p=none, p=quarantine or p=reject",
            ),
            (
                ("v=DMARC1; p=nothing",),
                "TROUBLE DMARC: _dmarc.example.org has p=nothing: make it p=none, p=quarantine or p=reject",
            ),
            (
                ("v=DMARC1; p=none", "v=DMARC1; p=reject"),
                "TROUBLE DMARC: _dmarc.example.org has 2 records, so receivers follow none: keep one",
            ),
            (("v=DMARC1; p=reject; sp=none",), DMARC_OK),
            (
                ("v=DMARC1;p=none",),
                "ok      DMARC: _dmarc.example.org has p=none: where neither SPF nor DKIM shows that a mail is from "
                "example.org, receivers are asked to take such mail as any other, and only report it",
            ),
            (
                ("unrelated", "v=DMARC1; p=Quarantine"),
                "ok      DMARC: _dmarc.example.org has p=quarantine: where neither SPF nor DKIM shows that a mail is "
                "from example.org, receivers are asked to treat such mail as suspicious",
            ),
        ],
    )
    def test_the_policy_is_judged(self, said: Said, dns_server: DnsServer, records: tuple[str, ...], line: str) -> None:
        dns_server.says_text("_dmarc.example.org", *records)
        assert about("DMARC", said()) == [line]

    def test_the_organizations_policy_counts_for_what_is_below(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.says_text("_dmarc.example.org", "v=DMARC1; p=reject; sp=none")
        assert about("DMARC", said(MAIL_FROM="actions@news.example.org")) == [
            "ok      DMARC: _dmarc.example.org has sp=none: where neither SPF nor DKIM shows that a mail is from "
            "news.example.org, receivers are asked to take such mail as any other, and only report it"
        ]


class TestPtr:
    """The names of the addresses that our mail comes from."""

    def test_none_is_trouble(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.calls(RELAY)
        assert about("PTR", said()) == [
            "TROUBLE PTR: 192.0.2.1 has no name (PTR): ask whoever gave you the address to set its PTR to the name of "
            "your mail server"
        ]

    def test_one_that_does_not_come_back_is_trouble(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.calls(RELAY, "1.pool.provider.example")
        dns_server.says("1.pool.provider.example", "A", "192.0.2.77")
        assert about("PTR", said()) == [
            "TROUBLE PTR: 192.0.2.1 is called 1.pool.provider.example, which does not lead back to it: "
            "ask whoever gave you the address to set its PTR to the name of your mail server"
        ]

    def test_of_a_providers_smarthost_each_address_is_asked_for_one(self, said: Said, dns_server: DnsServer) -> None:
        addresses = [f"203.0.113.{number}" for number in range(1, 7)]
        dns_server.says("smtp.provider.example", "A", *addresses)
        dns_server.calls("203.0.113.1", "anything.provider.example")
        (line,) = about("PTR", said(MAIL_URL="smtp://smtp.provider.example"))
        assert line == (
            "warning PTR: 203.0.113.2 has no name (PTR); 203.0.113.3 has no name (PTR); 203.0.113.4 has no name (PTR): "
            "tell the operator of smtp.provider.example"
        )

    def test_of_a_relay_on_this_machine_is_a_warning(self, said: Said) -> None:
        assert about("PTR", said(MAIL_URL="smtp://localhost:25")) == [
            "warning PTR: 198.51.100.9 has no name (PTR): ask whoever gave you the address to set its PTR to the name "
            "of your mail server"
        ]


class TestWithoutAnswers:
    """DNS itself is out of order: that is for its operator, and no trouble of this installation."""

    def test_a_resolver_that_never_answers_is_asked_once(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.mood = "silent"
        assert said() == ["warning sender: DNS could not be asked: the DNS resolver does not answer"]
        assert set(dns_server.asked) == {"TXT example.org"}

    def test_a_resolver_that_falls_silent_is_left_alone_after_two_questions(self, dns_server: DnsServer) -> None:
        dns_server.mood = "silent"
        asked = Questions(dns_server.address, question_seconds=0.2)
        for number in range(5):
            with pytest.raises(CouldNotAsk, match="does not answer"):
                asked.texts(f"{number}.example.org")
        assert set(dns_server.asked) == {"TXT 0.example.org", "TXT 1.example.org"}

    def test_a_resolver_that_knows_only_its_own_network_is_not_believed(
        self, said: Said, dns_server: DnsServer
    ) -> None:
        dns_server.reset()
        assert said() == [
            "warning sender: DNS could not be asked: the resolver knows neither example.org nor the root of DNS; "
            "name another in DNS_RESOLVER"
        ]

    def test_names_that_cannot_be_looked_up_spoil_only_their_own_line(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.fails_for("_dmarc.example.org")
        assert said() == [
            SPF_OK,
            DKIM_OK,
            "warning DMARC: DNS could not be asked: "
            "the DNS resolver has no answer for _dmarc.example.org (NoNameservers)",
            SPF_PERMITS,
            PTR_OK,
        ]

    def test_the_whole_round_ends_within_seconds(self) -> None:
        assert asking.MOST_UNANSWERED * asking.QUESTION_SECONDS <= asking.ALL_SECONDS <= 8
        assert asking.TRY_SECONDS < asking.QUESTION_SECONDS

    def test_answers_that_come_slowly_end_the_round_too(self, dns_server: DnsServer) -> None:
        hands = iter([0.0, asking.ALL_SECONDS - 0.01, asking.ALL_SECONDS])
        slow = Questions(dns_server.address, monotonic=lambda: next(hands))
        assert slow.mail_servers("example.org") == []
        with pytest.raises(CouldNotAsk, match="does not answer"):
            slow.texts("example.org")
        assert dns_server.asked == ["MX example.org"]

    def test_a_resolver_that_fails_is_named_with_the_question(self, said: Said, dns_server: DnsServer) -> None:
        dns_server.mood = "failing"
        assert said()[0] == (
            "warning sender: DNS could not be asked: the DNS resolver has no answer for example.org (NoNameservers)"
        )

    def test_a_machine_without_a_resolver_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def none(*_given: object, **_more: object) -> None:
            raise dns.resolver.NoResolverConfiguration

        monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", none)
        lines = [str(finding) for finding in examine(from_environ({**SECRETS, **DOMAIN}), Questions(None), own)]
        assert lines == ["warning sender: DNS could not be asked: this machine has no DNS resolver"]

    def test_nothing_is_asked_twice(self, said: Said, dns_server: DnsServer) -> None:
        said()
        assert len(dns_server.asked) == len(set(dns_server.asked)) == 6


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        (
            {"MAIL_FROM": ""},
            "TROUBLE sender: MAIL_FROM is at localhost, which nobody can answer: take an address at your own domain",
        ),
        (
            {"MAIL_FROM": "Actions"},
            "TROUBLE sender: MAIL_FROM is at no domain, which nobody can answer: take an address at your own domain",
        ),
        (
            {"MAIL_FROM": "actions@localhost", "APP_ENV": "development"},
            "warning sender: MAIL_FROM is at localhost, which nobody can answer: take an address at your own domain",
        ),
    ],
)
def test_a_sender_without_a_domain_is_told_before_anything_is_asked(
    said: Said, dns_server: DnsServer, environ: dict[str, str], line: str
) -> None:
    assert (said(**environ), dns_server.asked) == ([line], [])


def test_the_machines_own_address_is_found_without_sending_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    class Line(socket.socket):
        def connect(self, address: object) -> None:
            if self.family == socket.AF_INET6:
                raise OSError

        def getsockname(self) -> tuple[str, int]:
            return HERE, 5000

    monkeypatch.setattr(socket, "socket", Line)
    assert own_addresses() == own()


class TestSettings:
    """DNS_RESOLVER and DKIM_SELECTOR."""

    @pytest.mark.parametrize(
        ("text", "resolver"),
        [
            ("", None),
            ("9.9.9.9", ("9.9.9.9", 53)),
            ("127.0.0.1:5353", ("127.0.0.1", 5353)),
            ("2620:fe::fe", ("2620:fe::fe", 53)),
            ("[2620:fe::fe]:5353", ("2620:fe::fe", 5353)),
        ],
    )
    def test_a_resolver_is_an_address_and_perhaps_a_port(self, text: str, resolver: tuple[str, int] | None) -> None:
        assert from_environ({**SECRETS, "DNS_RESOLVER": text}).dns_resolver == resolver

    @pytest.mark.parametrize("text", ["dns.example.org", "9.9.9.9:dns", "9.9.9.9:99999", "[9.9.9.9", "https://9.9.9.9"])
    def test_another_resolver_is_refused(self, text: str) -> None:
        with pytest.raises(SettingsError) as refusal:
            from_environ({**SECRETS, "DNS_RESOLVER": text})
        assert refusal.value.problems == [
            "DNS_RESOLVER must be an address, as in 9.9.9.9, 127.0.0.1:5353 or [2620:fe::fe]:53."
        ]

    def test_selectors_are_names(self) -> None:
        settings = from_environ({**SECRETS, "DKIM_SELECTOR": "K1, s2._domainkey.example.org"})
        assert settings.dkim_selectors == ("k1", "s2._domainkey.example.org")
        with pytest.raises(SettingsError) as refusal:
            from_environ({**SECRETS, "DKIM_SELECTOR": "k1 d=example.org"})
        assert refusal.value.problems == [
            "DKIM_SELECTOR must look like mail, or mail._domainkey.example.org, several with commas between."
        ]
