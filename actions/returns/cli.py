"""`flask mail bounced`: a report from a pipe, as mail servers hand it over."""

import sys

import click
from flask import current_app
from sqlalchemy.exc import InterfaceError, OperationalError

from actions import clock
from actions.mail.cli import mail
from actions.returns import service
from actions.returns.reports import LARGEST_REPORT

# What mail servers take for "try again later" (sysexits.h).
TRY_AGAIN = 75


@mail.command("bounced")
def bounced() -> None:
    """Take in one report about a mail that came back, a complaint, or a reply, from the standard input."""
    content = sys.stdin.buffer.read(LARGEST_REPORT)
    # The rest is read and left: a mail server whose pipe breaks would send the report back.
    while sys.stdin.buffer.read(LARGEST_REPORT):
        pass
    try:
        outcome = service.take_in(content, current_app.config["SETTINGS"], now=clock.now())
    except (OperationalError, InterfaceError):
        sys.exit(TRY_AGAIN)
    click.echo(outcome.value)
