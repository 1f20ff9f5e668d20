"""Pages that refuse everybody alike, and what may never be among them."""

from actions.rsvps.refusals import MOST_PAGES, Around, Refusals
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.statements import statements

FULL = (1, "en", "EventFull")
PAGE = Around("full")


def test_refusal_is_kept_for_a_second_and_then_made_anew() -> None:
    now = [100.0]
    refusals = Refusals(lambda: now[0])
    seen = [refusals.kept(FULL)]
    refusals.keep(FULL, PAGE)
    for seconds in (0.0, 0.99, 1.0):
        now[0] = 100.0 + seconds
        seen.append(refusals.kept(FULL))
    assert seen == [None, PAGE, PAGE, None]


def test_refusal_of_one_event_language_or_reason_is_not_anothers() -> None:
    refusals = Refusals(lambda: 0.0)
    refusals.keep(FULL, PAGE)
    others = [(2, "en", "EventFull"), (1, "es", "EventFull"), (1, "en", "EventOver")]
    assert [refusals.kept(other) for other in others] == [None, None, None]


def test_refusals_never_grow_beyond_their_bound() -> None:
    refusals = Refusals(lambda: 0.0)
    for number in range(MOST_PAGES + 1):
        refusals.keep((number, "en", "EventFull"), PAGE)
    kept = [refusals.kept((number, "en", "EventFull")) for number in (0, MOST_PAGES - 1, MOST_PAGES)]
    assert kept == [None, None, PAGE]


def answer_to(client: CheckingClient, event_id: int, name: str, address: str = "") -> str:
    form = {"given_name": name, "email": f"{name}@example.org", "postal_code": "60622", "party_size": "3"}
    answer = client.post(f"{address}/events/{event_id}/rsvps", data=form)
    assert answer.status_code == 409
    return str(answer.text)


def test_second_refusal_of_a_full_event_reads_no_page_from_the_database(client: CheckingClient) -> None:
    event = factories.an_event(capacity=1)
    factories.an_rsvp(event)
    event_id = event.id
    first = answer_to(client, event_id, "Maria")
    with statements() as run:
        second = answer_to(client, event_id, "Rosa")
    assert first.replace("Maria", "Rosa") == second
    assert [statement for statement in run if "events.description" in statement] == []


def test_refusal_speaks_the_language_it_was_asked_in(client: CheckingClient) -> None:
    event = factories.an_event(capacity=1)
    factories.an_rsvp(event)
    english, spanish = answer_to(client, event.id, "Maria"), answer_to(client, event.id, "Maria", "/es")
    assert ('lang="en"' in english, 'lang="es"' in spanish) == (True, True)


def test_what_one_person_typed_is_never_shown_to_the_next(client: CheckingClient) -> None:
    event = factories.an_event(capacity=2)
    pages = [answer_to(client, event.id, name) for name in ("Maria", "Rosa")]
    shown = [["Maria@" in page, "Rosa@" in page] for page in pages]
    assert shown == [[True, False], [False, True]]
