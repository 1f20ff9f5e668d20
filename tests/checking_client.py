"""A test client that checks every page it opens, and fills in forms as a browser would."""

from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from actions.database import db
from tests.html_page import HtmlPage, PageForm, faults


class CheckingClient(FlaskClient):
    """`client.get(...)` as usual; a page with a fault fails the test. `check_page=False` for what is no page of ours.

    A request runs as on a real server: it sees nothing of the test's own session, `g` or language. What the test
    has in its session is committed first, since an open transaction would lock SQLite against the request.
    Pages kept in memory are forgotten before each request, so that a test sees what it just did; a test of the
    keeping itself sets `client.keeps_pages = True`.
    """

    keeps_pages = False

    def open(self, *args: Any, check_page: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request and check the page that comes back."""
        if has_app_context():
            db.session.commit()
        if not self.keeps_pages:
            self.application.extensions["actions-page-cache"].clear()
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        # What is only for a frame of ours is a mail, and styled like one; its policy lets nothing run.
        is_page = response.mimetype == "text/html" and "sandbox" not in response.headers["Content-Security-Policy"]
        if check_page and is_page and not 300 <= response.status_code < 400:
            found = faults(response.text)
            assert not found, f"{response.request.path} ({response.status}): {'; '.join(found)}"
        return response

    def page(self, address: str, **kwargs: Any) -> HtmlPage:
        """Open a page that must be there, and read it."""
        response = self.get(address, **kwargs)
        assert response.status_code == 200, f"{address}: {response.status} {response.text[:2000]}"
        return HtmlPage(response.text)

    def submit(self, response: TestResponse, button: str | None = None, /, **fields: Any) -> TestResponse:
        """Fill in a form of the page that was answered and send it, hidden fields and token included.

        The form is the one that has all the named fields (and the button with these words, when given). A list
        stands for several values, `None` leaves a field out (an unticked box).
        """
        form = _form_with(HtmlPage(response.text), set(fields), button)
        sent = form.values()
        for name, value in fields.items():
            sent[name] = [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]
        sent |= _pressed(form, button)
        address = form.element.get("action") or response.request.full_path.rstrip("?")
        if form.element.get("method").lower() == "post":
            return self.post(address, data=sent)
        return self.get(address, query_string=sent)


def _form_with(page: HtmlPage, names: set[str], button: str | None) -> PageForm:
    fitting = [form for form in page.forms() if names <= form.names and (button is None or _button(form, button))]
    if len(fitting) != 1:
        raise LookupError(f"{len(fitting)} forms have {sorted(names)} and {button!r} in: {page.text[:500]}")
    return fitting[0]


def _button(form: PageForm, words: str) -> dict[str, str] | None:
    for element in form.content:
        text = element.text if element.tag == "button" else element.get("value")
        if (element.tag == "button" or element.get("type") == "submit") and text == words:
            return element.attributes
    return None


def _pressed(form: PageForm, button: str | None) -> dict[str, list[str]]:
    attributes = _button(form, button) if button else None
    if not attributes or not attributes.get("name"):
        return {}
    return {attributes["name"]: [attributes.get("value", "")]}
