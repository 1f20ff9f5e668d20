"""What templates know besides what routes hand them."""

import re
from collections.abc import Callable, Hashable
from typing import Any

import nh3
from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale
from markdown_it import MarkdownIt
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from actions import localtime
from actions.bundles import BUNDLES, FOLDER
from actions.locale import LANGUAGES, prefix_of
from actions.numerals import counting_in_numerals
from actions.page_cache import in_common
from actions.plain_markdown import leads_out, readable
from actions.policy import is_staff, signed_in_user
from actions.static_files import STATIC, serve, tree_digest
from config import Settings

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "hr", "code"}
_HEADING = re.compile("<(/?)h([1-6])>")


def init_app(app: Flask, settings: Settings) -> None:
    """Filters, globals and hashed assets."""
    is_settled = settings.is_production or not app.debug
    digest = tree_digest(STATIC) if is_settled else "dev"
    app.config["ASSET_PREFIX"] = f"/static/{digest}"
    app.config["HAS_BUNDLES"] = serve(app, digest, compressed=is_settled)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset, bundle=bundle, language=language, other_languages=other_languages, localtime=localtime
    )
    app.jinja_env.globals["locale_tag"] = locale_tag
    app.jinja_env.globals.update(alternates=alternates)
    plain: Any = app.jinja_env.globals["ngettext"]
    app.jinja_env.globals["ngettext"] = counting_in_numerals(plain)
    app.jinja_env.globals["in_common"] = part_in_common
    app.jinja_env.globals["is_staff"] = lambda: is_staff(signed_in_user())
    app.jinja_env.filters["markdown"] = markdown
    app.jinja_env.filters["readable"] = readable


def asset(path: str) -> str:
    """The address of a file under `static/`."""
    return f"{current_app.config['ASSET_PREFIX']}/{path}"


def bundle(name: str) -> list[str]:
    """The addresses of a bundle: its own, or those of its files where they are served apart."""
    if current_app.config["HAS_BUNDLES"]:
        return [asset(f"{FOLDER}/{name}")]
    return [asset(path) for path in BUNDLES[name]]


def language() -> str:
    """The language of this page, as in `en`."""
    locale = get_locale()
    return locale.language if locale else "en"


def locale_tag() -> str:
    """The locale of this page's dates and numbers as browsers name it, as in `es-419`."""
    return str(get_locale() or "en").replace("_", "-")


def part_in_common(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """A part of many pages, as in `{% call in_common("map words") %}…{% endcall %}`: made once for each language, and
    once for each of the values in its key, which has to name all that the part depends on.
    """
    return in_common((language(), *key), caller)


def stand_on(endpoint: str, **values: Any) -> None:
    """Say on which page the form stood that is answered here, where that is not plain from the address."""
    g.stands_on = url_for(endpoint, **values).removeprefix(request.script_root)


def alternates() -> list[tuple[str, str]]:
    """Code and absolute address of this page in every language, itself included; crawlers take no other kind."""
    site, path = current_app.config["SITE_URL"], _path_to_open().partition("#")[0]
    addresses = [(code, f"{site}{prefix_of(code)}{path}") for code in LANGUAGES]
    return [*addresses, ("x-default", f"{site}{path}")]


def other_languages() -> list[tuple[str, str, str]]:
    """Code, own name and address of this same page in each other language."""
    path = _path_to_open()
    return [(code, name, prefix_of(code) + path) for code, name in LANGUAGES.items() if code != language()]


def _path_to_open() -> str:
    """This page's address without its language. Under an address that only takes forms: of the page the form stood on.

    That is the page which the view names, or else the nearest one above, as in `/account` for `/account/password`.
    """
    if "stands_on" in g:
        return str(g.stands_on)
    path = request.path
    if request.method in ("GET", "HEAD") or _opens(path):
        return request.full_path.rstrip("?")
    while path and not _opens(path):
        path = path.rpartition("/")[0]
    return path or "/"


def _opens(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def markdown(text: str, top: int = 2) -> Markup:
    """Markdown as safe HTML: raw HTML is shown as text, links may go to http(s) and mail only, and no heading stands
    higher than `top`, which is where the text's place in the page begins.
    """
    html = _markdown.render(text.replace("\x00", ""))
    html = _HEADING.sub(lambda tag: f"<{tag[1]}h{min(max(int(tag[2]), top), 4)}>", html)
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_whole_address,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it


def _whole_address(_tag: str, _attribute: str, value: str) -> str | None:
    return value if leads_out(value) else None
