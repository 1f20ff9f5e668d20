"""Commands of mail: work, and say how it stands."""

import datetime as dt
from collections.abc import Mapping, Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from actions import clock
from actions.mail import queries
from actions.mail.figures import RATE_OVER, STANDINGS, Progress, Waiting
from actions.mail.models import MailState
from actions.worker import Worker, stopped_by_signals

mail = AppGroup("mail", help="Deliver mail, or see what waits.")


@mail.command("work")
@click.option("--once", is_flag=True, help="End when nothing is due.")
def work(once: bool) -> None:
    """Queue what is due and deliver it. Any number of these may run, on any number of machines."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # what the proxy stands for
    worker = Worker(app, app.config["SETTINGS"])
    with stopped_by_signals(worker.stopping.set):
        if not once:
            worker.run_until_stopped()
        elif not worker.run_once():
            raise click.ClickException("The mail server takes no mail. Nothing is lost; run this again later.")


@mail.command("status")
def status() -> None:
    """Count mails by kind and by lane, say how fast they go out, and name the one that has waited longest."""
    now = clock.now()
    standing = queries.figures(now)
    _table("kind", [state.value for state in MailState], standing.kinds)
    if standing.lanes:
        click.echo()
        lanes = {lane.name.lower(): by_standing for lane, by_standing in standing.lanes.items()}
        _table("lane", STANDINGS, lanes)
        click.echo()
        click.echo(_pace(standing.progress))
    _say_oldest(standing.oldest, now)
    if standing.counted_at != now:
        click.echo(f"Counted {_length(now - standing.counted_at)} ago by a worker.")


def _say_oldest(oldest: Waiting | None, now: dt.datetime) -> None:
    if oldest is None:
        click.echo("Nothing is waiting.")
        return
    click.echo(
        f"Oldest waiting: {oldest.kind}, due for {_length(now - oldest.since)}, attempts: {oldest.attempt_count}."
    )
    if oldest.outcome:
        click.echo(f"Last answer: {oldest.outcome}")


def _table(title: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, int]]) -> None:
    click.echo(f"{title:<22}" + "".join(f"{column:>10}" for column in columns))
    for name, numbers in rows.items():
        click.echo(f"{name:<22}" + "".join(f"{numbers.get(column, 0):>10}" for column in columns))


def _pace(progress: Progress) -> str:
    """What went out lately, and when the rest will have."""
    pace = f"Sent in the last {_length(RATE_OVER)}: {progress.sent}. Due: {progress.due}"
    return f"{pace}, done in about {_length(progress.left)}." if progress.left else f"{pace}."


def _length(span: dt.timedelta) -> str:
    """As in `2 h 5 min`, or `40 s`."""
    seconds = int(span.total_seconds())
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
