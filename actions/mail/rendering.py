"""From a mail's three templates to its subject, text and HTML, in the reader's language.

Needs an application, never a request: the worker renders too. Links come from SITE_URL through `link(endpoint, …)`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial

from css_inline import CSSInliner
from flask import current_app, render_template
from flask_babel import force_locale

from actions.links import absolute
from actions.locale import DEFAULT, LANGUAGES, locale_of
from config import Settings

LONGEST_SUBJECT = 200
_BLANK_LINES = re.compile(r"\n{3,}")


def render(
    name: str, language: str, *, reason: str, unsubscribe_url: str | None = None, **context: object
) -> tuple[str, str, str]:
    """Subject, text and HTML of `templates/email/<name>/`.

    `reason` is the sentence that says why this person gets this mail; every mail must have one. Call it where the
    reader's language is in force (`in_language`), or pass text that is already in it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with in_language(language) as known:
        context |= {
            "link": partial(absolute, language=known),
            "reason": reason,
            "unsubscribe_url": unsubscribe_url,
            "postal_address": settings.mail_postal_address,
            "site_url": settings.site_url,
        }
        subject = " ".join(render_template(f"email/{name}/subject.txt", **context).split())
        text = render_template(f"email/{name}/body.txt", **context)
        html = render_template(f"email/{name}/body.html", **context)
    return subject[:LONGEST_SUBJECT], _tidy(text), _inliner().inline(html)


@contextmanager
def in_language(language: str) -> Iterator[str]:
    """Speak a person's language inside the block; one the site does not have falls back to its first."""
    known = language if language in LANGUAGES else DEFAULT
    with force_locale(locale_of(known)):
        yield known


def _tidy(text: str) -> str:
    """Without the blank lines that conditions in a template leave behind."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    # Mail programs ignore style sheets, so rules move onto the elements; what depends on the reader's screen stays
    # in the head. Nothing is ever fetched: a mail is rendered from this machine alone.
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)
