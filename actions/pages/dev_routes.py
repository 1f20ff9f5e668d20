"""`/dev/components`: every component in its states, with the scales and the palette. In production it is not there."""

from flask import Flask, render_template, request

from actions.access import public
from actions.pages import components
from config import Settings

# As the device has it, or one of the two whatever it has; the sheets are those of the frames on partners' sites.
SCHEMES = ("auto", "light", "dark")
# Campaigns' colours to try: pale, strong, near black. Their sheet follows the device's light.
ACCENTS = ("f4b41a", "c8102e", "0b2a4a")


def init_app(app: Flask, settings: Settings) -> None:
    """Open the page, unless real people rely on this installation."""
    if not settings.is_production:
        app.add_url_rule("/dev/components", "pages.components", show_components)


@public
def show_components() -> str:
    """The living style page, in either light or in a campaign's accent, and either way round."""
    form, refused = components.forms()
    return render_template(
        "pages/components.html",
        form=form,
        refused=refused,
        pairs=components.pairs(),
        scales=components.scales(),
        icon_names=components.icon_names(),
        cards=components.cards(),
        long=components.LONG,
        right_to_left=components.RIGHT_TO_LEFT,
        schemes=SCHEMES,
        accents=ACCENTS,
        scheme=_one_of(SCHEMES, "scheme"),
        accent=_one_of(ACCENTS, "accent"),
        direction=_one_of(("ltr", "rtl"), "dir"),
    )


def _one_of(known: tuple[str, ...], name: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else known[0]
