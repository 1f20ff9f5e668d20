"""How often one visitor, and one address, may try.

Failed sign-ins count, successful ones do not: a campus behind one address is no attack. Windows are short: whoever is
shut out by a stranger's guesses can have a link mailed at once and use the password again in a quarter of an hour.
"""

from flask import Response, request

from actions.extensions import limiter, visitor
from actions.forms import plain_address
from actions.sealing import lookup_hash

TRIES_FOR_ADDRESS = "10 per 15 minutes"
TRIES_FROM_VISITOR = "30 per minute; 200 per hour"
SIGN_UPS_FOR_ADDRESS = "5 per hour"
SIGN_UPS_FROM_VISITOR = "20 per minute; 100 per hour"
LINKS_FOR_ADDRESS = "5 per 15 minutes"
LINKS_FROM_VISITOR = "20 per minute; 100 per hour"
RESENDS_FROM_VISITOR = "6 per hour"


def typed_address() -> str:
    """The mail address of the form, by its keyed hash."""
    return lookup_hash(plain_address(request.form.get("email"))).hex()


def _failed(response: Response) -> bool:
    return response.status_code >= 400


sign_in_by_address = limiter.limit(TRIES_FOR_ADDRESS, key_func=typed_address, methods=["POST"], deduct_when=_failed)
sign_in_by_visitor = limiter.limit(TRIES_FROM_VISITOR, key_func=visitor, methods=["POST"], deduct_when=_failed)
sign_up_by_address = limiter.limit(SIGN_UPS_FOR_ADDRESS, key_func=typed_address, methods=["POST"])
sign_up_by_visitor = limiter.limit(SIGN_UPS_FROM_VISITOR, key_func=visitor, methods=["POST"])
link_by_address = limiter.limit(LINKS_FOR_ADDRESS, key_func=typed_address, methods=["POST"])
link_by_visitor = limiter.limit(LINKS_FROM_VISITOR, key_func=visitor, methods=["POST"])
resend_by_visitor = limiter.limit(RESENDS_FROM_VISITOR, key_func=visitor, methods=["POST"])
password_by_visitor = limiter.limit(TRIES_FROM_VISITOR, key_func=visitor, methods=["POST"], deduct_when=_failed)
