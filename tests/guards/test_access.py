"""Who may open what, written out: a route that is not on these lists fails, and so does one that opens too far."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from actions.accounts.models import User
from actions.events.models import Event
from actions.extensions import csrf
from config import Settings
from tests.checking_client import CheckingClient
from tests.factories import a_rewrite, a_user, an_event, an_organization, an_organizer
from tests.html_page import HtmlPage
from tests.services.every_route import Scene, a_scene, prepared, rules
from tests.services.rows import all_rows
from tests.services.signing_in import sign_in

pytestmark = pytest.mark.sqlite_only

OPEN = """
    accounts.check_mail accounts.confirm_address accounts.sign_in accounts.sign_in_by_link accounts.sign_in_link
    accounts.sign_out accounts.sign_up accounts.use_link accounts.verify
    embeds.embed embeds.script embeds.theme
    events.page events.qr events.thanks
    discovery.index discovery.page discovery.robots feeds.atom feeds.event_ics feeds.event_json feeds.geojson feeds.ics
    finder.campaign finder.events_json finder.home finder.map_script finder.snapshot
    mail.dev_attachment mail.dev_html mail.dev_inbox mail.dev_message mail.stop_reminders mail.unsubscribe
    pages.alive pages.components pages.credits pages.figures pages.privacy pages.ready
    pictures.campaign pictures.event pictures.site
    reminders.how_it_went reminders.say_how_it_went reports.form reports.send
    returns.take_in
    story_files.accent story_files.picture
    rsvps.cancel rsvps.change rsvps.confirm rsvps.create rsvps.decline rsvps.form_again rsvps.ics rsvps.manage
    rsvps.say_yes
"""
# No session stands behind these: whoever sends them needs a signed link, or may be anybody.
WITHOUT_TOKEN = """
    mail.stop_reminders reminders.say_how_it_went reports.send returns.take_in
    rsvps.cancel rsvps.change rsvps.create rsvps.say_yes
"""

ROLES = (
    "visitor", "suspended", "stranger", "host", "other", "moderator", "organizer", "admin",
)  # fmt: skip
# "in": asked to sign in. "403", "404": refused. "ok": the page, the file, or the deed done.
# `stranger` hosts something else, `other` is an organizer of another organization, `suspended` was host and organizer
# of all; the last three hold their role in the campaign's organization.
TABLE = """
                        visitor suspended stranger host other moderator organizer admin
    GET  host.desk           in        in       ok   ok    ok        ok        ok    ok
    GET  host.new_event      in        in       ok   ok    ok        ok        ok    ok
    POST host.new_event     403       403       ok   ok    ok        ok        ok    ok
    GET  host.event          in        in      404   ok   404       404        ok    ok
    GET  host.edit           in        in      404   ok   404       404        ok    ok
    POST host.edit          403       403      404   ok   404       404        ok    ok
    GET  host.place          in        in      404   ok   404       404        ok    ok
    POST host.place         403       403      404   ok   404       404        ok    ok
    POST host.submit        403       403      404   ok   404       404        ok    ok
    GET  host.cancel         in        in      404   ok   404       404        ok    ok
    POST host.cancel        403       403      404   ok   404       404        ok    ok
    GET  host.postpone       in        in      404   ok   404       404        ok    ok
    POST host.postpone      403       403      404   ok   404       404        ok    ok
    GET  host.discard        in        in      404   ok   404       404        ok    ok
    POST host.discard       403       403      404   ok   404       404        ok    ok
    GET  host_words.edit     in        in      404   ok   404       404        ok    ok
    POST host_words.edit    403       403      404   ok   404       404        ok    ok
    GET  host_words.preview  in        in      404   ok   404       404        ok    ok
    POST host_words.preview 403       403      404   ok   404       404        ok    ok
    GET  checkin.door        in        in      404   ok   404       404        ok    ok
    POST checkin.note       403       403      404   ok   404       404        ok    ok
    GET  organize.desk       in        in      404  404    ok        ok        ok    ok
    GET  organize.campaign   in        in      404  404   404        ok        ok    ok
    GET  organize.review     in        in      404  404   404        ok        ok    ok
    POST organize.approve   403       403      404  404   404        ok        ok    ok
    POST organize.decline   403       403      404  404   404        ok        ok    ok
    GET  dispatch.desk       in        in      404  404    ok       404        ok    ok
    POST dispatch.hold      403       403      404  404   404       404        ok    ok
    POST dispatch.release   403       403      404  404   404       404        ok    ok
    GET  dispatch.failed     in        in      404  404    ok       404        ok    ok
    POST dispatch.try_again 403       403      404  404    ok       404        ok    ok
    GET  rules.desk          in        in      404  404   404       404        ok    ok
    POST rules.add          403       403      404  404   404       404        ok    ok
    POST rules.switch       403       403      404  404   404       404        ok    ok
    POST rules.remove       403       403      404  404   404       404        ok    ok
    GET  stories.desk        in        in      404  404   404       404        ok    ok
    GET  stories.part        in        in      404  404   404       404        ok    ok
    POST stories.part       403       403      404  404   404       404        ok    ok
    GET  stories.preview     in        in      404  404   404       404        ok    ok
    POST stories.publish    403       403      404  404   404       404        ok    ok
    GET  stories.pictures    in        in      404  404   404       404        ok    ok
    POST stories.pictures   403       403      404  404   404       404       422   422
    POST stories.remove_picture 403   403      404  404   404       404        ok    ok
    POST organize.settle_reports 403  403      404  404   404        ok        ok    ok
    POST organize.settle_rewrite 403  403      404  404   404        ok        ok    ok
    GET  exports.attendance  in        in      404  404   404       404        ok    ok
    GET  exports.events      in        in      404  404   404       404        ok    ok
    GET  mails.desk          in        in      404  404   404       404        ok    ok
    POST mails.save         403       403      404  404   404       404        ok    ok
    GET  mails.preview       in        in      404  404   404       404        ok    ok
    POST mails.preview      403       403      404  404   404       404        ok    ok
    POST mails.test         403       403      404  404   404       404        ok    ok
    GET  previews.desk       in        in      404  404    ok        ok        ok    ok
    GET  previews.mail       in        in      404  404    ok        ok        ok    ok
    GET  previews.html       in        in      404  404    ok        ok        ok    ok
    GET  sites.home          in        in      404  404    ok        ok        ok    ok
    GET  sites.desk          in        in      404  404   404       404        ok    ok
    POST sites.add          403       403      404  404   404       404        ok    ok
    POST sites.remove       403       403      404  404   404       404        ok    ok
"""
DESKS = (
    "checkin",
    "dispatch",
    "host",
    "host_words",
    "organize",
    "exports",
    "mails",
    "previews",
    "rules",
    "sites",
    "stories",
)
NEEDS_NOBODY = ("accounts.sign_in", "accounts.sign_in_link", "accounts.sign_up")
# An account that was made by an operator has no password yet, and nobody has the address that signs in.
# A picture is a file, which these forms do not hold. What is only looked at or tried out is answered with a page.
NOT_TAKEN = {
    "stories.pictures": 422,
    "accounts.sign_in": 422,
    "mails.preview": 200,
    "mails.test": 200,
    "host_words.preview": 200,
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with a folder of mails that no other test looks into."""
    return dataclasses.replace(settings, instance=settings.instance / "access")


@pytest.fixture
def scene(app: Flask) -> Scene:
    """One of everything."""
    return a_scene()


@pytest.fixture
def browser_of(app: Flask) -> Callable[[User | None], CheckingClient]:
    """A browser of its own, signed in or not."""

    def open_one(user: User | None) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        return client if user is None else sign_in(client, user)

    return open_one


def someone(role: str, scene: Scene) -> User | None:
    """Whoever plays a role in the table."""
    if role == "visitor":
        return None
    if role == "host":
        return scene.host
    if role == "stranger":
        return a_user()
    if role == "suspended":
        return an_organizer("admin", is_suspended=True)
    if role == "other":
        return an_organizer("organizer", an_organization())
    return an_organizer(role, scene.organization)


def a_public_event(scene: Scene) -> Event:
    """One more action that the host rewrote, so that no deed of another row is in the way."""
    event = an_event(campaign=scene.campaign, host=scene.host)
    a_rewrite(event)
    return event


def token_in(client: CheckingClient) -> str:
    """The token of this browser's session."""
    page = client.get("/account/sign-in")
    if page.status_code != 200:
        page = client.get("/account")
    return HtmlPage(page.text).all("input", name="csrf_token")[0].get("value")


def answer(client: CheckingClient, method: str, address: str, form: dict[str, str]) -> str:
    """What came of a request, in the table's words."""
    if method == "GET":
        response = client.get(address)
    else:
        response = client.post(address, data={**form, "csrf_token": token_in(client)})
    if "/account/sign-in" in response.headers.get("Location", ""):
        return "in"
    return "ok" if response.status_code in (200, 303) else str(response.status_code)


def listed(words: str) -> set[str]:
    """The names in a block of text."""
    return set(words.split())


def all_rules(app: Flask) -> list[Rule]:
    """Every rule but the static one, which WhiteNoise serves before Flask is asked."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def test_open_routes_are_these_and_no_others(app: Flask) -> None:
    views = app.view_functions
    assert {name for name in views if getattr(views[name], "is_public", False)} == listed(OPEN)


def test_every_other_route_turns_visitors_away_whatever_the_method(
    app: Flask, scene: Scene, client: CheckingClient
) -> None:
    let_in = []
    token = token_in(client)
    for rule in all_rules(app):
        if rule.endpoint in listed(OPEN):
            continue
        address, form = prepared(rule, scene)
        for method in sorted(rule.methods or ()):
            response = client.open(address, method=method, data={**form, "csrf_token": token})
            asked = response.status_code == 302 and response.location.startswith("/account/sign-in?next=")
            if not (response.status_code == 403 or (asked and method in ("GET", "HEAD"))):
                let_in.append((rule.endpoint, method, response.status))
    assert let_in == []


def test_methods_that_nobody_offers_are_refused_everywhere(app: Flask, scene: Scene, client: CheckingClient) -> None:
    taken = []
    for rule in all_rules(app):
        offered = {method for other in all_rules(app) if other.rule == rule.rule for method in other.methods or ()}
        address, _form = prepared(rule, scene)
        for method in {"POST", "PUT", "PATCH", "DELETE"} - offered:
            response = client.open(address, method=method)
            if response.status_code != 405:
                taken.append((rule.endpoint, method, response.status))
    assert taken == []


def _rows_of(table: str) -> dict[tuple[str, str], list[str]]:
    header, *lines = [line.split() for line in table.strip().splitlines()]
    assert tuple(header) == ROLES
    return {(method, endpoint): cells for method, endpoint, *cells in lines}


def test_every_route_of_the_desks_is_in_the_table(app: Flask) -> None:
    served = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.endpoint.partition(".")[0] in DESKS
    }
    assert served == set(_rows_of(TABLE))


@pytest.mark.parametrize("role", ROLES)
def test_desks_open_to_a_role_as_the_table_says(
    app: Flask, scene: Scene, browser_of: Callable[[User | None], CheckingClient], role: str
) -> None:
    by_endpoint = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    user = someone(role, scene)
    column = ROLES.index(role)
    found = {}
    for method, endpoint in _rows_of(TABLE):
        scene_of_its_own = dataclasses.replace(scene, event=a_public_event(scene))
        address, form = prepared(by_endpoint[endpoint], scene_of_its_own)
        found[method, endpoint] = answer(browser_of(user), method, address, form)
    assert found == {row: cells[column] for row, cells in _rows_of(TABLE).items()}


def test_routes_without_a_token_are_these_and_no_others(app: Flask) -> None:
    posts = {rule.endpoint: app.view_functions[rule.endpoint] for rule in rules(app, "POST")}
    exempt = {name for name, view in posts.items() if f"{view.__module__}.{view.__name__}" in csrf._exempt_views}
    assert exempt == listed(WITHOUT_TOKEN)


def test_a_form_without_its_token_is_refused_and_changes_nothing(
    app: Flask, scene: Scene, browser_of: Callable[[User | None], CheckingClient]
) -> None:
    admin = an_organizer("admin")
    accepted = []
    for rule in rules(app, "POST"):
        if rule.endpoint in listed(WITHOUT_TOKEN):
            continue
        address, form = prepared(rule, scene)
        before = all_rows()
        for sent in (form, {**form, "csrf_token": "made-up"}):
            response = browser_of(admin).post(address, data=sent)
            if response.status_code != 400 or all_rows() != before:
                accepted.append((rule.endpoint, response.status))
    assert accepted == []


def test_the_same_forms_with_their_token_are_taken(
    app: Flask, scene: Scene, browser_of: Callable[[User | None], CheckingClient]
) -> None:
    """The control of the test above: what was refused there is refused for its token alone."""
    admin = an_organizer("admin")
    refused = []
    for rule in rules(app, "POST"):
        if rule.endpoint in listed(WITHOUT_TOKEN):
            continue
        address, form = prepared(rule, dataclasses.replace(scene, event=a_public_event(scene)))
        user = None if rule.endpoint in NEEDS_NOBODY else admin
        client = browser_of(user)
        response = client.post(address, data={**form, "csrf_token": token_in(client)})
        if response.status_code != NOT_TAKEN.get(rule.endpoint, 303):
            refused.append((rule.endpoint, response.status))
    assert refused == []


@pytest.mark.parametrize("role", ["visitor", "host", "admin"])
def test_reading_changes_nothing(
    app: Flask, scene: Scene, browser_of: Callable[[User | None], CheckingClient], role: str
) -> None:
    client = browser_of(someone(role, scene))
    opened = [(rule.endpoint, prepared(rule, scene)[0]) for rule in rules(app, "GET")]
    changed = []
    for endpoint, address in opened:
        before = all_rows()
        assert client.get(address).status_code < 500, endpoint
        if all_rows() != before:
            changed.append(endpoint)
    assert changed == []
    assert len(opened) > 30
