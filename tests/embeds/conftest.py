"""What tests of frames share: an organization with a site on its list."""

from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.coalition.models import Organization
from actions.embeds.service import add_origin
from tests.checking_client import CheckingClient
from tests.factories import NOW, an_organization, an_organizer

SITE = "https://www.moms.example"


@pytest.fixture
def moms(app: Flask) -> Organization:
    """An organization that listed one site."""
    organization = an_organization(slug="moms", name="Moms Rising Here")
    add_origin(organization.id, SITE, may_be_local=False, now=NOW)
    return organization


@pytest.fixture
def organizer(moms: Organization, as_user: Callable[[User], CheckingClient]) -> CheckingClient:
    """The browser of an organizer of that organization."""
    return as_user(an_organizer("organizer", moms))
