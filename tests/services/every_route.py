"""Every route of the application with an address that works and a form that would be taken: for tests over all of them.

A route that is new has to be told here how it is opened; until then those tests fail and name it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from actions import signing
from actions.accounts.mailed_links import token_for
from actions.accounts.models import LinkPurpose, User
from actions.coalition.models import Campaign, Organization
from actions.database import db
from actions.dispatch.queries import hold_of_event
from actions.events import publication
from actions.events.changes import fingerprint
from actions.events.models import Event, EventState
from actions.finder.routes import map_shell
from actions.finder.search import SearchQuery
from actions.finder.snapshot import snapshot
from actions.mail.models import MailHold, OutboxMail
from actions.mail.wishes import link_token
from actions.moderation.models import ProblemReport
from actions.moderation.service import mark
from actions.publishing.publisher import publisher
from actions.publishing.snapshots import EVERYTHING
from actions.rsvps.models import Attendance, Rsvp
from actions.stories.mail_service import mark_of_texts, saved_texts
from actions.stories.models import Picture
from actions.stories.parts import PARTS
from actions.stories.queries import draft_of, pictures_of
from actions.stories.service import mark_of
from tests.factories import (
    NOW,
    a_campaign,
    a_failed_mail,
    a_picture,
    a_report,
    a_rewrite,
    a_user,
    an_event,
    an_organization,
    an_rsvp,
    timeslots_of,
)

LETTER = "0123456789abcdef0123456789abcdef"
PASSWORD = "four quiet random words"
KEPT_MAIL = (
    b"From: Actions <actions@example.org>\nTo: Maria <maria@example.org>\nSubject: You are coming\n"
    b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="a"\n\n'
    b'--a\nContent-Type: multipart/alternative; boundary="b"\n\n'
    b"--b\nContent-Type: text/plain; charset=utf-8\n\nSee you at http://localhost/.\n"
    b"--b\nContent-Type: text/html; charset=utf-8\n\n"
    b'<html lang="en"><head><title>You are coming</title></head><body><main><h1>See you</h1></main></body></html>\n'
    b'--b--\n--a\nContent-Type: text/calendar\nContent-Disposition: attachment; filename="event.ics"\n\n'
    b"BEGIN:VCALENDAR\n--a--\n"
)
EVENT_FIELDS = {
    "title": "March on State Street",
    "kind": "march",
    "description": "From the library to the river.",
    "timeslots-0-id": "",
    "timeslots-0-on": "2026-12-05",
    "timeslots-0-starts": "11:00",
    "timeslots-0-ends": "13:00",
    "timeslots-0-capacity": "",
    "setting": "in-person",
    "venue": "Harold Washington Library",
    "address": "400 S State St",
    "city": "Chicago",
    "region": "IL",
    "postal_code": "60605",
    "address_visibility": "public",
    "online_url": "",
    "time_zone": "",
    "access_notes": "",
    "contact_name": "Pat Host",
    "contact_email": "pat@example.org",
    "contact_phone": "",
    "instructions": "Look for the banner.",
}
MAIL_WORDS = {
    "confirmation-en": "Wear red.",
    "reminder-es": "Vístete de rojo.",
    "kind": "rsvp-confirmed",
    "language": "en",
}
RSVP_FIELDS = {"given_name": "Maria", "email": "maria@example.org", "postal_code": "60622"}
# Their slug is that of an event.
OF_EVENTS = ("events.", "reports.", "pictures.event")
SIGN_IN_LINKS = {"accounts.use_link": LinkPurpose.SIGN_IN, "accounts.sign_in_by_link": LinkPurpose.SIGN_IN}
# The state that an event must be in for a route to make sense of it.
STATES = {
    "host.submit": EventState.DRAFT,
    "host.discard": EventState.DRAFT,
    "organize.approve": EventState.PENDING,
    "organize.decline": EventState.PENDING,
}


@dataclass(frozen=True)
class Scene:
    """A campaign of one organization, with a host who has an action, and somebody who is coming to it.

    The host rewrote the action, and somebody reported it.
    """

    organization: Organization
    campaign: Campaign
    host: User
    newcomer: User
    event: Event
    rsvp: Rsvp
    report: ProblemReport

    def event_in(self, state: EventState) -> Event:
        """The host's action, or a fresh one in another state."""
        if state is EventState.APPROVED:
            return self.event
        return an_event(campaign=self.campaign, host=self.host, state=state, submitted_at=NOW)


def a_scene() -> Scene:
    """Somebody of each sort, an action in public, and a mail kept on disk."""
    organization = an_organization()
    campaign = a_campaign(organization_id=organization.id, summary="One day, every state.")
    host = a_user()
    event = an_event(campaign=campaign, host=host)
    keep_a_mail(Path(current_app.instance_path) / "mail")
    a_rewrite(event)
    newcomer = a_user(email_verified_at=None)
    return Scene(organization, campaign, host, newcomer, event, an_rsvp(event), a_report(event))


def keep_a_mail(folder: Path) -> None:
    """A mail for `/dev/mail` to show."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{LETTER}.eml").write_bytes(KEPT_MAIL)


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """Every rule that takes a method, by endpoint."""
    taking = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    yield from sorted(taking, key=lambda rule: (rule.endpoint, rule.rule))


def prepared(rule: Rule, scene: Scene) -> tuple[str, dict[str, str]]:
    """An address of a rule at which there is something, and what a browser would post to it (without the token).

    The event it names is in the state that the route needs.

    Raises:
        LookupError: when a part of the address or the form is not known here.
    """
    event = (
        scene.event_in(STATES.get(rule.endpoint, EventState.APPROVED)) if "event_id" in rule.arguments else scene.event
    )
    values = {name: _value(rule.endpoint, name, scene, event) for name in rule.arguments}
    built = rule.build(values)
    if built is None:
        raise LookupError(f"{rule.endpoint}: no address from {values}")
    return built[1], _form(rule, scene, event)


def _value(endpoint: str, name: str, scene: Scene, event: Event) -> Any:
    known: dict[str, Callable[[], Any]] = {
        "event_id": lambda: event.id,
        "slug": lambda: _slug(endpoint, scene, event),
        "theme": lambda: "c2410c-light",
        "kind": lambda: "rsvp-confirmed" if endpoint.startswith("previews.") else "csv",
        "digest": lambda: _digest(endpoint, scene),
        "picture_id": lambda: _picture(scene).id,
        "colour": lambda: "c8102e",
        "name": lambda: "questions" if endpoint == "stories.part" else LETTER,
        "number": lambda: 0,
        "token": lambda: _token(endpoint, scene),
    }
    if name not in known:
        raise LookupError(f"{endpoint}: tell tests/services/every_route.py what <{name}> stands for")
    return known[name]()


def _digest(endpoint: str, scene: Scene) -> str:
    if endpoint == "finder.snapshot":
        snapshots = publisher().snapshots
        snapshots.put(publication.version(), {EVERYTHING: snapshot(SearchQuery.from_args(MultiDict()), NOW)})
        return snapshots.digest(EVERYTHING, publication.version()) or ""
    return _picture(scene).digest if endpoint == "story_files.picture" else map_shell().digest


def _slug(endpoint: str, scene: Scene, event: Event) -> str:
    if endpoint.startswith("sites."):
        return scene.organization.slug
    return event.slug if endpoint.startswith(OF_EVENTS) else scene.campaign.slug


def _token(endpoint: str, scene: Scene) -> str:
    room = endpoint.partition(".")[0]
    if room == "accounts":
        purpose = SIGN_IN_LINKS.get(endpoint, LinkPurpose.VERIFY)
        return token_for(scene.host if endpoint in SIGN_IN_LINKS else scene.newcomer, purpose, now=NOW)
    if room == "mail":
        return link_token(scene.rsvp.email_hash, "reminder-day-before")
    return signing.sign({"rsvps": "rsvp", "reminders": "how-it-went"}[room], scene.rsvp.id)


def _form(rule: Rule, scene: Scene, event: Event) -> dict[str, str]:
    if "POST" not in (rule.methods or ()):
        return {}
    if rule.endpoint not in FORMS:
        raise LookupError(f"{rule.endpoint}: tell tests/services/every_route.py what its form takes")
    timeslots = timeslots_of(event)
    more = {
        "stories.part": {"seen": mark_of(draft_of(scene.campaign.id), PARTS["questions"].fields)},
        "mails.save": {"seen": mark_of_texts(saved_texts(scene.campaign.id))},
        "host.new_event": {"campaign": str(scene.campaign.id)},
        "host.edit": {"seen": fingerprint(event, timeslots), "timeslots-0-id": str(timeslots[0].id)},
        "organize.approve": {"seen": mark(event, timeslots)},
        "organize.decline": {"seen": mark(event, timeslots)},
        "organize.settle_reports": {"last": str(scene.report.id)},
        "organize.settle_rewrite": {"seen": NOW.isoformat()},
    }
    if rule.endpoint in NAMING:
        more[rule.endpoint] = NAMING[rule.endpoint](scene, event)
    return FORMS[rule.endpoint] | more.get(rule.endpoint, {})


def _held(_scene: Scene, event: Event) -> dict[str, str]:
    """A hold of the event's mail to release."""
    hold = MailHold(scope="event", event_id=event.id, held_at=NOW)
    if (hold_id := hold_of_event(event.id)) is None:
        db.session.add(hold)
        db.session.commit()
    return {"hold": str(hold_id or hold.id)}


def _failed(_scene: Scene, event: Event) -> dict[str, str]:
    """A mail about the event that failed."""
    key = f"failed:{event.id}"
    mail = db.session.scalar(db.select(OutboxMail).where(OutboxMail.key == key))
    if mail is None:
        mail = a_failed_mail(event, key)
    return {"mail": str(mail.id)}


def _at_the_door(_scene: Scene, event: Event) -> dict[str, str]:
    """Somebody who comes to the event, which is about to begin."""
    timeslots_of(event)[0].starts_at = NOW
    rsvp = an_rsvp(event)
    return {"here": str(db.session.scalar(db.select(Attendance.id).where(Attendance.rsvp_id == rsvp.id)))}


# What these forms name has to be there first.
NAMING: dict[str, Callable[[Scene, Event], dict[str, str]]] = {
    "dispatch.hold": lambda scene, _event: {"campaign": scene.campaign.slug},
    "dispatch.release": _held,
    "dispatch.try_again": _failed,
    "checkin.note": _at_the_door,
}


def _picture(scene: Scene) -> Picture:
    known = pictures_of(scene.campaign.id)
    return known[0] if known else a_picture(scene.campaign)


FORMS: dict[str, dict[str, str]] = {
    "accounts.change_password": {"current": PASSWORD, "password": "other quiet random words"},
    "accounts.change_profile": {"name": "Pat", "language": "en"},
    "accounts.confirm_address": {},
    "accounts.resend_confirmation": {},
    "accounts.sign_in": {"email": "nobody@example.org", "password": PASSWORD},
    "accounts.sign_in_by_link": {},
    "accounts.sign_in_link": {"email": "nobody@example.org"},
    "accounts.sign_out": {},
    "accounts.sign_out_everywhere": {},
    "accounts.sign_up": {"name": "Maria", "email": "new@example.org", "password": PASSWORD},
    "checkin.note": {},
    "dispatch.hold": {"scope": "campaign"},
    "dispatch.release": {},
    "dispatch.try_again": {},
    "host.cancel": {"reason": "Heavy rain."},
    "host.postpone": {"reason": "The square is closed."},
    "host.discard": {},
    "host.edit": EVENT_FIELDS,
    "host.new_event": EVENT_FIELDS,
    "host.place": {"latitude": "41.8837", "longitude": "-87.6309"},
    "host.submit": {},
    "mail.stop_reminders": {},
    "host_words.edit": {"words": "Look for the red umbrella."},
    "host_words.preview": {"words": "Look for the red umbrella."},
    "mails.preview": MAIL_WORDS,
    "mails.save": MAIL_WORDS,
    "mails.test": MAIL_WORDS,
    "organize.approve": {},
    "organize.decline": {"reason": "Say where to meet."},
    "organize.settle_reports": {},
    "organize.settle_rewrite": {},
    "reports.send": {"reason": "wrong", "words": "It is on Sunday."},
    "returns.take_in": {},
    "stories.part": {"rows-0-question-en": "Is it safe?", "rows-0-answer-en": "Yes."},
    # A file cannot be among these; without one the form is refused.
    "stories.pictures": {"name": "Logo", "purpose": "LOGO"},
    "stories.publish": {},
    "stories.remove_picture": {},
    "rsvps.cancel": {},
    "rsvps.change": {"given_name": "Maria", "party_size": "2"},
    "rsvps.create": RSVP_FIELDS,
    "reminders.say_how_it_went": {"answer": "well"},
    "rsvps.say_yes": {},
    "rules.add": {
        "amount": "3",
        "unit": "days",
        "direction": "before",
        "anchor": "start",
        "at": "17:00",
        "audience": "going",
        "language": "",
    },
    "rules.remove": {"rule": "after-end-2h"},
    "rules.switch": {"rule": "after-end-2h", "on": "no"},
    "sites.add": {"origin": "https://www.example.org"},
    "sites.remove": {"origin": "https://www.example.org"},
}
