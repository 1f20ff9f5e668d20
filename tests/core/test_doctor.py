"""`flask doctor` as a person at the terminal, or a script, reads it."""

import dataclasses

import pytest
from flask import Flask

from config import Settings
from tests.services.dns_server import DnsServer
from tests.services.smtp_sink import SmtpSink

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def settings(settings: Settings, smtp_sink: SmtpSink, empty_dns_server: DnsServer) -> Settings:
    """A mail server on this machine."""
    return dataclasses.replace(
        settings,
        mail_urls=(smtp_sink.url,),
        mail_from="Actions <actions@example.org>",
        dkim_selectors=(),
        dns_resolver=empty_dns_server.address,
    )


def doctor(app: Flask) -> tuple[int, dict[str, str]]:
    """Its exit status, and how each subject's last line begins."""
    result = app.test_cli_runner().invoke(args=["doctor"])
    lines = [line.split(maxsplit=2) for line in result.output.splitlines()]
    return result.exit_code, {subject.rstrip(":"): standing for standing, subject, _said in lines}


WELL = dict.fromkeys(["settings", "database", "keys", "clock", "mail", "geocoder", "instance", "catalogues"], "ok")


def test_warnings_alone_leave_the_exit_status_zero(app: Flask, empty_dns_server: DnsServer) -> None:
    empty_dns_server.mood = "failing"
    assert doctor(app) == (0, {**WELL, "sender": "warning"})


def test_a_mail_server_that_is_out_of_order_is_trouble(
    app: Flask, smtp_sink: SmtpSink, empty_dns_server: DnsServer
) -> None:
    empty_dns_server.mood = "failing"
    smtp_sink.down()
    status, standings = doctor(app)
    assert (status, standings["mail"]) == (1, "TROUBLE")


class TestInProduction:
    """Real people read the mail."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """As a real installation."""
        return dataclasses.replace(settings, app_env="production")

    def test_trouble_with_the_senders_dns_makes_the_exit_status_one(
        self, app: Flask, empty_dns_server: DnsServer
    ) -> None:
        empty_dns_server.says(".", "NS", "a.root-servers.net.")
        status, standings = doctor(app)
        assert (status, standings["SPF"], standings["DKIM"], standings["DMARC"]) == (
            1,
            "TROUBLE",
            "warning",
            "TROUBLE",
        )


class TestWithoutAServer:
    """Mails are kept on disk."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """No mail server."""
        return dataclasses.replace(settings, mail_urls=())

    def test_dns_is_left_alone(self, app: Flask, empty_dns_server: DnsServer) -> None:
        assert (doctor(app), empty_dns_server.asked) == ((0, WELL), [])
