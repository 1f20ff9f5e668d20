"""Every room's door: its blueprints, its commands, its mails. One line a room."""

from flask import Flask

from actions import doctor
from actions.accounts import routes as accounts
from actions.events import desk_routes as host
from actions.events.cli import events as events_commands
from actions.exports import routes as exports
from actions.exports.cli import attendance as attendance_commands
from actions.finder import routes as finder
from actions.moderation import routes as organize
from actions.pages import routes as pages
from config import Settings

BLUEPRINTS = (
    accounts.bp,
    exports.bp,
    finder.bp,
    host.bp,
    organize.bp,
    pages.bp,
)
COMMANDS = (
    attendance_commands,
    doctor.doctor,
    events_commands,
)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the rooms."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
