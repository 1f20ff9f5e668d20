"""The two who write to each other, and what each may know of the other."""

from typing import NamedTuple

from actions.events.models import Event, EventState
from actions.mail.aliases import Party
from actions.rsvps.models import Rsvp
from actions.sealing import lookup_hash


class Mailbox(NamedTuple):
    """Where mail for a party goes. `user_id` only where the address is that account's own."""

    address: str
    name: str
    language: str
    user_id: int | None = None


def may_be_written_about(event: Event) -> bool:
    """Whether those of an event may still write to each other: not where it was taken down, or its host suspended."""
    is_known = event.state in (EventState.APPROVED, EventState.CANCELLED)
    return is_known and (event.host is None or event.host.is_active)


def host_mailbox(event: Event) -> Mailbox | None:
    """The address that the host gave for questions, or that of the account; nothing when there is neither."""
    host = event.host
    if not event.contact_email:
        return Mailbox(host.email, host.name, host.language, host.id) if host else None
    is_own = host is not None and host.email_hash == lookup_hash(event.contact_email)
    name = event.contact_name or (host.name if host else "")
    return Mailbox(event.contact_email, name, host.language if host else "en", host.id if host and is_own else None)


def hashes_of(party: Party, rsvp: Rsvp) -> frozenset[bytes]:
    """The keyed hashes of the addresses that a party may write from."""
    if party is Party.SUPPORTER:
        return frozenset({rsvp.email_hash})
    event = rsvp.event
    given = {lookup_hash(event.contact_email)} if event.contact_email else set()
    return frozenset(given | ({event.host.email_hash} if event.host else set()))
