"""`flask mail hold` and `flask mail release`: the same as the buttons, for whoever sits at the terminal."""

from collections.abc import Callable

import click

from actions import clock
from actions.dispatch import queries, service
from actions.errors import DomainError
from actions.mail.cli import mail
from actions.mail.models import HoldScope

Command = Callable[..., None]


def _of_one_thing(command: Command) -> Command:
    """The options that name what is meant."""
    for option in (
        click.option("--all", "everything", is_flag=True, help="All mail but what lets people sign in."),
        click.option("--campaign", metavar="SLUG", help="Mail about the events of a campaign."),
        click.option("--state", metavar="ST", help="Mail about the events in a state."),
        click.option("--event", metavar="ID", help="Mail about one event."),
    ):
        command = option(command)
    return command


@mail.command("hold")
@_of_one_thing
def hold(everything: bool, campaign: str | None, state: str | None, event: str | None) -> None:
    """Stop mail that has not left yet, and what is queued from now on, until it is released."""
    target = _target(everything, campaign, state, event)
    if not service.hold(target, None, now=clock.now()):
        raise click.ClickException("That is held already.")
    click.echo("Held. What a worker has in hand may still leave within some seconds.")


@mail.command("release")
@_of_one_thing
def release(everything: bool, campaign: str | None, state: str | None, event: str | None) -> None:
    """Let held mail go on. What is out of date by then is dropped."""
    target = _target(everything, campaign, state, event)
    hold_id = queries.active_hold_of(
        target.scope,
        campaign_id=target.campaign.id if target.campaign else None,
        us_state=target.us_state,
        event_id=target.event.id if target.event else None,
    )
    if hold_id is None or not service.release(hold_id, None, now=clock.now()):
        raise click.ClickException("That is not held.")
    click.echo("Released. The worker brings it back.")


def _target(everything: bool, campaign: str | None, state: str | None, event: str | None) -> service.Target:
    given = {
        HoldScope.ALL: everything,
        HoldScope.CAMPAIGN: campaign is not None,
        HoldScope.STATE: state is not None,
        HoldScope.EVENT: event is not None,
    }
    scopes = [scope for scope, is_given in given.items() if is_given]
    if len(scopes) != 1:
        raise click.UsageError("Name one of --all, --campaign, --state and --event.")
    try:
        return service.named(scopes[0], campaign=campaign or "", state=state or "", event=event or "")
    except DomainError as problem:
        raise click.ClickException(str(problem.message)) from None
