"""The demo campaign's explainer, in English and Spanish, with pictures of our own drawing."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from actions.stories import service
from actions.stories.drawing import Drawn
from actions.stories.queries import draft_of
from actions.stories.story import Shown, Story, document, story_of

HERE = Path(__file__).parent
HERO, HERO_SIZE, LOGO_SIZE = "hero", (1200, 1020), (240, 240)
HERO_ALT = {
    "en": "Drawing: grown-ups and children stand hand in hand before a large sun.",
    "es": "Dibujo: personas adultas y niños, tomados de la mano, ante un gran sol.",
}


def tell_story(campaign_id: int, now: dt.datetime) -> None:
    """Write the story and publish it, unless somebody has written one."""
    before = draft_of(campaign_id)
    if before != Story():
        return
    story = demo_story()
    for partner in _told()["partners"]:
        _keep(campaign_id, partner["logo"], f"{partner['name']} logo", {}, now)
    _keep(campaign_id, HERO, "Hand in hand", HERO_ALT, now)
    changes = {name: getattr(story, name) for name in document(story)}
    service.save_part(campaign_id, changes, seen=service.mark_of(before, tuple(changes)), now=now)
    service.publish(campaign_id, now=now)


def demo_story() -> Story:
    """The story as the file tells it."""
    told = _told()
    for entry in told["timeline"]:
        entry["on"] = entry["on"].isoformat()
    for partner in told["partners"]:
        partner["logo"] = _shown(partner["logo"], {})
    told["picture"] = _shown(HERO, HERO_ALT)
    return story_of(told)


def _told() -> dict[str, Any]:
    return tomllib.loads((HERE / "story.toml").read_text(encoding="utf-8"))


def _shown(name: str, alt: dict[str, str]) -> dict[str, Any]:
    drawn = _drawn(name)
    return document(Story(picture=Shown(drawn.digest, drawn.width, drawn.height, alt)))["picture"]  # type: ignore[no-any-return]


def _keep(campaign_id: int, picture: str, name: str, alt: dict[str, str], now: dt.datetime) -> None:
    service.keep_picture(campaign_id, _drawn(picture), name, alt, now=now)


def _drawn(name: str) -> Drawn:
    content = (HERE / "pictures" / f"{name}.webp").read_bytes()
    return Drawn(content, *(HERO_SIZE if name == HERO else LOGO_SIZE))
