"""Every room's door: its blueprints, its commands, its mails. One line a room."""

from flask import Flask

from actions.accounts import routes as accounts
from actions.events import desk_routes as host
from actions.finder import routes as finder
from actions.moderation import routes as organize
from actions.pages import routes as pages
from config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Open the rooms."""
    for blueprint in (accounts.bp, host.bp, finder.bp, organize.bp, pages.bp):
        app.register_blueprint(blueprint)
