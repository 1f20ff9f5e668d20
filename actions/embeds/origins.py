"""What browsers call an origin: scheme, host and port. What comes out of here is fit for a header as it is."""

import re
from urllib.parse import urlsplit

LONGEST_ORIGIN = 270
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1"})
_USUAL_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII)


class NotAnOrigin(ValueError):
    """The text names no site that could be listed."""


def origin_of(text: str, *, may_be_local: bool = False) -> str:
    """The origin of a site's address as somebody pastes it: `Example.org/actions/` is `https://example.org`.

    With `may_be_local`, which is for development, this machine is taken too, and over plain http.

    Raises:
        NotAnOrigin: it is none, or not over https, or has a wildcard, a name or a password in it.
    """
    address = text.strip()
    # Python's own parser drops line breaks from the middle of an address.
    if any(character.isspace() for character in address):
        raise NotAnOrigin
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
        port = parts.port
    except (UnicodeError, ValueError):
        raise NotAnOrigin from None
    is_local = host in LOCAL_HOSTS
    schemes = _USUAL_PORTS if is_local and may_be_local else ("https",)
    is_fit = _HOST.fullmatch(host) and ("." in host or is_local) and "@" not in parts.netloc
    if parts.scheme not in schemes or not is_fit or port == 0 or (is_local and not may_be_local):
        raise NotAnOrigin
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _USUAL_PORTS[parts.scheme]) else "")
