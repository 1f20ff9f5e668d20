"""`flask organizations origins`."""

import click
from flask import current_app

from actions import clock
from actions.coalition.cli import organizations
from actions.coalition.queries import organization_called
from actions.coalition.service import UnknownOrganization
from actions.embeds import queries, service
from actions.errors import DomainError


@organizations.command("origins")
@click.argument("slug")
@click.argument("deed", metavar="add|remove|list", type=click.Choice(["add", "remove", "list"]))
@click.argument("origin", required=False)
def origins(slug: str, deed: str, origin: str | None) -> None:
    """The sites, like https://www.example.org, on which the organization SLUG may show the finder."""
    if (deed == "list") is not (origin is None):
        raise click.UsageError("Name one site to add or to remove, and none to list them.")
    may_be_local = not current_app.config["SETTINGS"].is_production
    try:
        organization = organization_called(slug)
        if organization is None:
            raise UnknownOrganization(slug)
        number = organization.id
        if deed == "add":
            service.add_origin(number, origin or "", may_be_local=may_be_local, now=clock.now())
        elif deed == "remove":
            service.remove_origin(number, origin or "")
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    for listed in queries.origins_of(number):
        click.echo(listed)
