"""The line that a partner puts into a page, and the frame that shows what will come of it."""

from dataclasses import dataclass
from typing import Any, Self

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from actions.coalition.models import Organization
from actions.embeds.colours import colour_of
from actions.forms import one_line
from actions.geo.names import LONGEST_NAME
from actions.locale import DEFAULT, LANGUAGES

USUAL_COLOUR = "f4b41a"
_TAG = Markup('<script src="{src}"{attributes} async></script>\n<noscript><a href="{link}">{words}</a></noscript>')
_ATTRIBUTE = Markup(' data-{name}="{value}"')


@dataclass(frozen=True)
class Wish:
    """How an organization wants the finder to be on its page."""

    near: str = ""
    campaign: str = ""
    colour: str = USUAL_COLOUR
    language: str = DEFAULT
    is_own: bool = False

    @classmethod
    def from_args(cls, args: MultiDict[str, str], campaigns: frozenset[str]) -> Self:
        """Read `near`, `campaign`, `color`, `language` and `own`; what makes no sense is left out."""
        campaign, language = args.get("campaign", ""), args.get("language", "")
        return cls(
            near=one_line(args.get("near"))[:LONGEST_NAME],
            campaign=campaign if campaign in campaigns else "",
            colour=colour_of(args.get("color", "")) or USUAL_COLOUR,
            language=language if language in LANGUAGES else DEFAULT,
            is_own=args.get("own") == "1",
        )

    def parts_for(self, organization: Organization) -> dict[str, Any]:
        """What goes into the tag as `data-…` and into a frame's address under the same name, without what is so anyway.

        An organization is named as the `partner`, or, where only its own actions are to be seen, as what the finder
        calls `organization`.
        """
        parts = {
            "organization" if self.is_own else "partner": organization.slug,
            "campaign": self.campaign,
            "near": self.near,
            "color": self.colour if self.colour != USUAL_COLOUR else "",
            "lang": self.language if self.language != DEFAULT else "",
        }
        return {name: value for name, value in parts.items() if value}


def snippet(src: str, link: str, words: str, parts: dict[str, Any]) -> str:
    """The tag to paste, as text: the script, and a link for where no script runs."""
    attributes = Markup("").join(_ATTRIBUTE.format(name=name, value=value) for name, value in parts.items())
    return str(_TAG.format(src=src, attributes=attributes, link=link, words=words))
