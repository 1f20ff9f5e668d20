"""What templates know besides what routes hand them."""

import hashlib
from pathlib import Path

import nh3
from flask import Flask, current_app, request
from flask_babel import get_locale
from markdown_it import MarkdownIt
from markupsafe import Markup
from whitenoise import WhiteNoise

from actions import localtime
from actions.locale import LANGUAGES, prefix_of
from actions.policy import is_staff, signed_in_user
from config import ROOT, Settings

STATIC = ROOT / "static"
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "blockquote", "a", "hr", "code"}


def init_app(app: Flask, settings: Settings) -> None:
    """Filters, globals and hashed assets."""
    digest = tree_digest(STATIC) if settings.is_production or not app.debug else "dev"
    app.config["ASSET_PREFIX"] = f"/static/{digest}"
    serve_assets(app, digest)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=asset, language=language, other_languages=other_languages, localtime=localtime)
    app.jinja_env.globals.update(alternates=alternates)
    app.jinja_env.globals["is_staff"] = lambda: is_staff(signed_in_user())
    app.jinja_env.filters["markdown"] = markdown


def serve_assets(app: Flask, digest: str) -> None:
    """Serve `static/` under a prefix that changes with its content, so that browsers may keep it for a year."""
    noise = WhiteNoise(app.wsgi_app, immutable_file_test=lambda path, url: True, max_age=None)
    noise.add_files(str(STATIC), prefix=f"static/{digest}/")
    app.wsgi_app = noise  # type: ignore[method-assign]


def asset(path: str) -> str:
    """The address of a file under `static/`."""
    return f"{current_app.config['ASSET_PREFIX']}/{path}"


def language() -> str:
    """The language of this page, as in `en`."""
    locale = get_locale()
    return locale.language if locale else "en"


def alternates() -> list[tuple[str, str]]:
    """Code and absolute address of this page in every language, itself included; crawlers take no other kind."""
    site, path = current_app.config["SITE_URL"], request.full_path.rstrip("?")
    addresses = [(code, f"{site}{prefix_of(code)}{path}") for code in LANGUAGES]
    return [*addresses, ("x-default", f"{site}{path}")]


def other_languages() -> list[tuple[str, str, str]]:
    """Code, own name and address of this same page in each other language."""
    path = request.full_path.rstrip("?")
    return [(code, name, prefix_of(code) + path) for code, name in LANGUAGES.items() if code != language()]


def markdown(text: str) -> Markup:
    """Markdown as safe HTML: raw HTML is shown as text, links may go to http(s) and mail only, headings start at h2."""
    html = _markdown.render(text.replace("\x00", "")).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it


def tree_digest(folder: Path) -> str:
    """Ten hex digits over the names and contents of every file below a folder."""
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br")):
        total.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:10]
