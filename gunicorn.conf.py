"""How gunicorn serves Actions: `gunicorn wsgi:app` reads this by itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from config import SettingsError, from_environ, load_environ

# Under gunicorn only this exit status ends the master; after any other it starts workers for ever.
REFUSED = 3

_environ = load_environ()
_in_production = _environ.get("APP_ENV") == "production"

# In development the demo's sign-ins are printed for anybody to use, so the network is kept out. In production a
# proxy or load balancer stands in front, possibly on another machine.
bind = f"{'0.0.0.0' if _in_production else '127.0.0.1'}:{_environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(_environ.get("WEB_WORKERS") or 2)
threads = int(_environ.get("WEB_THREADS") or 8)
timeout = 30
graceful_timeout = 10
keepalive = 5
# Heartbeats of workers touch a file; on a slow disk that alone can stall one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- memory, not a shared name
# Private links carry their token in the path, so requests are not logged here.
accesslog = None
loglevel = _environ.get("GUNICORN_LOG_LEVEL") or "warning"
# Every worker opens its own database connections and keys; none is shared through a fork.
preload_app = False
# Nobody steers a running server from outside.
control_socket_disable = True


def on_starting(server):
    """Refuse once, in the master, before any worker repeats it."""
    try:
        from_environ(_environ)
    except SettingsError as error:
        print("Actions cannot start:", *error.problems, sep="\n  - ", file=sys.stderr)
        sys.exit(REFUSED)
