"""The Flask extensions, made once and bound to an application in `create_app`."""

import ipaddress

from flask import Response, has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from actions.locale import locale_of
from actions.sealing import lookup_hash


def visitor() -> str:
    """Who is asking, by a keyed hash; of an IPv6 address its first half, since a household has all of the rest."""
    text = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return lookup_hash(text).hex()
    if address.version == 6:
        text = str(ipaddress.ip_network((address, 64), strict=False))
    return lookup_hash(text).hex()


class SessionLogin(LoginManager):
    """Sign-in that ends with the session: no cookie outlives it, so none is looked for."""

    def _update_remember_cookie(self, response: Response) -> Response:
        # The library's own reads the session after every request, and what has read it is sent with `Vary: Cookie`:
        # no cache on the way could share a file of the map.
        return response


babel = Babel()
csrf = CSRFProtect()
login = SessionLogin()  # type: ignore[no-untyped-call]  # flask-login ships no types
migrate = Migrate()
limiter = Limiter(key_func=visitor, headers_enabled=False)


def locale_of_request() -> str:
    """The language that the address asks for; see `actions.locale`. Commands and the worker have none: English."""
    if not has_request_context():
        return "en"
    return locale_of(request.environ.get("actions.locale", "en"))
