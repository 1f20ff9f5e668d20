"""The Flask extensions, made once and bound to an application in `create_app`."""

from flask import has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from actions.locale import locale_of

babel = Babel()
csrf = CSRFProtect()
login = LoginManager()
migrate = Migrate()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)


def locale_of_request() -> str:
    """The language that the address asks for; see `actions.locale`. Commands and the worker have none: English."""
    if not has_request_context():
        return "en"
    return locale_of(request.environ.get("actions.locale", "en"))
