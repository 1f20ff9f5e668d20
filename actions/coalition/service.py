"""Deeds of the coalition's own staff: organizations, campaigns, and who holds which role."""

import datetime as dt
import re

from flask_babel import lazy_gettext as _l

from actions.accounts.models import User
from actions.accounts.queries import user_with
from actions.accounts.service import vouch_for
from actions.coalition.models import Campaign, Membership, Organization, Role
from actions.coalition.queries import campaign_called, membership_of, organization_called, organization_slugs
from actions.database import db
from actions.errors import DomainError
from actions.sealing import lookup_hash

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80


class BadSlug(DomainError):
    """A slug that would not read well in an address."""

    def __init__(self) -> None:
        super().__init__(_l("A slug is small letters, digits and hyphens, as in families-belong-together."))


class UnknownOrganization(DomainError):
    """No organization has this slug."""

    def __init__(self, slug: str) -> None:
        known = ", ".join(organization_slugs()) or "none yet"
        super().__init__(_l("There is no organization %(slug)s. Known are: %(known)s.", slug=slug, known=known))


class SuspendedUser(DomainError):
    """A suspended account takes no role."""

    def __init__(self) -> None:
        super().__init__(_l("This account is suspended."))


def add_organization(slug: str, name: str, *, now: dt.datetime) -> Organization:
    """Make an organization, or rename the one that has the slug.

    Raises:
        BadSlug: the slug is not fit for an address.
    """
    _check(slug)
    organization = organization_called(slug) or Organization(slug=slug, created_at=now)
    organization.name = name
    db.session.add(organization)
    db.session.commit()
    return organization


def add_campaign(slug: str, title: str, *, now: dt.datetime) -> Campaign:
    """Make a campaign that takes events at once, or retitle the one that has the slug.

    Raises:
        BadSlug: the slug is not fit for an address.
    """
    _check(slug)
    campaign = campaign_called(slug) or Campaign(slug=slug, created_at=now)
    campaign.title = title
    db.session.add(campaign)
    db.session.commit()
    return campaign


def add_staff(email: str, name: str, role: Role, organization_slug: str | None, *, now: dt.datetime) -> User:
    """Give somebody a role, with an account where they have none. The operator vouches for the address.

    Raises:
        UnknownOrganization: no organization has the slug.
        SuspendedUser: the account is suspended.
    """
    organization = organization_called(organization_slug) if organization_slug else None
    if organization_slug and organization is None:
        raise UnknownOrganization(organization_slug)
    user = user_with(email) or _new_user(email, name, now)
    if user.is_suspended:
        raise SuspendedUser
    # Whoever signed up with this address in advance must not get the role: their password and sessions end here.
    if user.email_verified_at is None:
        vouch_for(user, now=now)
    _hold(user, organization.id if organization else None, role, now)
    db.session.commit()
    return user


def _new_user(email: str, name: str, now: dt.datetime) -> User:
    user = User(email=email, email_hash=lookup_hash(email), name=name, created_at=now, session_epoch=0)
    db.session.add(user)
    db.session.flush()
    return user


def _hold(user: User, organization_id: int | None, role: Role, now: dt.datetime) -> None:
    membership = membership_of(user.id, organization_id)
    if membership is None:
        membership = Membership(user_id=user.id, organization_id=organization_id, created_at=now)
        db.session.add(membership)
    membership.role = role


def _check(slug: str) -> None:
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        raise BadSlug
