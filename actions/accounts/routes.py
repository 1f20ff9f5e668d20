"""Signing up, in and out."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from actions import clock
from actions.access import public
from actions.accounts import limits, mailed_links, service, session
from actions.accounts.forms import LinkForm, NextForm, SignInForm, SignUpForm
from actions.accounts.mailed_links import LinkUnusable
from actions.accounts.models import LinkPurpose, User
from actions.accounts.next_path import in_language_of, safe_path
from actions.errors import DomainError, error_page
from actions.policy import is_staff, signed_in_user
from actions.security import SESSION_LENGTH
from actions.templating import language, stand_on

bp = Blueprint("accounts", __name__)
Page = str | AnyResponse | tuple[str, int]


@bp.route("/account/new", methods=["GET", "POST"])
@public
@limits.sign_up_by_visitor
@limits.sign_up_by_address
def sign_up() -> Page:
    """The form for a new account. The answer is the same whether or not the address has one."""
    form = SignUpForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return render_template("account/sign_up.html", form=form), 422 if form.errors else 200
    session.remember_password(service.sign_up(form.draft(language()), now=clock.now()))
    session.remember_mailed_to(str(form.email.data))
    return redirect(url_for("accounts.check_mail"), 303)


@bp.get("/account/check-mail")
@public
def check_mail() -> str:
    """Says where the mail went."""
    return render_template("account/check_mail.html", email=session.mailed_to())


@bp.route("/account/sign-in", methods=["GET", "POST"])
@public
@limits.sign_in_by_visitor
@limits.sign_in_by_address
def sign_in() -> Page:
    """Sign in with a password; its second button has a link mailed instead."""
    user = signed_in_user()
    if user is not None and request.method == "GET":
        return _on_the_way(user, request.args.get("next"))
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        try:
            user = service.sign_in(str(form.email.data), str(form.password.data), now=clock.now())
        except DomainError as error:
            form.form_errors.append(str(error.message))
            return render_template("account/sign_in.html", form=form), error.status
        session.begin(user, session.Proof(by_link=False, at=clock.now()))
        return _on_the_way(user, form.next_path)
    return render_template("account/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/account/sign-in-link")
@public
@limits.link_by_visitor
@limits.link_by_address
def sign_in_link() -> Page:
    """Mail a sign-in link. The answer is the same whether or not the address has an account."""
    form = LinkForm()
    if not form.validate():
        shown = SignInForm()
        shown.email.errors = form.email.errors
        stand_on("accounts.sign_in", next=form.next_path)
        return render_template("account/sign_in.html", form=shown), 422
    service.request_link(str(form.email.data), language=language(), next_path=form.next_path, now=clock.now())
    session.remember_mailed_to(str(form.email.data))
    return redirect(url_for("accounts.check_mail"), 303)


@bp.get("/account/link/<token>")
@public
def use_link(token: str) -> str:
    """The page a sign-in link opens: one button, which signs in."""
    user = mailed_links.holder(token, LinkPurpose.SIGN_IN, now=clock.now())
    form = NextForm(next=request.args.get("next"))
    return render_template("account/use_link.html", form=form, user=user, token=token)


@bp.post("/account/link/<token>")
@public
def sign_in_by_link(token: str) -> AnyResponse:
    """Sign in through a mailed link."""
    now = clock.now()
    user = service.sign_in_by_link(token, now=now)
    session.begin(user, session.Proof(by_link=True, at=now))
    return _on_the_way(user, NextForm().next_path)


@bp.get("/account/verify/<token>")
@public
def verify(token: str) -> str:
    """The page that the confirmation mail opens: one button, which confirms the address."""
    user = mailed_links.holder(token, LinkPurpose.VERIFY, now=clock.now())
    form = NextForm(next=request.args.get("next"))
    return render_template("account/verify.html", form=form, user=user, token=token)


@bp.post("/account/verify/<token>")
@public
def confirm_address(token: str) -> AnyResponse:
    """Confirm the address, sign in and go on to posting an event; from another browser, to choosing a password."""
    now = clock.now()
    # A password that is changed between these two lines voids the link.
    own_password = session.has_typed_password_of(mailed_links.holder(token, LinkPurpose.VERIFY, now=now))
    user = service.confirm_address(token, keeps_password=own_password, now=now)
    session.begin(user, session.Proof(by_link=True, at=now))
    if not own_password:
        return redirect(url_for("accounts.settings"), 303)
    return _go(NextForm().next_path, url_for("host.new_event"))


@bp.post("/account/sign-out")
@public
def sign_out() -> AnyResponse:
    """End this session, here and for any copy of its cookie."""
    service.end_session(session.end(), now=clock.now(), lasts=SESSION_LENGTH)
    return signed_out()


def signed_out() -> AnyResponse:
    """To the sign-in page, with the browser's own copies cleared."""
    response = redirect(url_for("accounts.sign_in", out=1), 303)
    # Not "cookies": that would sign people out of every other site under the coalition's domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.errorhandler(LinkUnusable)
def link_unusable(error: LinkUnusable) -> tuple[str, int]:
    """A used or expired link: what to do instead."""
    return render_template("account/link_expired.html", form=LinkForm(formdata=None)), error.status


@bp.errorhandler(429)
def too_often(error: TooManyRequests) -> Response:
    """Too many tries: the mailed link has its own count."""
    if request.endpoint != "accounts.sign_in":
        return error_page(429)
    return error_page(429, _("Too many tries. Go back and have us mail you a link, or wait a quarter of an hour."))


def _on_the_way(user: User, next_text: str | None) -> AnyResponse:
    """Where somebody who just signed in goes: to confirm the address first, else where they were going."""
    if user.email_verified_at is None:
        return redirect(url_for("accounts.settings", next=safe_path(next_text)), 303)
    return _go(safe_path(next_text), url_for("organize.desk" if is_staff(user) else "host.desk"))


def _go(path: str | None, otherwise: str) -> AnyResponse:
    return redirect(in_language_of(request.script_root, path) if path else otherwise, 303)
