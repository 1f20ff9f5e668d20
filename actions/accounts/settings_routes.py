"""What people change about their own account."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from actions import clock
from actions.accounts import limits, service, session
from actions.accounts.forms import NextForm, PasswordForm, ProfileForm
from actions.accounts.models import User
from actions.accounts.routes import bp, signed_out
from actions.errors import DomainError
from actions.locale import prefix_of
from actions.policy import signed_in_user
from actions.templating import language


@bp.get("/account")
def settings() -> str:
    """The account's own page."""
    return _page(_me())


@bp.post("/account/profile")
def change_profile() -> Response | tuple[str, int]:
    """Change name and language, and go on in that language."""
    me, form = _me(), ProfileForm()
    if not form.validate():
        return _page(me, profile=form), 422
    service.change_profile(me, name=str(form.name.data), language=str(form.language.data))
    flash(_("Saved."))
    own_path = url_for("accounts.settings").removeprefix(prefix_of(language()))
    return redirect(prefix_of(me.language) + own_path, 303)


@bp.post("/account/password")
@limits.password_by_visitor
def change_password() -> Response | tuple[str, int]:
    """Set another password; every other session ends."""
    me, form, now = _me(), PasswordForm(), clock.now()
    form.asks_current = _asks_current(me)
    if not form.validate():
        return _page(me, password=form), 422
    try:
        current = str(form.current.data) if form.asks_current else None
        me = service.change_password(me, str(form.password.data), current=current)
    except DomainError as error:
        form.current.errors = [str(error.message)]
        return _page(me, password=form), error.status
    session.begin(me, session.Proof(by_link=False, at=now))
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for("accounts.settings"), 303)


@bp.post("/account/confirmation")
@limits.resend_by_visitor
def resend_confirmation() -> Response:
    """Send the confirmation mail once more."""
    me = _me()
    service.request_verification(me, next_path=NextForm().next_path, now=clock.now())
    session.remember_mailed_to(me.email)
    return redirect(url_for("accounts.check_mail"), 303)


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End every session of this account."""
    service.sign_out_everywhere(_me())
    session.end()
    return signed_out()


def _me() -> User:
    """Whoever is signed in; the door is closed to everybody else."""
    user = signed_in_user()
    if user is None:
        raise RuntimeError("no route of this file is public")
    return user


def _asks_current(me: User) -> bool:
    return me.password_hash is not None and not session.has_fresh_proof(clock.now())


def _page(me: User, profile: ProfileForm | None = None, password: PasswordForm | None = None) -> str:
    return render_template(
        "account/settings.html",
        me=me,
        profile=profile or ProfileForm(formdata=None, name=me.name, language=me.language),
        password=password or PasswordForm(formdata=None),
        asks_current=_asks_current(me),
        confirmation=NextForm(formdata=None, next=request.args.get("next")),
    )
