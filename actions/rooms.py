"""Every room's door: its blueprints, its commands, its mails. One line a room."""

from flask import Flask

from actions import doctor
from actions.accounts import emails as accounts_emails
from actions.accounts import routes as accounts
from actions.accounts import settings_routes
from actions.checkin import routes as checkin
from actions.coalition import cli as coalition_commands
from actions.demo.cli import demo as demo_commands
from actions.dispatch import cli as dispatch_commands
from actions.dispatch import routes as dispatch
from actions.embeds import cli as embeds_commands
from actions.embeds import desk_routes as sites
from actions.embeds import routes as embeds
from actions.events import desk_routes as host
from actions.events import routes as events
from actions.events.cli import events as events_commands
from actions.exports import cli as exports_commands
from actions.exports import routes as exports
from actions.feeds import discovery_routes as discovery
from actions.feeds import picture_routes as pictures
from actions.feeds import routes as feeds
from actions.finder import routes as finder
from actions.imports import cli as imports_commands
from actions.mail import dev_routes as dev_mail
from actions.mail import routes as mail
from actions.mail.cli import mail as mail_commands
from actions.moderation import emails as moderation_emails
from actions.moderation import report_routes as reports
from actions.moderation import routes as organize
from actions.pages import dev_routes as dev_pages
from actions.pages import routes as pages
from actions.previews import routes as previews
from actions.reminders import desk_routes as rules
from actions.reminders import emails as reminders_emails
from actions.reminders import host_emails as reminders_host_emails
from actions.reminders import host_routes as host_words
from actions.reminders import parts as reminders_parts
from actions.reminders import routes as reminders
from actions.replies import emails as replies_emails
from actions.returns import cli as returns_commands
from actions.returns import routes as returns
from actions.rsvps import answer_routes
from actions.rsvps import emails as rsvps_emails
from actions.rsvps import routes as rsvps
from actions.stories import mail_routes as mail_texts
from actions.stories import public_routes as story_files
from actions.stories import routes as stories
from config import Settings

BLUEPRINTS = (
    accounts.bp,
    checkin.bp,
    dispatch.bp,
    embeds.bp,
    events.bp,
    exports.bp,
    feeds.bp,
    discovery.bp,
    finder.bp,
    host.bp,
    host_words.bp,
    mail.bp,
    mail_texts.bp,
    organize.bp,
    pages.bp,
    pictures.bp,
    previews.bp,
    reminders.bp,
    reports.bp,
    returns.bp,
    rsvps.bp,
    rules.bp,
    sites.bp,
    stories.bp,
    story_files.bp,
)
COMMANDS = (
    exports_commands.attendance,
    coalition_commands.campaigns,
    coalition_commands.organizations,
    coalition_commands.users,
    demo_commands,
    doctor.doctor,
    events_commands,
    mail_commands,
)
# Importing these is what makes their mails known to delivery, and adds their routes and commands to those above.
ADDING = (
    accounts_emails,
    answer_routes,
    dispatch_commands,
    embeds_commands,
    imports_commands,
    moderation_emails,
    reminders_emails,
    reminders_host_emails,
    reminders_parts,
    replies_emails,
    returns_commands,
    rsvps_emails,
    settings_routes,
)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the rooms."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    dev_mail.init_app(app, settings)
    dev_pages.init_app(app, settings)
