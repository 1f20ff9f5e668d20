"""Bring the database up to date and, in development, load the demo day into an empty one and say who can sign in.

    python tools/prepare.py

The same as `flask db upgrade`, `flask demo load --if-empty` and `flask demo sign-ins`, in one process: starting
Python and the site three times would take most of the time that `make run` needs.
"""

import sys
from pathlib import Path

import click
import flask_migrate
from flask import Flask
from flask.cli import ScriptInfo

# Run as a file, Python looks beside this one and not in the project's own folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from wsgi import app

DEMO = (["demo", "load", "--if-empty"], ["demo", "sign-ins"])


def run(application: Flask, arguments: list[str]) -> None:
    """Run one `flask` command of the application."""
    application.cli.main(
        arguments, prog_name="flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: application)
    )


def main() -> None:
    """Prepare the database that the settings name."""
    with app.app_context():
        flask_migrate.upgrade()
    if app.config["SETTINGS"].is_production:
        return
    for arguments in DEMO:
        run(app, arguments)


if __name__ == "__main__":
    try:
        main()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
