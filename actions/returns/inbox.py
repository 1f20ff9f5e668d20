"""A folder that a mail server puts reports into: a Maildir, or one file a mail."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from actions.returns.reports import LARGEST_REPORT
from actions.returns.service import Outcome

MOST_AT_ONCE = 200
PUT_ASIDE = ".aside"


def empty(folder: Path, take_in: Callable[[bytes], Outcome]) -> int:
    """Take in what lies there; how many files there were. What is taken is deleted, for it names people.

    What is not understood is put aside for a person to look at: in a Maildir into `cur`, else beside its old name.
    Several workers may do this at once: a report counts once however often it is read.
    """
    done = 0
    for file in list(islice(_waiting(folder), MOST_AT_ONCE)):
        try:
            with file.open("rb") as opened:
                outcome = take_in(opened.read(LARGEST_REPORT))
            if outcome.is_done_with:
                file.unlink()
            else:
                file.rename(_aside(file))
        except FileNotFoundError:
            # Another worker was first.
            continue
        done += 1
    return done


def _waiting(folder: Path) -> Iterator[Path]:
    new = folder / "new"
    files = sorted(new.iterdir()) if new.is_dir() else sorted(folder.glob("*.eml"))
    return (file for file in files if file.is_file() and not file.is_symlink())


def _aside(file: Path) -> Path:
    if file.parent.name == "new":
        return file.parent.parent / "cur" / f"{file.name}:2,S"
    return file.with_name(file.name + PUT_ASIDE)
