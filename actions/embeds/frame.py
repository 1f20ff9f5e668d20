"""What a frame on a partner's site asks for, read from its address."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from actions.coalition.models import Campaign, Organization
from actions.coalition.queries import campaign_called, organization_called
from actions.embeds.colours import Scheme, Theme, colour_of
from actions.embeds.origins import NotAnOrigin, origin_of
from actions.embeds.queries import origins_of
from actions.errors import DomainError
from actions.events.days import echo
from actions.forms import one_line

LONGEST_CODE = 40


class NothingToShow(DomainError):
    """The address names an organization or a campaign that is not there."""

    status = 404


class SiteNotListed(DomainError):
    """The site that the frame stands on is not on the organization's list."""

    status = 403


@dataclass(frozen=True)
class Frame:
    """Whose frame it is, what of, in which colour, and the site that it says it stands on.

    `partner` is whose list of sites counts: the one named so, else the organization whose actions are shown, else the
    one that runs the campaign.
    """

    partner: Organization | None
    campaign: Campaign | None
    theme: Theme
    site: str
    sites: tuple[str, ...]

    @property
    def ancestors(self) -> str:
        """What may frame it, as a content policy says it: the sites on the list, and this one for the preview."""
        return " ".join(("'self'", *self.sites))

    @property
    def campaign_slug(self) -> str | None:
        """What the campaign is called by in addresses, where there is one."""
        return self.campaign.slug if self.campaign else None

    @property
    def source(self) -> str:
        """The code under which those count who come through this frame."""
        return self.partner.slug[:LONGEST_CODE] if self.partner else ""

    @property
    def args(self) -> dict[str, Any]:
        """The parts of the address that stay the same whatever is searched for."""
        parts = {
            "partner": self.partner and self.partner.slug,
            "campaign": self.campaign_slug,
            "color": self.theme.colour,
            "scheme": self.theme.scheme if self.theme.scheme is not Scheme.LIGHT else "",
            "origin": self.site,
        }
        return {name: value for name, value in parts.items() if value}


def frame_of(args: MultiDict[str, str], own_site: str) -> Frame:
    """Read `partner`, `organization`, `campaign`, `color`, `scheme` and `origin`. A colour that is none is left out.

    Raises:
        NothingToShow: an organization or a campaign is named that is not there.
        SiteNotListed: the frame says that it stands on a site which is not on the list. That is said for courtesy:
            what keeps other sites out is the header, which browsers hold against the site that is really there.
    """
    campaign = _campaign(one_line(args.get("campaign")))
    named = [_organization(one_line(args.get(name))) for name in ("partner", "organization")]
    partner = named[0] or named[1] or (campaign.organization if campaign else None)
    sites = origins_of(partner.id) if partner else []
    said = one_line(args.get("origin"))
    site = said if said in ("", own_site) else _listed(said, sites)
    if said and not site:
        raise _refusal(said, partner)
    return Frame(partner, campaign, theme_of(args), site, tuple(sites))


def theme_of(args: MultiDict[str, str]) -> Theme:
    """Read `color` and `scheme`. Most sites are light whatever the visitor's device likes, so that is the usual."""
    scheme = args.get("scheme", "")
    return Theme(colour_of(args.get("color", "")), Scheme(scheme) if scheme in set(Scheme) else Scheme.LIGHT)


def _listed(said: str, sites: list[str]) -> str:
    try:
        site = origin_of(said, may_be_local=True)
    except NotAnOrigin:
        return ""
    return site if site in sites else ""


def _campaign(slug: str) -> Campaign | None:
    campaign = campaign_called(slug) if slug else None
    if slug and campaign is None:
        raise NothingToShow(_l("There is no campaign called “%(name)s”.", name=echo(slug)))
    return campaign


def _organization(slug: str) -> Organization | None:
    organization = organization_called(slug) if slug else None
    if slug and organization is None:
        raise NothingToShow(_l("There is no organization called “%(name)s”.", name=echo(slug)))
    return organization


def _refusal(said: str, partner: Organization | None) -> SiteNotListed:
    if partner is None:
        return SiteNotListed(
            _l("%(site)s may not show this list: the address names no organization that allows it.", site=echo(said))
        )
    return SiteNotListed(
        _l(
            "%(site)s is not on the list of sites that %(organization)s allows to show this. Ask them to add it.",
            site=echo(said),
            organization=partner.name,
        )
    )
