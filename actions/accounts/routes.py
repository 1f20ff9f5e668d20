"""The room's pages."""

from flask import Blueprint

from actions.access import public

bp = Blueprint("accounts", __name__)


@bp.get("/account/sign-in")
@public
def sign_in() -> str:
    return ""


@bp.post("/account/sign-out")
@public
def sign_out() -> str:
    return ""
