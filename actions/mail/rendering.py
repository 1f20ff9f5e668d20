"""From a mail's three templates to its subject, text and HTML, in the reader's language.

Needs an application, never a request: the worker renders too. Links come from SITE_URL through `link(endpoint, …)`.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial

from css_inline import CSSInliner
from flask import current_app, render_template
from flask_babel import force_locale

from actions.links import absolute
from actions.locale import known_language, locale_of
from actions.mail import shells
from actions.mail.shells import LONGEST_SUBJECT
from config import Settings

_BLANK_LINES = re.compile(r"\n{3,}")


def render(
    name: str, language: str, *, reason: str, unsubscribe_url: str | None = None, **context: object
) -> tuple[str, str, str]:
    """Subject, text and HTML of `templates/email/<name>/`.

    `reason` is the sentence that says why this person gets this mail; every mail must have one. Call it where the
    reader's language is in force (`in_language`), or pass text that is already in it.
    """
    with in_language(language) as known:
        subject, text, html = _rendered(name, known, reason, {"unsubscribe_url": unsubscribe_url, **context})
    return subject[:LONGEST_SUBJECT], text, html


def shell_of(name: str, language: str, *, reason: str, personal: Mapping[str, str], **context: object) -> shells.Shell:
    """What `render` makes, once for all mails that differ in `personal` alone; `filled` is the mail of one.

    What is personal are single lines that templates only print, or ask whether there are any; they never change their
    letters. `unsubscribe_url` is one of them, where there is one.
    """
    kept: shells.Shells = current_app.extensions.setdefault("actions-mail-shells", shells.Shells())
    blank = shells.blanks(personal)
    with in_language(language) as known:
        key = (name, known, reason, tuple(blank.items()), shells.facts(context))
        return kept.get(key, lambda: _rendered(name, known, reason, {**context, **blank}))


def _rendered(name: str, language: str, reason: str, context: Mapping[str, object]) -> tuple[str, str, str]:
    settings: Settings = current_app.config["SETTINGS"]
    whole = {
        **context,
        "link": partial(absolute, language=language),
        "reason": reason,
        "postal_address": settings.mail_postal_address,
        "site_url": settings.site_url,
    }
    subject = " ".join(render_template(f"email/{name}/subject.txt", **whole).split())
    text = render_template(f"email/{name}/body.txt", **whole)
    html = render_template(f"email/{name}/body.html", **whole)
    return subject, _tidy(text), _inliner().inline(html)


@contextmanager
def in_language(language: str) -> Iterator[str]:
    """Speak a person's language inside the block; one the site does not have falls back to its first."""
    known = known_language(language)
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
