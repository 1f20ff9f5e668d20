"""`flask organizations origins`."""

from click.testing import Result
from flask import Flask

from actions.coalition.models import Organization
from actions.embeds.queries import origins_of
from tests.embeds.conftest import SITE


def run(app: Flask, *arguments: str) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(args=["organizations", "origins", *arguments])


def test_sites_are_added_once_listed_and_removed(app: Flask, moms: Organization) -> None:
    for pasted in ("Moms.example/about", "https://moms.example"):
        assert run(app, "moms", "add", pasted).exit_code == 0
    assert run(app, "moms", "list").output == f"https://moms.example\n{SITE}\n"
    assert run(app, "moms", "remove", "moms.example").output == f"{SITE}\n"
    assert run(app, "moms", "remove", "never.example").exit_code == 0
    assert origins_of(moms.id) == [SITE]


def test_a_wildcard_an_unknown_organization_and_half_a_command_are_refused(app: Flask, moms: Organization) -> None:
    refused = run(app, "moms", "add", "https://*.example.org")
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: Enter one site as its address begins, like https://www.example.org. It must use https.\n",
    )
    assert run(app, "dads", "list").output == "Error: There is no organization dads. Known are: moms.\n"
    assert run(app, "moms", "add").exit_code == 2
    assert run(app, "moms", "list", "https://example.org").exit_code == 2
    assert origins_of(moms.id) == [SITE]
