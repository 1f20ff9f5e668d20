"""A browser in which somebody is signed in already; tests of signing in itself go through the form."""

from actions.accounts.models import User
from tests.checking_client import CheckingClient


def sign_in(client: CheckingClient, user: User) -> CheckingClient:
    """Make this client the user's."""
    number = user.get_id()
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = number
        session["_fresh"] = True
    return client
