"""`flask users`, `flask organizations` and `flask campaigns`."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from actions import clock
from actions.accounts.mailed_links import OPERATORS_LIFETIME, token_for
from actions.accounts.models import LinkPurpose
from actions.coalition import service
from actions.coalition.models import Role
from actions.errors import DomainError
from actions.forms import one_line
from actions.links import absolute

users = AppGroup("users", help="People with a role in the coalition.")
organizations = AppGroup("organizations", help="The coalition's organizations.")
campaigns = AppGroup("campaigns", help="Days of action.")


@users.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--organization", metavar="SLUG", help="Where the role holds; without it, over the whole site.")
@click.option("--name", help="What to call them; by default the first part of the address.")
def add_user(email: str, role: str, organization: str | None, name: str | None) -> None:
    """Give EMAIL a role and print a link that signs in once, within 24 hours."""
    now = clock.now()
    try:
        address = validate_email(email, check_deliverability=False).normalized
        called = one_line(name) or address.partition("@")[0]
        user = service.add_staff(address, called, Role(role), organization, now=now)
    except EmailNotValidError:
        raise click.ClickException(f"{email} is no mail address.") from None
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    token = token_for(user, LinkPurpose.SIGN_IN, now=now, lifetime=OPERATORS_LIFETIME)
    click.echo(f"{address} is {role} {f'in {organization}' if organization else 'over the whole site'}.")
    click.echo("This link signs in once, within 24 hours; hand it over privately:")
    click.echo(absolute("accounts.use_link", language=user.language, token=token))


@organizations.command("add")
@click.argument("slug")
@click.option("--name", required=True)
def add_organization(slug: str, name: str) -> None:
    """Make an organization, or rename the one with this SLUG."""
    try:
        organization = service.add_organization(slug, one_line(name), now=clock.now())
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo(f"{organization.slug}: {organization.name}")


@campaigns.command("add")
@click.argument("slug")
@click.option("--title", required=True)
def add_campaign(slug: str, title: str) -> None:
    """Make a campaign that takes events at once, or retitle the one with this SLUG."""
    try:
        campaign = service.add_campaign(slug, one_line(title), now=clock.now())
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo(f"{campaign.slug}: {campaign.title}")
    click.echo(absolute("finder.campaign", slug=campaign.slug))
