"""Every permission of the site, on one page."""

from flask_login import AnonymousUserMixin, current_user
from sqlalchemy import ColumnElement, select, true

from actions.accounts.models import User
from actions.coalition.models import Campaign, Membership, Organization, Role
from actions.database import db
from actions.events.models import Event

REVIEWERS = frozenset({Role.MODERATOR, Role.ORGANIZER, Role.ADMIN})
EXPORTERS = frozenset({Role.ORGANIZER, Role.ADMIN})


def signed_in_user() -> User | None:
    """The account behind this session, if there is one."""
    user: User | AnonymousUserMixin | None = current_user._get_current_object()
    return user if isinstance(user, User) else None


def memberships(user: User | None) -> list[Membership]:
    """The roles a user holds."""
    if user is None or user.is_suspended:
        return []
    return list(db.session.scalars(select(Membership).where(Membership.user_id == user.id)))


def is_staff(user: User | None) -> bool:
    """May open the organizer's desk at all."""
    return bool(memberships(user))


def may_review(user: User | None, campaign: Campaign) -> bool:
    """May approve or decline events of the campaign."""
    return _holds(user, campaign, REVIEWERS)


def reviewed_by(user: User | None) -> ColumnElement[bool]:
    """`may_review` as a condition on campaigns, for lists over many of them."""
    organizations = {membership.organization_id for membership in memberships(user) if membership.role in REVIEWERS}
    return true() if None in organizations else Campaign.organization_id.in_(organizations)


def may_export(user: User | None, campaign: Campaign) -> bool:
    """May take the names of those who are coming out of the system."""
    return _holds(user, campaign, EXPORTERS)


def may_tell_story(user: User | None, campaign: Campaign) -> bool:
    """May write and publish what the campaign says of itself."""
    return _holds(user, campaign, EXPORTERS)


def may_set_reminders(user: User | None, campaign: Campaign) -> bool:
    """May say by which rules the campaign reminds and thanks, and what it adds to its mails."""
    return _holds(user, campaign, EXPORTERS)


def may_see_mail(user: User | None) -> bool:
    """May see how mail stands and hold some of it: who steers the whole coalition, or some campaigns."""
    return any(membership.role in EXPORTERS for membership in memberships(user))


def may_hold_mail(user: User | None, campaign: Campaign | None) -> bool:
    """May hold and release a campaign's mail and that of its events; without one, a state's mail or all there is."""
    return _holds_in(user, campaign.organization_id if campaign else None, EXPORTERS)


def steers_mail(user: User | None) -> ColumnElement[bool]:
    """`may_hold_mail` as a condition on campaigns, for lists over many of them."""
    organizations = {membership.organization_id for membership in memberships(user) if membership.role in EXPORTERS}
    return true() if None in organizations else Campaign.organization_id.in_(organizations)


def may_list_sites(user: User | None, organization: Organization) -> bool:
    """May say on which sites the finder is shown for the organization."""
    return _holds_in(user, organization.id, EXPORTERS)


def lists_sites(user: User | None) -> ColumnElement[bool]:
    """`may_list_sites` as a condition on organizations, for lists over many of them."""
    organizations = {membership.organization_id for membership in memberships(user) if membership.role in EXPORTERS}
    return true() if None in organizations else Organization.id.in_(organizations)


def may_post_events(user: User | None) -> bool:
    """May create an event: anybody whose address is confirmed."""
    return user is not None and user.email_verified_at is not None and not user.is_suspended


def is_host(user: User | None, event: Event) -> bool:
    """Hosts this event. An import makes accounts for hosts, and anybody can sign up with an address: until somebody has
    shown that they read its mail, the account is nobody's.
    """
    return may_post_events(user) and user is not None and event.host_id == user.id


def may_edit(user: User | None, event: Event) -> bool:
    """May change or cancel the event."""
    return is_host(user, event) or may_export(user, event.campaign)


def may_see_attendees(user: User | None, event: Event) -> bool:
    """May read the names of those who are coming."""
    return is_host(user, event) or may_export(user, event.campaign)


def may_see_unpublished(user: User | None, event: Event) -> bool:
    """May read the event before it is public."""
    return is_host(user, event) or may_review(user, event.campaign)


def _holds(user: User | None, campaign: Campaign, roles: frozenset[Role]) -> bool:
    """Holds one of the roles over the whole site or in the campaign's own organization."""
    return _holds_in(user, campaign.organization_id, roles)


def _holds_in(user: User | None, organization_id: int | None, roles: frozenset[Role]) -> bool:
    return any(
        membership.role in roles and membership.organization_id in (None, organization_id)
        for membership in memberships(user)
    )
