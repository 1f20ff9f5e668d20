"""How letters leave: over the relay that MAIL_URL names, or, in development, into a folder."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from actions.mail.mime import Letter
from actions.mail.relay import NotOurs, Outage, Outcome, Relay, Taken
from config import Settings


class Carrier(Protocol):
    """Takes one letter at a time."""

    def send(self, letter: Letter, still_ours: Callable[[], bool]) -> Outcome:
        """Hand over a letter; `still_ours` is asked at the last moment before it."""

    def close_if_idle(self) -> None:
        """Give back what has not been used for a while."""

    def close(self) -> None:
        """Give back what is held."""


class Folder:
    """Keeps letters on disk, one file each, named by their Message-ID so that a second try replaces the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter, still_ours: Callable[[], bool]) -> Outcome:
        """Write the letter; a reader never sees half of it."""
        if not still_ours():
            return NotOurs()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = self._folder / f"{letter.name}.part"
            half.write_bytes(letter.content)
            os.replace(half, self._folder / f"{letter.name}.eml")
        except OSError as error:
            return Outage(f"the folder for mail cannot be written ({type(error).__name__})")
        return Taken("kept on disk")

    def close_if_idle(self) -> None:
        """Nothing is held."""

    def close(self) -> None:
        """Nothing is held."""


def lines_for(settings: Settings) -> list[list[Carrier]]:
    """As many connections as the settings say, each to every mail server they name, in that order."""
    if not settings.mail_urls:
        return [[Folder(folder_for(settings))]]
    return [[Relay(url, own_name(settings)) for url in settings.mail_urls] for _ in range(settings.mail_connections)]


def own_name(settings: Settings) -> str:
    """What this installation calls itself when it greets a mail server."""
    return urlsplit(settings.site_url).hostname or "localhost"


def folder_for(settings: Settings) -> Path:
    """Where mails are kept in development."""
    return settings.instance / "mail"
