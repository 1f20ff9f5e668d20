"""What `/dev/components` shows: the tokens as the style sheet has them, and made-up data for every component."""

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from actions.colours import DAY, NIGHT, PAIRS, contrast, rules
from actions.events.fields import ChoiceField, RadiosField, TickField
from actions.events.kinds import KIND_NAMES
from actions.forms import Filled, LineField, LinesField, PublicForm, email_address
from config import ROOT

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-Awareness-Gathering-Without-A-Single-Space-In-Its-Name"
RIGHT_TO_LEFT = "مسيرة من أجل لمّ شمل العائلات"
_TOKEN = re.compile(r"--((?:step-|numeral|s|tap)[\w-]*): ([^;]+);")


@dataclass(frozen=True)
class Pair:
    """One text on one ground: the two colours and their contrast, by day and by night."""

    text: str
    ground: str
    day: tuple[str, str]
    night: tuple[str, str]

    @property
    def contrasts(self) -> tuple[float, float]:
        """By day and by night."""
        return contrast(*self.day), contrast(*self.night)


class SampleForm(PublicForm):
    """One field of each sort."""

    given_name = LineField(_l("First name"))
    email = LineField(_l("Email"), [Filled(_l("Enter an email address like name@example.org")), email_address])
    kind = ChoiceField(_l("Kind of action"), KIND_NAMES.items())
    words = LinesField(_l("Description"))
    is_accessible = TickField(_l("Wheelchair accessible"))
    reason = RadiosField(
        _l("What is wrong?"),
        [("1", _l("It is not safe, or it calls for violence")), ("2", _l("Something else"))],
        validators=[Filled(_l("Choose what is wrong"))],
        validate_choice=False,
    )


def pairs() -> list[Pair]:
    """Every text of the palette on every ground that it stands on."""
    return [
        Pair(text, ground, (DAY[text], DAY[ground]), (NIGHT[text], NIGHT[ground]))
        for text, grounds in PAIRS.items()
        for ground in grounds
    ]


def scales() -> dict[str, list[tuple[str, str]]]:
    """The scale of type, of space and of what a finger meets, each by name and value."""
    tokens = _TOKEN.findall(rules()[0])
    return {
        "type": [(name, value) for name, value in tokens if name.startswith(("step", "numeral"))],
        "space": [(name, value) for name, value in tokens if re.fullmatch(r"s\d", name)],
        "tap": [(name, value) for name, value in tokens if name.startswith("tap")],
    }


def icon_names() -> list[str]:
    """Every icon that is drawn."""
    return sorted(path.stem for path in (ROOT / "templates" / "icons").glob("*.svg"))


def forms() -> tuple[SampleForm, SampleForm]:
    """A form as it opens, and the same one after it was sent with mistakes."""
    refused = SampleForm(data={"given_name": LONG, "email": "maria@", "kind": "rally", "words": RIGHT_TO_LEFT})
    refused.validate()
    return SampleForm(prefix="new-"), refused


def cards() -> list[dict[str, Any]]:
    """Cards as `macros/events.html` takes them: an ordinary one, and those that have more to say."""
    return [
        _card(
            1,
            "Rally at Daley Plaza",
            distance=_("%(miles)s mi", miles="0.2"),
            going=_("%(count)s+ going", count="1,000"),
        ),
        _card(2, LONG, is_full=True, has_sign_language=True, slots=[1, 2, 3]),
        _card(3, RIGHT_TO_LEFT, has_few_places=True, is_online=True),
    ]


def _card(number: int, title: str, **more: Any) -> dict[str, Any]:
    when = {
        "month": "Dec",
        "day": "5",
        "weekday": "Sat",
        "long_day": "Saturday, December 5",
        "machine": "2026-12-05T11:00-06:00",
    }
    plain = {
        "id": number,
        "slug": f"{number}-sample",
        "title": title,
        "place": "Daley Plaza, Chicago, IL",
        "when": when | {"time": "11:00\u202fAM – 1:00\u202fPM CST"},
        "distance": "",
        "going": "",
        "slots": [1],
        "is_online": False,
        "is_full": False,
        "has_few_places": False,
        "is_wheelchair_accessible": True,
        "has_sign_language": False,
    }
    return plain | more
