"""What Prometheus may read of this installation: counts of mails, never anything about a person."""

import datetime as dt
import hmac
import ipaddress

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from werkzeug.datastructures import Headers

from actions.mail import queries
from actions.mail.figures import RATE_OVER

# A proxy says with these that it asks for somebody else.
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def may_read(address: str | None, headers: Headers, token: str) -> bool:
    """Whether this request has the token, or comes from this machine itself and not through a proxy on it."""
    given = headers.get("Authorization", "").encode()
    if token and hmac.compare_digest(given, f"Bearer {token}".encode()):
        return True
    return _is_this_machine(address) and not any(name in headers for name in FORWARDED)


def exposition(now: dt.datetime) -> bytes:
    """The figures in Prometheus' text format. They come from the database, so that any process tells the same."""
    registry = CollectorRegistry()
    mails = Gauge("actions_mails", "Mails by lane and by how they stand.", ["lane", "state"], registry=registry)
    figures = queries.figures(now)
    for lane, by_standing in figures.lanes.items():
        for standing, count in by_standing.items():
            mails.labels(lane.name.lower(), standing).set(count)
    rate = Gauge("actions_mail_sent_per_second", "Mails sent, mean of the last five minutes.", registry=registry)
    rate.set(figures.progress.sent / RATE_OVER.total_seconds())
    oldest = figures.oldest
    waited = Gauge("actions_mail_oldest_due_seconds", "How long the oldest mail has been due.", registry=registry)
    waited.set((now - oldest.since).total_seconds() if oldest else 0)
    age = Gauge("actions_mail_figures_age_seconds", "How long ago all this was counted.", registry=registry)
    age.set((now - figures.counted_at).total_seconds())
    return generate_latest(registry)


def _is_this_machine(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
