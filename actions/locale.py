"""Two languages, one set of addresses: `/es/…` is the same site in Spanish.

The prefix is moved from PATH_INFO into SCRIPT_NAME, as if the Spanish site were mounted there. Routing never sees it,
and every `url_for` keeps it without being told.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT = "en"
LANGUAGES = {"en": "English", "es": "Español"}


class LocalePrefix:
    """WSGI middleware that reads the language off the path."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve `/es/x` as `/x` mounted at `/es`."""
        path = environ.get("PATH_INFO", "")
        for language in LANGUAGES:
            prefix = f"/{language}"
            if language != DEFAULT and (path == prefix or path.startswith(prefix + "/")):
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
                environ["actions.locale"] = language
                break
        return self._app(environ, start_response)


def prefix_of(language: str) -> str:
    """The path prefix of a language: nothing for English."""
    return "" if language == DEFAULT or language not in LANGUAGES else f"/{language}"
