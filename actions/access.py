"""Closed unless opened: a route without `@public` needs somebody signed in, and desks need a role."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from actions.accounts.models import User
from actions.accounts.queries import has_ended
from actions.database import db
from actions.extensions import login
from actions.policy import is_staff, signed_in_user

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open a route to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def organizer_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Open a route to people with a role in the coalition; others are told there is nothing here."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not is_staff(signed_in_user()):
            abort(404)
        return view(*args, **kwargs)

    return guarded


def is_open(endpoint: str) -> bool:
    """Whether a route is open to everybody."""
    return bool(getattr(current_app.view_functions[endpoint], "is_public", False))


def init_app(app: Flask) -> None:
    """Check every request before its view runs."""
    login.init_app(app)  # type: ignore[no-untyped-call]  # flask-login ships no types
    app.before_request(_require_sign_in)


def _require_sign_in() -> Response | None:
    if request.endpoint is None or is_open(request.endpoint):
        return None
    user = signed_in_user()
    if user is not None and user.is_active:
        return None
    if request.method not in ("GET", "HEAD"):
        abort(403)
    # Only a path on this site is carried along; `accounts` checks it again before it follows it.
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


@login.user_loader  # type: ignore[untyped-decorator]
def _user_of_session(session_id: str) -> User | None:
    """The account a session belongs to, unless its epoch has moved on since or somebody signed out of it."""
    if has_ended(session.get("number")):
        return None
    number, _, epoch = session_id.partition(".")
    user = db.session.get(User, int(number)) if number.isdigit() else None
    return user if user is not None and str(user.session_epoch) == epoch and user.is_active else None
