"""No more mails a second to one domain than it likes: large mailbox providers put off whoever is too fast.

Each mail above the rate is promised a moment of its own and goes then. Not for several threads.
"""

import datetime as dt

MOST_REMEMBERED = 100_000


class Pacing:
    """The moments that are taken, by domain. `per_second` is for each domain; nothing means no limit."""

    def __init__(self, per_second: float) -> None:
        self._gap = dt.timedelta(seconds=1 / per_second) if per_second else dt.timedelta(0)
        self._next: dict[str, dt.datetime] = {}
        self._promised: dict[int, dt.datetime] = {}

    def moment_of(self, mail_id: int, address: str, now: dt.datetime) -> dt.datetime | None:
        """When a mail to this address may go, which is promised to it; nothing when that is now."""
        if not self._gap or self._promised.pop(mail_id, None) is not None:
            return None
        self._forget(now)
        domain = address.rpartition("@")[2].lower()
        moment = max(self._next.get(domain, now), now)
        self._next[domain] = moment + self._gap
        if moment <= now:
            return None
        self._promised[mail_id] = moment
        return moment

    def _forget(self, now: dt.datetime) -> None:
        if len(self._next) > MOST_REMEMBERED:
            self._next = {domain: moment for domain, moment in self._next.items() if moment > now}
        if len(self._promised) > MOST_REMEMBERED:
            # Others have taken those whose moment has long passed.
            self._promised = {mail: moment for mail, moment in self._promised.items() if moment > now}
