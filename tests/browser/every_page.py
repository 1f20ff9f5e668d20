"""Every kind of page there is: how one gets there, who sees it, and what is in the database for it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask

from actions import create_app, signing
from actions.accounts import passwords
from actions.accounts.mailed_links import token_for
from actions.accounts.models import LinkPurpose, User
from actions.database import db
from actions.demo.story import tell_story
from actions.embeds.service import add_origin
from actions.events.models import Event
from actions.mail.carriers import folder_for
from actions.mail.models import MailHold
from actions.mail.wishes import link_token
from actions.rsvps.models import Attendance, WaitlistEntry
from config import from_environ
from tests import factories
from tests.browser.conftest import SLUG
from tests.services.every_route import LETTER, keep_a_mail
from tests.services.live_server import LiveServer
from tests.services.settings import NOW

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-Awareness-Gathering-Without-A-Single-Space-In-Its-Name"


@dataclass(frozen=True)
class Kind:
    """One kind of page. Where `press` names a button of the page at that address, the page meant is its answer.

    `emptied` is a field that is emptied before.
    """

    name: str
    who: str
    address: str
    status: int = 200
    press: str | None = None
    emptied: str | None = None


# `visitor` has no session and must never get a cookie.
KINDS = (
    Kind("finder", "visitor", "/"),
    Kind("finder-near", "visitor", "/?near=60602"),
    Kind("finder-narrowed", "visitor", "/?near=60602&miles=any&kind=vigil&from=2026-12-01&accessible=1"),
    Kind("finder-two-of-that-name", "visitor", "/?near=Springfield"),
    Kind("finder-no-such-place", "visitor", "/?near=Chikago"),
    Kind("finder-nothing-there", "visitor", "/?near=79936"),
    Kind("finder-odd-filters", "visitor", "/?from=never&miles=x"),
    Kind("campaign", "visitor", f"/campaigns/{SLUG}"),
    Kind("campaign-story", "visitor", "/campaigns/page-campaign?source=every-page"),
    Kind("campaign-story-near", "visitor", "/campaigns/page-campaign?near=60602"),
    Kind("event", "visitor", "/events/{open}"),
    Kind("event-several-times", "visitor", "/events/{several}"),
    Kind("event-approximate", "visitor", "/events/{withheld}"),
    Kind("event-online", "visitor", "/events/{online}"),
    Kind("event-full", "visitor", "/events/{full}"),
    Kind("event-over", "visitor", "/events/{over}"),
    Kind("event-cancelled", "visitor", "/events/{cancelled}"),
    Kind("event-form-refused", "visitor", "/events/{open}", 422, "Sign up"),
    Kind("event-postponed", "visitor", "/events/{postponed}"),
    Kind("event-moved", "visitor", "/events/{moved}"),
    Kind("report", "visitor", "/events/{open}/report"),
    Kind("report-refused", "visitor", "/events/{open}/report", 422, "Send the report"),
    Kind("report-sent", "visitor", "/events/{open}/report?sent=1"),
    Kind("thanks", "visitor", "/events/{open}/thanks"),
    Kind("thanks-waiting", "visitor", "/events/{full}/thanks?waiting=1"),
    Kind("own-page", "visitor", "/rsvps/{rsvp}"),
    Kind("own-page-waiting", "visitor", "/rsvps/{waiting}"),
    Kind("own-page-refused", "visitor", "/rsvps/{several_rsvp}", 422, "Save", emptied="First name"),
    Kind("answer-confirm", "visitor", "/rsvps/{rsvp}/confirm"),
    Kind("answer-decline", "visitor", "/rsvps/{rsvp}/decline"),
    Kind("how-it-went", "visitor", "/how-it-went/{how_it_went}"),
    Kind("how-it-went-answered", "visitor", "/how-it-went/{how_it_went}", 200, "It went well"),
    Kind("own-page-given-up", "visitor", "/rsvps/{given_up}"),
    Kind("own-page-postponed", "visitor", "/rsvps/{postponed_rsvp}"),
    Kind("own-page-cancelled", "visitor", "/rsvps/{cancelled_rsvp}"),
    Kind("unsubscribe", "visitor", "/mail/unsubscribe/{unsubscribe}"),
    Kind("unsubscribed", "visitor", "/mail/unsubscribe/{unsubscribe}", 200, "Stop reminders"),
    Kind("privacy", "visitor", "/privacy"),
    Kind("credits", "visitor", "/credits"),
    Kind("not-found", "visitor", "/nothing/here", 404),
    Kind("not-allowed", "visitor", "/account/sign-in-link", 405),
    Kind("expired", "visitor", "/rsvps/{over_rsvp}", 410),
    Kind("components", "visitor", "/dev/components"),
    Kind("components-other-way-round", "visitor", "/dev/components?accent=c8102e&dir=rtl"),
    Kind("mail-inbox", "visitor", "/dev/mail"),
    Kind("mail", "visitor", f"/dev/mail/{LETTER}"),
    Kind("sign-up", "anyone", "/account/new"),
    Kind("sign-up-refused", "anyone", "/account/new", 422, "Create account"),
    Kind("sign-in", "anyone", "/account/sign-in"),
    Kind("sign-in-refused", "anyone", "/account/sign-in", 422, "Sign in"),
    Kind("signed-out", "anyone", "/account/sign-in?out=1"),
    Kind("check-mail", "anyone", "/account/check-mail"),
    Kind("use-link", "anyone", "/account/link/{sign_in_link}"),
    Kind("verify", "anyone", "/account/verify/{verify_link}"),
    Kind("link-expired", "anyone", "/account/link/no-such-link", 410),
    Kind("account", "host", "/account"),
    Kind("account-refused", "host", "/account", 422, "Save new password"),
    Kind("account-unconfirmed", "newcomer", "/account"),
    Kind("desk-empty", "newcomer", "/host"),
    Kind("desk-not-yet", "newcomer", "/host/events/new", 403),
    Kind("desk", "host", "/host"),
    Kind("new", "host", "/host/events/new"),
    Kind("new-refused", "host", "/host/events/new", 422, "Save and go on"),
    Kind("new-looked-over", "host", "/host/events/new", 200, "See how it will look"),
    Kind("draft", "host", "/host/events/{draft_id}"),
    Kind("declined", "host", "/host/events/{declined_id}"),
    Kind("public", "host", "/host/events/{several_id}"),
    Kind("edit", "host", "/host/events/{several_id}/edit"),
    Kind("pin", "host", "/host/events/{draft_id}/place"),
    Kind("host-words", "host", "/host/events/{several_id}/words"),
    Kind("check-in", "host", "/host/events/{door_id}/check-in"),
    Kind("check-in-not-yet", "host", "/host/events/{several_id}/check-in"),
    Kind("check-in-closed", "host", "/host/events/{shut_id}/check-in"),
    Kind("check-in-off", "host", "/host/events/{cancelled_id}/check-in"),
    Kind("call-off", "host", "/host/events/{several_id}/cancel"),
    Kind("call-off-refused", "host", "/host/events/{several_id}/cancel", 422, "Cancel the action"),
    Kind("postpone", "host", "/host/events/{several_id}/postpone"),
    Kind("postpone-refused", "host", "/host/events/{several_id}/postpone", 422, "Postpone the action"),
    Kind("postponed", "host", "/host/events/{postponed_id}"),
    Kind("delete", "host", "/host/events/{draft_id}/discard"),
    Kind("no-longer-possible", "host", "/host/events/{cancelled_id}/edit", 409),
    Kind("unpublished", "host", "/events/{draft}"),
    Kind("organize", "organizer", "/organize"),
    Kind("organize-campaign", "organizer", f"/organize/campaigns/{SLUG}"),
    Kind("organize-long-words", "organizer", "/organize/campaigns/page-campaign"),
    Kind("mail-desk", "organizer", "/organize/mail"),
    Kind("mail-desk-refused", "organizer", "/organize/mail", 422, "Hold this state’s mail"),
    Kind("mail-failed", "organizer", "/organize/mail/failed"),
    Kind("reminder-rules", "organizer", "/organize/campaigns/page-campaign/reminders"),
    Kind(
        "reminder-rule-refused",
        "organizer",
        "/organize/campaigns/page-campaign/reminders",
        422,
        "Add the rule",
        emptied="How many",
    ),
    Kind("story", "organizer", "/organize/campaigns/page-campaign/story"),
    Kind("story-beginning", "organizer", "/organize/campaigns/page-campaign/story/beginning"),
    Kind("story-timeline", "organizer", "/organize/campaigns/page-campaign/story/timeline"),
    Kind("story-links", "organizer", "/organize/campaigns/page-campaign/story/links"),
    Kind("story-partners", "organizer", "/organize/campaigns/page-campaign/story/partners"),
    Kind("story-row-added", "organizer", "/organize/campaigns/page-campaign/story/questions", 200, "Add a question"),
    Kind("story-pictures", "organizer", "/organize/campaigns/page-campaign/story/pictures"),
    Kind("story-no-picture", "organizer", "/organize/campaigns/page-campaign/story/pictures", 422, "Add the picture"),
    Kind("story-preview", "organizer", "/organize/campaigns/page-campaign/story/preview"),
    Kind("mail-words", "organizer", "/organize/campaigns/page-campaign/mails"),
    Kind("mail-words-tried", "organizer", "/organize/campaigns/page-campaign/mails", 200, "Send me a test"),
    Kind("mails", "organizer", "/organize/mail/previews"),
    Kind("mail-sample", "organizer", "/organize/mail/previews/rsvp-confirmed"),
    Kind("organize-nothing-fits", "organizer", f"/organize/campaigns/{SLUG}?q=zzz&from=never"),
    Kind("review", "organizer", "/organize/events/{pending_id}"),
    Kind("review-refused", "organizer", "/organize/events/{pending_id}", 422, "Decline"),
    Kind("reviewed", "organizer", "/organize/events/{several_id}"),
    Kind("embed", "visitor", "/embed?partner=page-organization&campaign=page-campaign&color=c2410c"),
    Kind("embed-near", "visitor", "/embed?partner=page-organization&near=60602&color=facc15"),
    Kind("embed-two-of-that-name", "visitor", "/embed?near=Springfield&scheme=auto"),
    Kind("embed-refused", "visitor", "/embed?partner=page-organization&origin=https://elsewhere.example", 403),
    Kind("sites", "organizer", "/organize/sites"),
    Kind("sites-of-one", "organizer", "/organize/sites/page-organization"),
    Kind("sites-refused", "organizer", "/organize/sites/page-organization", 422, "Add the site"),
)


@dataclass(frozen=True)
class Seeded:
    """What stands for the names in braces, and a session's cookie for each role."""

    names: dict[str, str]
    sessions: dict[str, str]

    def names_in(self, language: str) -> dict[str, str]:
        """The names, with those that end in a language in place of the plain ones: what can be done only once."""
        end = f"_{language}"
        return self.names | {name.removesuffix(end): self.names[name] for name in self.names if name.endswith(end)}


@contextmanager
def application_of(server: LiveServer) -> Iterator[Flask]:
    """The server's own application in this process, to set a scene in its database."""
    app = create_app(from_environ(server.environ))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def seed(server: LiveServer) -> Seeded:
    """The scene, in the database of a server."""
    with application_of(server) as app:
        return scene_of(app)


def scene_of(app: Flask) -> Seeded:
    """Somebody of each sort and an action in each state, and the links that lead to them."""
    host = factories.a_user("page-host@example.org", password_hash=passwords.hash_of("four quiet random words"))
    newcomer = factories.a_user("page-newcomer@example.org", email_verified_at=None)
    organizer = factories.an_organizer("organizer", email="page-organizer@example.org")
    organization = factories.an_organization(slug="page-organization", name=LONG)
    for site in ("https://www.example.org", f"https://{LONG[:60].lower()}.example.org"):
        add_origin(organization.id, site, may_be_local=False, now=NOW)
    keep_a_mail(folder_for(app.config["SETTINGS"]))
    names = _events(host) | {
        "sign_in_link": token_for(host, LinkPurpose.SIGN_IN, now=NOW),
        "verify_link": token_for(newcomer, LinkPurpose.VERIFY, now=NOW),
    }
    people = {"host": host, "newcomer": newcomer, "organizer": organizer}
    return Seeded(names, {role: cookie_of(app, user) for role, user in people.items()})


def _events(host: User) -> dict[str, str]:
    campaign = factories.a_campaign(slug="page-campaign", title=LONG)
    tell_story(campaign.id, NOW)
    common = {"host": host, "campaign": campaign}
    several = factories.an_event(
        **common,
        title=LONG,
        description=f"# {LONG}\n\n- **bold**\n- <https://example.org/{LONG}>",
        instructions="Bring water.",
        is_wheelchair_accessible=True,
        has_sign_language=True,
        access_notes="Ramp on the south side.",
        what_to_bring="Water\nA hat",
    )
    second = factories.a_timeslot(several, capacity=1, going_count=1)
    withheld = factories.an_event(**common, address_visibility="going", precision="zip")
    online = factories.an_event(
        **common, online_url="https://meet.example.org/x", venue="", address="", city="", region="", postal_code="",
        latitude=None, longitude=None, precision=None,
    )  # fmt: skip
    full = factories.an_event(**common, capacity=1)
    factories.an_rsvp(full)
    over = factories.an_event(**common, starts_at=NOW - dt.timedelta(days=3))
    cancelled = factories.an_event(**common, state="cancelled", cancel_reason="Ice.", cancelled_at=NOW)
    postponed = factories.an_event(**common)
    moved = factories.an_event(**common)
    factories.a_move(moved)
    factories.a_move(moved, is_time_new=True, starts_at=NOW, ends_at=NOW + dt.timedelta(hours=2))
    factories.a_rewrite(several, before={"title": "Vigil", "description": ""})
    factories.a_report(several, reason="private", words=f"My home is on it.\n{LONG}", email="neighbor@example.org")
    draft = factories.an_event(**common, state="draft", precision="zip")
    declined = factories.an_event(**common, state="declined", decline_reason="Say where.", decided_at=NOW)
    pending = factories.an_event(**common, state="pending", submitted_at=NOW)
    plain = factories.an_event(**common)
    rsvps = {
        "rsvp": factories.an_rsvp(plain),
        "several_rsvp": factories.an_rsvp(several, given_name=LONG[:90], family_name="", party_size=3),
        "waiting": factories.a_waiting_one(full, given_name=LONG[:90], party_size=2),
        "given_up": factories.an_rsvp(plain, cancelled_at=NOW),
        "cancelled_rsvp": factories.an_rsvp(cancelled),
        "over_rsvp": factories.an_rsvp(over),
        "postponed_rsvp": factories.an_rsvp(postponed),
    }
    db.session.add(WaitlistEntry(rsvp=rsvps["several_rsvp"], timeslot=second, created_at=NOW))
    factories.postponed(postponed)
    events = {
        "open": plain, "several": several, "withheld": withheld, "online": online, "full": full, "over": over,
        "cancelled": cancelled, "postponed": postponed, "moved": moved, "draft": draft, "declined": declined,
        "pending": pending, "door": _door(common, 0), "shut": _door(common, 10),
    }  # fmt: skip
    _mails(several)
    return {
        **{name: event.slug for name, event in events.items()},
        **{f"{name}_id": str(event.id) for name, event in events.items()},
        **{name: signing.sign("rsvp", rsvp.id) for name, rsvp in rsvps.items()},
        "how_it_went": signing.sign("how-it-went", rsvps["over_rsvp"].id),
        "unsubscribe": link_token(rsvps["rsvp"].email_hash, "reminder-day-before"),
        "unsubscribe_es": link_token(rsvps["several_rsvp"].email_hash, "reminder-day-before"),
    }


def _door(common: dict[str, Any], days_ago: int) -> Event:
    """An event with two times, of whose people some came."""
    event = factories.an_event(**common, title=LONG, starts_at=NOW - dt.timedelta(days=days_ago))
    factories.a_timeslot(event)
    here, longest = factories.an_rsvp(event), factories.an_rsvp(event, given_name=LONG[:90], party_size=12)
    factories.an_rsvp(event)
    came = db.update(Attendance).where(Attendance.rsvp_id.in_([here.id, longest.id]))
    db.session.execute(came.values(checked_in_at=NOW))
    db.session.commit()
    return event


def _mails(event: Event) -> None:
    """Mail that is held, that failed, that left, and a big send on its way."""
    for number in range(3):
        factories.a_failed_mail(event, outcome=f"550 5.7.1 {LONG}", kind="reminder-ahead")
        factories.a_failed_mail(None, kind="sign-in-link", finished_at=NOW - dt.timedelta(hours=number))
    hold = MailHold(scope="event", event_id=event.id, held_at=NOW)
    db.session.add_all([hold, MailHold(scope="state", us_state="TX", held_at=NOW - dt.timedelta(hours=2))])
    db.session.flush()
    for number in range(130):
        state = "queued" if number < 110 else "held" if number < 120 else "sent"
        # A worker that runs meanwhile has those that wait in hand.
        factories.a_failed_mail(
            event,
            state=state,
            attempt_count=int(state == "sent"),
            outcome="",
            ready_at=NOW + dt.timedelta(days=1),
            hold_id=hold.id if state == "held" else None,
            finished_at=NOW if state == "sent" else None,
        )


def cookie_of(app: Flask, user: User) -> str:
    """What the browser of somebody who is signed in sends as `session`."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    assert serializer is not None
    return str(serializer.dumps({"_user_id": user.get_id(), "_fresh": True, "number": f"page-{user.id}"}))
