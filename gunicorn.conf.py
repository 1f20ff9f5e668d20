"""How gunicorn serves Actions: `gunicorn wsgi:app` reads this by itself."""

import sys
from pathlib import Path

# gunicorn does not look beside this file by itself.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from config import SettingsError, from_environ, load_environ

# Under gunicorn only this exit status ends the master; after any other it starts workers for ever.
REFUSED = 3

_environ = load_environ()
_problems = []


def _positive(name, default):
    """A whole number above 0; anything else is remembered and refused below."""
    text = _environ.get(name) or str(default)
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    _problems.append(f"{name} is {text!r}; it must be a whole number above 0.")
    return default


workers = _positive("WEB_WORKERS", 2)
# They share one interpreter lock: more of them make sign-ups slower, not faster (benchmarks/rsvps.py).
threads = _positive("WEB_THREADS", 4)
try:
    _settings = from_environ(_environ)
except SettingsError as error:
    _problems.extend(error.problems)
if _problems:
    # Said once, here in the master, before any worker could repeat it.
    print("Actions cannot start:", *_problems, sep="\n  - ", file=sys.stderr)
    sys.exit(REFUSED)

# In development the demo's sign-ins are printed for anybody to use, so the network is kept out. In production a
# proxy or load balancer stands in front, possibly on another machine.
bind = f"{'0.0.0.0' if _settings.is_production else '127.0.0.1'}:{_settings.port}"
# Language and path are read off the request line alone: no header may say otherwise, not even from this machine, where
# a proxy that passes on what visitors send would let them put the wrong language into the page cache.
forwarder_headers = ""
worker_class = "gthread"
timeout = 30
graceful_timeout = 10
keepalive = 5
# Heartbeats of workers touch a file; on a slow disk that alone can stall one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- memory, not a shared name
# Private links carry their token in the path, so requests are not logged here.
accesslog = None
loglevel = "warning"
# Every worker opens its own database connections and keys; none is shared through a fork.
preload_app = False
# Nobody steers a running server from outside.
control_socket_disable = True


def when_ready(server):
    """Tell the person at the terminal where to look; a log in production has no use for it."""
    if not _settings.is_production:
        print(f"Actions is at {_settings.site_url} (Ctrl-C stops it)", flush=True)


def post_worker_init(worker):
    """Each process watches the database; one of a machine at a time brings its picture up to date."""
    if publisher := _publisher_of(worker):
        publisher.start()


def worker_exit(server, worker):
    """Begin nothing new while the process ends."""
    if publisher := _publisher_of(worker):
        publisher.stop()


def _publisher_of(worker):
    """Nothing in a process that never came up, nor in another application under these settings, as in benchmarks."""
    return getattr(getattr(worker, "wsgi", None), "extensions", {}).get("actions-publisher")
