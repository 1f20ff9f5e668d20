"""Where to go after signing in: only to a path on this site."""

from urllib.parse import unquote, urlsplit

from actions.locale import LANGUAGES, prefix_of

LONGEST = 500


def safe_path(text: str | None) -> str | None:
    """The path as it is when it leads to this site and nowhere else; nothing otherwise.

    Browsers take `//host`, `/\\host` and paths with tabs or line breaks in them for other sites, so none of these pass,
    encoded or not.
    """
    if not text or len(text) > LONGEST or not _is_plain(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    path = unquote(unquote(parts.path))
    if parts.scheme or parts.netloc or not _is_plain(path):
        return None
    return text


def in_language_of(script_root: str, path: str) -> str:
    """The path under the prefix of the page's language, unless it names a language itself."""
    names_one = any(path == prefix or path.startswith(prefix + "/") for prefix in map(prefix_of, LANGUAGES) if prefix)
    return path if names_one else script_root + path


def _is_plain(path: str) -> bool:
    rooted = path.startswith("/") and not path.startswith("//")
    return rooted and "\\" not in path and not any(character < " " or character == "\x7f" for character in path)
