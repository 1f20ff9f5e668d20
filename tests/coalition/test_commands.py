"""`flask users`, `flask organizations` and `flask campaigns`."""

import re

from click.testing import Result
from flask import Flask

from actions.accounts.queries import user_with
from actions.coalition.models import Campaign, Membership, Organization
from actions.database import db
from tests.checking_client import CheckingClient
from tests.factories import NOW, a_user, an_organization


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def _link(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return re.findall(r"http://localhost(/account/link/\S+)", result.output)[0]


def _roles() -> list[tuple[str, int | None]]:
    return [(m.role, m.organization_id) for m in db.session.scalars(db.select(Membership).order_by(Membership.id))]


def test_the_first_organizer_gets_in_through_the_printed_link(app: Flask, client: CheckingClient) -> None:
    link = _link(_run(app, "users", "add", "Ann@example.org", "--role", "organizer"))
    answer = client.submit(client.get(link), "Sign in")

    assert answer.headers["Location"] == "/organize"
    assert client.get(link).status_code == 410
    assert (user := user_with("ann@example.org")) is not None
    assert (user.name, user.email_verified_at) == ("Ann", NOW)


def test_adding_somebody_again_changes_nothing_but_the_role(app: Flask) -> None:
    for role in ("moderator", "moderator", "admin"):
        _link(_run(app, "users", "add", "ann@example.org", "--role", role))

    assert _roles() == [("admin", None)]


def test_a_role_in_an_organization_stands_beside_one_over_the_site(app: Flask) -> None:
    organization = an_organization(slug="moms")
    _run(app, "users", "add", "ann@example.org", "--role", "moderator")
    _run(app, "users", "add", "ann@example.org", "--role", "organizer", "--organization", "moms")

    assert _roles() == [("moderator", None), ("organizer", organization.id)]


def test_an_unknown_organization_is_refused_and_the_known_ones_are_named(app: Flask) -> None:
    an_organization(slug="moms")
    result = _run(app, "users", "add", "ann@example.org", "--role", "organizer", "--organization", "dads")

    assert result.exit_code == 1
    assert "There is no organization dads. Known are: moms." in result.output
    assert user_with("ann@example.org") is None


def test_whoever_signed_up_with_the_address_beforehand_does_not_get_the_role(app: Flask) -> None:
    a_user("ann@example.org", password_hash="a stranger's", email_verified_at=None)
    _link(_run(app, "users", "add", "ann@example.org", "--role", "admin"))

    assert (user := user_with("ann@example.org")) is not None
    assert (user.password_hash, user.session_epoch, user.email_verified_at) == (None, 2, NOW)


def test_a_confirmed_account_keeps_its_password_and_name(app: Flask) -> None:
    a_user("ann@example.org", password_hash="own", name="Ann")
    _link(_run(app, "users", "add", "ann@example.org", "--role", "admin", "--name", "Other"))

    assert (user := user_with("ann@example.org")) is not None
    assert (user.password_hash, user.session_epoch, user.name) == ("own", 1, "Ann")


def test_no_mail_address_an_unknown_role_or_a_suspended_account_is_refused(app: Flask) -> None:
    a_user("gone@example.org", is_suspended=True)

    assert _run(app, "users", "add", "ann", "--role", "admin").exit_code == 1
    assert _run(app, "users", "add", "ann@example.org", "--role", "king").exit_code == 2
    assert _run(app, "users", "add", "gone@example.org", "--role", "admin").exit_code == 1
    assert _roles() == []


def test_a_campaign_and_an_organization_are_made_once_and_renamed_after(app: Flask) -> None:
    for words in ("First", "Second"):
        assert _run(app, "campaigns", "add", "a-day", "--title", words).exit_code == 0
        assert _run(app, "organizations", "add", "moms", "--name", words).exit_code == 0

    campaigns = db.session.scalars(db.select(Campaign)).all()
    organizations = db.session.scalars(db.select(Organization)).all()
    assert [(c.slug, c.title, c.is_open) for c in campaigns] == [("a-day", "Second", True)]
    assert [(o.slug, o.name) for o in organizations] == [("moms", "Second")]


def test_a_slug_that_would_not_read_well_is_refused(app: Flask) -> None:
    for slug in ("A Day", "a--day", "-a", "día", "x" * 81):
        assert _run(app, "campaigns", "add", "--title", "A day", "--", slug).exit_code == 1
