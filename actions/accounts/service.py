"""What people do with their accounts.

Checking a password takes tens of milliseconds on purpose. No transaction is open meanwhile: on SQLite it would hold the
only write lock of the site, on PostgreSQL a connection of the pool.
"""

import datetime as dt
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.accounts import mailed_links, mails_owed, passwords
from actions.accounts.models import EndedSession, LinkPurpose, User
from actions.accounts.queries import user_with
from actions.database import db
from actions.errors import DomainError
from actions.sealing import lookup_hash


@dataclass(frozen=True)
class NewAccount:
    """What somebody typed to sign up; `language` is that of the page, `next_path` where they were going."""

    name: str
    email: str
    password: str
    language: str
    next_path: str | None = None


class NotSignedIn(DomainError):
    """Address and password do not fit. It never says which, nor whether there is such an account."""

    def __init__(self) -> None:
        super().__init__(_l("That address and password do not go together. Check both, or have us mail you a link."))


class WrongPassword(DomainError):
    """The current password was asked for and is not this one."""

    def __init__(self) -> None:
        super().__init__(_l("That is not your current password"))


def sign_up(new: NewAccount, *, now: dt.datetime) -> str:
    """Make an account, unconfirmed, and owe its owner a mail; an account that is there gets a mail that says so.

    Returns the hash of the typed password, whether or not it is the account's now.

    An account nobody confirmed yet takes the newer name and password, and links mailed before stop working.
    """
    password_hash = passwords.hash_of(new.password)
    user = _account_of(new, password_hash, now)
    if user.email_verified_at is not None:
        mails_owed.owe_account_exists(user, language=new.language, now=now)
    else:
        if user.password_hash != password_hash:
            _renew(user, new, password_hash)
        mails_owed.owe_verification(user, next_path=new.next_path, now=now)
    db.session.commit()
    return password_hash


def sign_in(email: str, password: str, *, now: dt.datetime) -> User:
    """The account behind an address and a password.

    Raises:
        NotSignedIn: they do not fit, or the account is suspended.
        passwords.TooBusy: too many are signing in at this moment.
    """
    user = user_with(email)
    user_id = user.id if user else None
    stored = user.password_hash if user and not user.is_suspended else None
    db.session.rollback()
    if not passwords.matches(stored, password) or stored is None:
        raise NotSignedIn
    renewed = passwords.hash_of(password) if passwords.is_outdated(stored) else stored

    # The hash is compared again: whoever changed the password meanwhile has shut out the old one.
    entered = db.session.execute(
        update(User)
        .where(User.id == user_id, User.password_hash == stored, User.is_suspended.is_(False))
        .values(signed_in_at=now, password_hash=renewed)
        .returning(User.id)
    ).scalar()
    if entered is None:
        raise NotSignedIn
    db.session.commit()
    return db.session.get_one(User, entered)


def request_link(email: str, *, language: str, next_path: str | None, now: dt.datetime) -> None:
    """Owe a sign-in link to an address; without an account a mail to nobody is owed, so that both cost the same."""
    mails_owed.owe_sign_in_link(user_with(email), language=language, next_path=next_path, now=now)
    db.session.commit()


def request_verification(user: User, *, next_path: str | None, now: dt.datetime) -> None:
    """Owe the confirmation mail once more."""
    mails_owed.owe_verification(user, next_path=next_path, now=now)
    db.session.commit()


def confirm_address(token: str, *, keeps_password: bool, now: dt.datetime) -> User:
    """Confirm the address behind a mailed link, and sign in. Sessions begun before it was confirmed end.

    The password stays only if whoever confirms typed it themselves: a stranger may have signed up with this address
    and wait for its owner to confirm.

    Raises:
        mailed_links.LinkUnusable: the link does not work, or no longer.
    """
    user = mailed_links.spend(token, LinkPurpose.VERIFY, now=now)
    user.email_verified_at = now
    user.password_hash = user.password_hash if keeps_password else None
    user.session_epoch += 1
    user.signed_in_at = now
    db.session.commit()
    return user


def sign_in_by_link(token: str, *, now: dt.datetime) -> User:
    """Sign in through a mailed link.

    It also proves the address. A password set before that may be a stranger's, who signed up with this address in
    advance: it is dropped, and sessions begun with it end.

    Raises:
        mailed_links.LinkUnusable: the link does not work, or no longer.
    """
    user = mailed_links.spend(token, LinkPurpose.SIGN_IN, now=now)
    if user.email_verified_at is None:
        vouch_for(user, now=now)
    user.signed_in_at = now
    db.session.commit()
    return user


def vouch_for(user: User, *, now: dt.datetime) -> None:
    """Take an unconfirmed account's address as proven, in the caller's transaction; what came before it is void."""
    user.email_verified_at = now
    user.password_hash = None
    user.session_epoch += 1


def end_session(number: str | None, *, now: dt.datetime, lasts: dt.timedelta) -> None:
    """Never accept a session again; forget those whose cookies have run out by themselves."""
    db.session.execute(delete(EndedSession).where(EndedSession.forget_at < now))
    if number:
        db.session.merge(EndedSession(number_hash=lookup_hash(number), forget_at=now + lasts))
    db.session.commit()


def sign_out_everywhere(user: User) -> None:
    """End every session of the account and void every link mailed to it."""
    user.session_epoch += 1
    db.session.commit()


def change_profile(user: User, *, name: str, language: str) -> None:
    """Change what the account is called and which language its mail is in."""
    user.name = name
    user.language = language
    db.session.commit()


def change_password(user: User, new: str, *, current: str | None) -> User:
    """Set another password and end every session; `current` is nothing where the person proved themselves otherwise.

    Raises:
        WrongPassword: the current password is another.
        passwords.TooBusy: too many are signing in at this moment.
    """
    user_id, stored = user.id, user.password_hash
    db.session.rollback()
    if current is not None and not passwords.matches(stored, current):
        raise WrongPassword
    password_hash = passwords.hash_of(new)

    user = db.session.get_one(User, user_id, populate_existing=True)
    user.password_hash = password_hash
    user.session_epoch += 1
    db.session.commit()
    return user


def _account_of(new: NewAccount, password_hash: str, now: dt.datetime) -> User:
    """The account of the address, made when there is none, locked until the transaction ends."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(User)
        .values(
            email=new.email,
            email_hash=lookup_hash(new.email),
            name=new.name,
            password_hash=password_hash,
            language=new.language,
            is_suspended=False,
            session_epoch=1,
            link_number=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["email_hash"])
    )
    return db.session.scalars(select(User).where(User.email_hash == lookup_hash(new.email)).with_for_update()).one()


def _renew(user: User, new: NewAccount, password_hash: str) -> None:
    user.name = new.name
    user.password_hash = password_hash
    user.language = new.language
    user.session_epoch += 1
