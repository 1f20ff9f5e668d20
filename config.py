"""Settings: the environment, checked once, as one frozen value.

`from_environ` reads a mapping (normally `os.environ` after `.env` was merged into it) and either returns
`Settings` or raises `SettingsError`, which names everything that is wrong at once.
"""

import base64
import binascii
import datetime as dt
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent
GEOCODERS = ("offline", "census", "nominatim", "photon")
WEAK_SECRETS = frozenset({"secret", "changeme", "change-me", "dev", "development", "password", "test"})
SHORTEST_SECRET = 32
DNS_PORT = 53
# A name as in DNS, dots within.
SELECTOR = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
# `local@domain`, short enough for a plus and a token to go between (RFC 5321: 64 letters before the @).
_REPLIES_TO = re.compile(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
# To one mail server, from one worker.
MOST_CONNECTIONS = 64


class SettingsError(Exception):
    """The environment cannot be run with; `problems` has one sentence for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    app_env: str
    secret_key: str
    data_keys: tuple[bytes, ...]
    site_url: str
    database_url: str
    mail_urls: tuple[str, ...]
    mail_connections: int
    mail_domain_rate: int
    mail_from: str
    mail_postal_address: str
    mail_replies_to: str
    mail_bounces_path: Path | None
    mail_bounces_secret: str
    dkim_selectors: tuple[str, ...]
    dns_resolver: tuple[str, int] | None
    metrics_token: str
    geocoders: tuple[str, ...]
    geocoder_urls: tuple[tuple[str, str], ...]
    tiles_url: str | None
    tiles_attribution: str | None
    redis_url: str | None
    trusted_proxies: int
    rate_limits: bool
    clock_file: Path | None
    port: int
    instance: Path

    @property
    def is_production(self) -> bool:
        """Whether real people rely on this installation."""
        return self.app_env == "production"

    @property
    def geocodes_online(self) -> bool:
        """Whether the worker may ask somebody else about an address."""
        return any(name != "offline" for name in self.geocoders)

    @property
    def uses_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


def load_environ() -> dict[str, str]:
    """The process's environment over what `.env` says; the environment wins."""
    from_file = {key: value for key, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return {**from_file, **os.environ}


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read and check every setting.

    Raises:
        SettingsError: with one sentence for each problem found.
    """
    problems: list[str] = []
    app_env = _one_of(environ, "APP_ENV", ("development", "production"), problems)
    production = app_env == "production"
    port = _whole_number(environ, "PORT", 8000, 65_535, problems)
    instance = Path(environ.get("INSTANCE_PATH") or ROOT / "instance")
    settings = Settings(
        app_env=app_env,
        secret_key=_secret_key(environ, production, problems),
        data_keys=_data_keys(environ, problems),
        site_url=_site_url(environ, production, port, problems),
        database_url=_database_url(environ, instance),
        mail_urls=tuple((environ.get("MAIL_URL") or "").replace(",", " ").split()),
        mail_connections=_whole_number(environ, "MAIL_CONNECTIONS", 8, MOST_CONNECTIONS, problems, least=1),
        mail_domain_rate=_whole_number(environ, "MAIL_DOMAIN_RATE", 20, 100_000, problems),
        mail_from=environ.get("MAIL_FROM") or "Actions <actions@localhost>",
        mail_postal_address=environ.get("MAIL_POSTAL_ADDRESS") or "",
        mail_replies_to=environ.get("MAIL_REPLIES_TO") or "",
        mail_bounces_path=Path(environ["MAIL_BOUNCES_PATH"]) if environ.get("MAIL_BOUNCES_PATH") else None,
        mail_bounces_secret=environ.get("MAIL_BOUNCES_SECRET") or "",
        dkim_selectors=_dkim_selectors(environ, problems),
        dns_resolver=_dns_resolver(environ, problems),
        metrics_token=environ.get("METRICS_TOKEN") or "",
        geocoders=_geocoders(environ, problems),
        geocoder_urls=_geocoder_urls(environ, problems),
        tiles_url=environ.get("TILES_URL") or None,
        tiles_attribution=environ.get("TILES_ATTRIBUTION") or None,
        redis_url=environ.get("REDIS_URL") or None,
        trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES", 0, 10, problems),
        rate_limits=_one_of(environ, "RATE_LIMITS", ("on", "off"), problems) == "on",
        clock_file=Path(environ["CLOCK_FILE"]) if environ.get("CLOCK_FILE") else None,
        port=port,
        instance=instance,
    )
    problems += _mail_problems(settings)
    if settings.tiles_url and not settings.tiles_attribution:
        problems.append("TILES_ATTRIBUTION is missing: map tiles must name their source.")
    problems += _weak_secrets(settings)
    if production:
        problems += _production_problems(settings, environ)
    if problems:
        raise SettingsError(problems)
    return settings


def _secret_key(environ: Mapping[str, str], production: bool, problems: list[str]) -> str:
    key = environ.get("SECRET_KEY", "")
    if not key:
        problems.append("SECRET_KEY is missing. `make run` writes one into .env; or use 64 random characters.")
    elif production and (len(key) < SHORTEST_SECRET or key.lower() in WEAK_SECRETS or len(set(key)) < 10):
        problems.append(f"SECRET_KEY is too weak: use at least {SHORTEST_SECRET} random characters.")
    return key


def _data_keys(environ: Mapping[str, str], problems: list[str]) -> tuple[bytes, ...]:
    keys: list[bytes] = []
    for text in (environ.get("DATA_KEYS") or "").replace(" ", "").split(","):
        if not text:
            continue
        try:
            key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != 32 or len(set(key)) < 8:
            problems.append(f"DATA_KEYS: key {len(keys) + 1} is not 32 random bytes in URL-safe base64.")
        keys.append(key)
    if not keys:
        problems.append("DATA_KEYS is missing: contact data cannot be sealed without a key.")
    return tuple(keys)


def _site_url(environ: Mapping[str, str], production: bool, port: int, problems: list[str]) -> str:
    url = (environ.get("SITE_URL") or "").rstrip("/")
    if not url:
        if production:
            problems.append("SITE_URL is missing: links in mail need the site's public address.")
        return f"http://localhost:{port}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        problems.append("SITE_URL must look like https://actions.example.org, with nothing after the host.")
    elif production and parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        problems.append("SITE_URL must begin with https:// in production.")
    return url


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite:///{instance / 'actions.db'}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _geocoders(environ: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    names = tuple(name for name in (environ.get("GEOCODERS") or "offline").replace(",", " ").split() if name)
    unknown = [name for name in names if name not in GEOCODERS]
    if unknown:
        problems.append(f"GEOCODERS names {', '.join(unknown)}; known are {', '.join(GEOCODERS)}.")
    return names


def _geocoder_urls(environ: Mapping[str, str], problems: list[str]) -> tuple[tuple[str, str], ...]:
    pairs = [pair.partition("=") for pair in (environ.get("GEOCODER_URLS") or "").replace(",", " ").split()]
    for name, _sign, url in pairs:
        parts = urlsplit(url)
        if name not in GEOCODERS[1:] or parts.scheme not in ("http", "https") or not parts.netloc:
            problems.append("GEOCODER_URLS must look like nominatim=https://nominatim.example.org")
    return tuple((name, url) for name, _sign, url in pairs)


def _dkim_selectors(environ: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    selectors = tuple((environ.get("DKIM_SELECTOR") or "").lower().replace(",", " ").split())
    if not all(SELECTOR.fullmatch(selector) for selector in selectors):
        problems.append(
            "DKIM_SELECTOR must look like mail, or mail._domainkey.example.org, several with commas between."
        )
    return selectors


def _dns_resolver(environ: Mapping[str, str], problems: list[str]) -> tuple[str, int] | None:
    text = (environ.get("DNS_RESOLVER") or "").strip()
    if not text:
        return None
    # An IPv6 address alone has colons of its own.
    try:
        parts = urlsplit(f"//[{text}]" if text.count(":") > 1 and "[" not in text else f"//{text}")
        return str(ipaddress.ip_address(parts.hostname or "")), parts.port or DNS_PORT
    except ValueError:
        problems.append("DNS_RESOLVER must be an address, as in 9.9.9.9, 127.0.0.1:5353 or [2620:fe::fe]:53.")
        return None


def _mail_problems(settings: Settings) -> list[str]:
    problems = []
    if not all(_is_mail_url(url) for url in settings.mail_urls):
        problems.append(
            "MAIL_URL must look like smtp://user:password@host:port or smtps://…, several with commas between."
        )
    if settings.mail_replies_to and not _REPLIES_TO.fullmatch(settings.mail_replies_to):
        problems.append("MAIL_REPLIES_TO must look like reply@example.org, with at most 30 plain letters before the @.")
    return problems


def _is_mail_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _weak_secrets(settings: Settings) -> list[str]:
    secrets = {"MAIL_BOUNCES_SECRET": settings.mail_bounces_secret, "METRICS_TOKEN": settings.metrics_token}
    return [
        f"{name} is too weak: use at least {SHORTEST_SECRET} random characters."
        for name, secret in secrets.items()
        if secret and len(secret) < SHORTEST_SECRET
    ]


def _production_problems(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    problems = []
    if settings.clock_file:
        problems.append("CLOCK_FILE is for development only.")
    if not settings.rate_limits:
        problems.append("RATE_LIMITS=off is for load tests only.")
    if environ.get("FLASK_DEBUG", "0") not in ("", "0", "false"):
        problems.append("FLASK_DEBUG is on.")
    if not settings.mail_urls:
        problems.append("MAIL_URL is missing: without it no mail leaves this machine.")
    if not settings.mail_postal_address:
        problems.append("MAIL_POSTAL_ADDRESS is missing: mail to supporters must carry a postal address.")
    return problems


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...], problems: list[str]) -> str:
    value = environ.get(name) or choices[0]
    if value not in choices:
        problems.append(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def _whole_number(
    environ: Mapping[str, str], name: str, default: int, most: int, problems: list[str], least: int = 0
) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        problems.append(f"{name} is {text!r}; it must be a whole number from {least} to {most}.")
        return default
    return int(text)


def parse_instant(text: str) -> dt.datetime:
    """An ISO 8601 instant as an aware UTC datetime.

    Raises:
        ValueError: when the text is no instant or has no offset.
    """
    instant = dt.datetime.fromisoformat(text.strip())
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset, as in 2026-12-05T17:00:00Z")
    return instant.astimezone(dt.UTC)
