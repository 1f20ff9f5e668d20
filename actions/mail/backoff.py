"""When to try again, and when to stop trying. Pure rules: the clock and the dice are arguments."""

import datetime as dt

from actions.mail.models import Lane

# Replies that say "busy" rather than "not this mail": worth another try within seconds (RFC 3463, pretix's list).
BUSY_REPLIES = frozenset({421, 431, 432, 442, 447, 452})
QUICK_SECONDS, LONGEST_QUICK_SECONDS = 10, 15 * 60
SLOW_SECONDS, LONGEST_SLOW_SECONDS = 60, 30 * 60
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 60
# Lanes not named here are given up after a day.
GIVE_UP_AFTER = {Lane.SAFETY: dt.timedelta(days=2), Lane.CHANGE: dt.timedelta(days=2)}
A_DAY = dt.timedelta(days=1)


def next_try(now: dt.datetime, tries: int, reply_code: int | None, dice: float) -> dt.datetime:
    """When a mail that failed for now is tried again; `tries` counts this one, `dice` is from 0 to 1."""
    quick = reply_code is None or reply_code in BUSY_REPLIES
    first, longest = (QUICK_SECONDS, LONGEST_QUICK_SECONDS) if quick else (SLOW_SECONDS, LONGEST_SLOW_SECONDS)
    return now + _spread(first, longest, tries, dice)


def pause(failures: int, dice: float) -> dt.timedelta:
    """How long a worker leaves a relay alone that does not take any mail; `failures` in a row, this one counted."""
    return _spread(PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, failures, dice)


def is_given_up(lane: int, due_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a mail has been tried for so long that it would only confuse. Counted in time, never in tries."""
    return now - due_at >= GIVE_UP_AFTER.get(Lane(lane), A_DAY)


def _spread(first: int, longest: int, number: int, dice: float) -> dt.timedelta:
    """Twice as long each time up to the longest; of that, half to all, so that workers do not march in step."""
    # The exponent is bounded because a mail may have been tried hundreds of times.
    full = min(longest, first * 2 ** min(number - 1, 20))
    return dt.timedelta(seconds=full * (0.5 + dice / 2))
