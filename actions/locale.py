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
# Where a language is at home for dates, times and numbers. Plain "es" is Spain's (13:00 and 1.021); people in the
# United States who read Spanish expect 1:00 p.m. and 1,021.
_HOMES = {"es": "es_419"}
# As social networks name it, where that is more than the plain code.
_SHARED_AS = {"en": "en_US", "es": "es_LA"}


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


def known_language(language: str) -> str:
    """The language itself, or the site's first for one that it does not have."""
    return language if language in LANGUAGES else DEFAULT


def locale_of(language: str) -> str:
    """The locale that a language is formatted in, as in `es_419`."""
    return _HOMES.get(language, language)


def shared_as(language: str) -> str:
    """A language as social networks name it, as in `en_US`."""
    return _SHARED_AS.get(language, language)
