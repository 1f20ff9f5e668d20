"""The `flask events` group; imports and exports add their commands to it."""

from flask.cli import AppGroup

events = AppGroup("events", help="Events of a campaign, to and from files.")
