"""How often one visitor, and one address, may try.

Failed sign-ins count, successful ones do not: a campus behind one address is no attack. Windows are short: whoever is
shut out by a stranger's guesses can have a link mailed at once and use the password again in a quarter of an hour.
"""

import ipaddress

from flask import Response, request

from actions.extensions import limiter
from actions.sealing import lookup_hash

TRIES_FOR_ADDRESS = "10 per 15 minutes"
TRIES_FROM_VISITOR = "30 per minute; 200 per hour"
SIGN_UPS_FOR_ADDRESS = "5 per hour"
SIGN_UPS_FROM_VISITOR = "20 per minute; 100 per hour"
LINKS_FOR_ADDRESS = "5 per 15 minutes"
LINKS_FROM_VISITOR = "20 per minute; 100 per hour"
RESENDS_FROM_VISITOR = "6 per hour"


def visitor() -> str:
    """Who is asking, by a keyed hash; of an IPv6 address its first half, since a household has all of the rest."""
    text = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return lookup_hash(text).hex()
    if address.version == 6:
        text = str(ipaddress.ip_network((address, 64), strict=False))
    return lookup_hash(text).hex()


def typed_address() -> str:
    """The mail address of the form, by its keyed hash."""
    return lookup_hash(request.form.get("email", "")).hex()


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
