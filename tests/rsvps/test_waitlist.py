"""The waiting list: who gets on it, who moves up when places come free, and in which order."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from actions.database import db
from actions.events.models import Event, Timeslot
from actions.mail.models import OutboxMail
from actions.rsvps import queries
from actions.rsvps.answers import RsvpDetails
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from actions.rsvps.offer import EventCancelled
from actions.rsvps.service import give_up_place, take_place
from actions.rsvps.waitlist import move_up
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.rsvps.test_own_page import link
from tests.rsvps.test_signing_up import MARIA, going, owed, rsvps, sign_up
from tests.services.statements import statements

HOUR = dt.timedelta(hours=1)


def slot_of(event: Event) -> Timeslot:
    return factories.timeslots_of(event)[0]


def line(event: Event) -> list[tuple[int, int]]:
    """Answer and timeslot of each turn, in the order of the line."""
    db.session.expire_all()
    query = select(WaitlistEntry.rsvp_id, WaitlistEntry.timeslot_id).join(Timeslot).where(Timeslot.event_id == event.id)
    return [tuple(row) for row in db.session.execute(query.order_by(WaitlistEntry.id))]


def held_by(rsvp: Rsvp) -> list[int]:
    query = select(Attendance.timeslot_id).where(Attendance.rsvp_id == rsvp.id, Attendance.cancelled_at.is_(None))
    return list(db.session.scalars(query.order_by(Attendance.timeslot_id)))


def a_full_event(capacity: int = 1, **changes: object) -> tuple[Event, Rsvp]:
    event = factories.an_event(capacity=capacity, **changes)
    return event, factories.an_rsvp(event, party_size=capacity)


def wait(client: CheckingClient, event: Event, **fields: object):
    return sign_up(client, event, **{"waitlist": slot_of(event).id, **fields})


# Joining.


def test_a_full_event_offers_its_waiting_list_and_joining_it_holds_no_place(client: CheckingClient) -> None:
    event, _holder = a_full_event()
    shown = client.get(f"/events/{event.slug}")
    page = HtmlPage(shown.text)
    assert "Every place at this action is taken." in page.text
    assert [button.text for button in page.all("button") if button.get("type") != "button"] == ["Join the waiting list"]
    answer = client.submit(shown, **MARIA)
    assert (answer.status_code, answer.location) == (303, f"/events/{event.slug}/thanks?waiting=1")
    rsvp = rsvps()[1]
    assert (rsvp.given_name, rsvp.email, rsvp.is_waiting, rsvp.cancelled_at) == (
        "Maria", "maria@example.org", True, None,
    )  # fmt: skip
    assert (line(event), going(event), held_by(rsvp)) == ([(rsvp.id, slot_of(event).id)], [1], [])
    assert owed() == [f"rsvp-waitlisted:{rsvp.id}:1"]
    assert client.page(answer.location).one("h1").text == "You are on the waiting list"


def test_asking_to_wait_twice_changes_nothing_and_owes_one_mail(client: CheckingClient) -> None:
    event, _holder = a_full_event()
    wait(client, event, party_size=2)
    again = wait(client, event, given_name="Mallory", party_size=9)
    assert (again.status_code, again.location) == (303, f"/events/{event.slug}/thanks?waiting=1")
    rsvp = rsvps()[1]
    assert (rsvp.given_name, rsvp.party_size, rsvp.revision) == ("Maria", 2, 1)
    assert (len(line(event)), owed()) == (1, [f"rsvp-waitlisted:{rsvp.id}:1"])


def test_who_asks_to_wait_where_a_place_came_free_gets_the_place(client: CheckingClient) -> None:
    event = factories.an_event(capacity=2)
    assert wait(client, event, party_size=2).status_code == 303
    (rsvp,) = rsvps()
    assert (rsvp.is_waiting, held_by(rsvp), line(event), going(event)) == (False, [slot_of(event).id], [], [2])
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:1"]


def test_a_party_too_large_for_the_places_left_waits(client: CheckingClient) -> None:
    event = factories.an_event(capacity=3)
    factories.an_rsvp(event)
    assert wait(client, event, party_size=3).status_code == 303
    rsvp = rsvps()[1]
    assert (rsvp.is_waiting, len(line(event)), going(event)) == (True, 1, [1])


def test_a_place_that_was_asked_for_and_is_gone_is_refused_with_the_waiting_list_beside_what_was_typed(
    client: CheckingClient,
) -> None:
    event = factories.an_event(capacity=1)
    shown = client.get(f"/events/{event.slug}")
    factories.an_rsvp(event)
    refused = client.submit(shown, **MARIA)
    assert refused.status_code == 409
    page = HtmlPage(refused.text)
    assert "You are not signed up yet" in page.text
    assert page.one("input", name="given_name").get("value") == "Maria"
    assert client.submit(refused, "Join the waiting list").status_code == 303
    assert [rsvp.is_waiting for rsvp in rsvps()] == [False, True]


def test_a_party_too_large_is_told_how_many_places_are_left_and_may_wait_or_come_with_fewer(
    client: CheckingClient,
) -> None:
    event = factories.an_event(capacity=3)
    factories.an_rsvp(event)
    refused = sign_up(client, event, party_size=4)
    assert refused.status_code == 409
    page = HtmlPage(refused.text)
    assert "Only 2 places are left. Rather wait than come with fewer?" in page.text
    box = page.one("input", name="waitlist")
    assert (box.get("type"), box.get("value"), page.all("input", name="timeslot")) == (
        "checkbox", str(slot_of(event).id), [],
    )  # fmt: skip
    fewer = client.submit(refused, "Sign up", party_size=2)
    assert (fewer.status_code, fewer.location) == (303, f"/events/{event.slug}/thanks")
    assert (rsvps()[1].party_size, rsvps()[1].is_waiting) == (2, False)


def test_somebody_holds_one_time_and_waits_for_another(client: CheckingClient) -> None:
    event, _holder = a_full_event()
    free = factories.a_timeslot(event)
    sign_up(client, event, timeslot=free.id, waitlist=slot_of(event).id)
    rsvp = rsvps()[1]
    assert (rsvp.is_waiting, held_by(rsvp), line(event)) == (False, [free.id], [(rsvp.id, slot_of(event).id)])
    assert (going(event), owed()) == ([1, 1], [f"rsvp-confirmed:{rsvp.id}:1"])


def test_who_is_coming_already_adds_a_turn_in_a_line(client: CheckingClient) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event, MARIA["email"])
    full = factories.a_timeslot(event, capacity=1, going_count=1)
    sign_up(client, event, waitlist=full.id, given_name="Mallory")
    assert (line(event), rsvps()[0].is_waiting, rsvps()[0].given_name) == ([(rsvp.id, full.id)], False, "Maria")
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:2"]


def test_who_waits_and_signs_up_for_a_free_time_is_going_and_keeps_the_turn(client: CheckingClient) -> None:
    event, _holder = a_full_event()
    free = factories.a_timeslot(event)
    rsvp = factories.a_waiting_one(event, MARIA["email"])
    sign_up(client, event, timeslot=free.id)
    assert (line(event), held_by(rsvp), rsvps()[1].is_waiting) == ([(rsvp.id, slot_of(event).id)], [free.id], False)
    assert owed() == [f"rsvp-confirmed:{rsvp.id}:2"]


def test_who_gave_up_can_wait_and_counts_as_they_say_now(client: CheckingClient) -> None:
    event, _holder = a_full_event()
    factories.an_rsvp(event, MARIA["email"], cancelled_at=factories.NOW, party_size=5)
    wait(client, event, party_size=2)
    rsvp = rsvps()[1]
    assert (rsvp.cancelled_at, rsvp.party_size, rsvp.is_waiting, going(event)) == (None, 2, True, [1])
    assert owed() == [f"rsvp-waitlisted:{rsvp.id}:2"]


@pytest.mark.parametrize("known", ["going", "waiting", "gave up"])
def test_asking_to_wait_gives_away_nobody(client: CheckingClient, known: str) -> None:
    answers = []
    for email in (MARIA["email"], "other@example.org"):
        event, _holder = a_full_event()
        if email == MARIA["email"] and known == "waiting":
            factories.a_waiting_one(event, email)
        elif email == MARIA["email"]:
            factories.an_rsvp(event, email, cancelled_at=None if known == "going" else factories.NOW)
        answer = wait(client, event, email=email, given_name="Eve", party_size=3)
        answers.append((answer.status_code, answer.location.removeprefix(f"/events/{event.id}-")))
    assert answers[0] == answers[1] == (303, "rally-at-daley-plaza-chicago/thanks?waiting=1")


def test_a_place_at_another_full_time_is_not_promised_to_the_same_form_sent_again(client: CheckingClient) -> None:
    event = factories.an_event()
    full = factories.a_timeslot(event, capacity=1, going_count=1)
    first = factories.timeslots_of(event)[0]
    assert sign_up(client, event, timeslot=first.id).status_code == 303
    assert sign_up(client, event, timeslot=full.id).status_code == 409


@pytest.mark.parametrize("state", ["cancelled", "postponed", "over", "begun"])
def test_nobody_waits_for_what_is_not_to_come(client: CheckingClient, now: dt.datetime, state: str) -> None:
    starts_at = {"over": now - 3 * HOUR, "begun": now - HOUR}.get(state, now + HOUR)
    event, _holder = a_full_event(starts_at=starts_at, state="cancelled" if state == "cancelled" else "approved")
    if state == "postponed":
        factories.postponed(event)
    assert client.page(f"/events/{event.slug}").forms() == []
    assert wait(client, event).status_code == 409
    assert (line(event), len(rsvps())) == ([], 1)


def test_nobody_gets_into_line_while_the_host_calls_it_off(app: Flask, now: dt.datetime) -> None:
    event, _holder = a_full_event()
    offer = queries.offer_of(event.id)
    assert offer is not None
    event.state = "cancelled"
    db.session.commit()
    details = RsvpDetails(
        "Maria", "", "maria@example.org", "60622", "", "en", 1, False, (), waitlist_ids=(slot_of(event).id,)
    )
    with pytest.raises(EventCancelled):
        take_place(offer, details, now=now)
    assert (line(event), len(rsvps()), owed()) == ([], 1, [])


# Moving up.


def test_those_who_wait_move_up_in_their_order_and_each_is_owed_a_mail(app: Flask, now: dt.datetime) -> None:
    event, holder = a_full_event(capacity=2)
    first, second, third = (factories.a_waiting_one(event) for _ in range(3))
    give_up_place(holder.id, now=now)
    assert ([first.is_waiting, second.is_waiting, third.is_waiting], going(event)) == ([False, False, True], [2])
    assert ([held_by(first), held_by(second)], line(event)) == (
        [[slot_of(event).id]] * 2, [(third.id, slot_of(event).id)],
    )  # fmt: skip
    assert (first.revision, third.revision, first.changed_at) == (2, 1, now)
    assert sorted(owed()) == sorted(
        [f"rsvp-cancelled:{holder.id}:2", f"rsvp-moved-up:{first.id}:2", f"rsvp-moved-up:{second.id}:2"]
    )


def test_a_party_that_does_not_fit_is_passed_over_and_keeps_its_turn(app: Flask, now: dt.datetime) -> None:
    event, holder = a_full_event(capacity=2)
    large, small = factories.a_waiting_one(event, party_size=3), factories.a_waiting_one(event, party_size=2)
    give_up_place(holder.id, now=now)
    assert (line(event), going(event), small.is_waiting) == ([(large.id, slot_of(event).id)], [2], False)
    give_up_place(small.id, now=now)
    slot_of(event).capacity = 3
    move_up(event.id, now)
    db.session.commit()
    assert (line(event), going(event), large.is_waiting) == ([], [3], False)


def test_a_smaller_party_frees_places_for_those_who_wait(app: Flask, client: CheckingClient) -> None:
    event, holder = a_full_event(capacity=3)
    waiting = factories.a_waiting_one(event, party_size=2)
    client.submit(client.get(link(app, holder)), "Save", party_size=1)
    db.session.expire_all()
    assert (waiting.is_waiting, going(event), line(event)) == (False, [3], [])


def test_leaving_one_time_frees_it_for_those_who_wait(app: Flask, client: CheckingClient) -> None:
    event, holder = a_full_event()
    other = factories.a_timeslot(event)
    waiting = factories.a_waiting_one(event)
    client.submit(client.get(link(app, holder)), "Save", timeslot=other.id)
    db.session.expire_all()
    assert (waiting.is_waiting, going(event), line(event)) == (False, [1, 1], [])


@pytest.mark.parametrize("why", ["begun", "cancelled", "postponed"])
def test_nobody_moves_up_to_what_has_begun_or_is_not_on(app: Flask, now: dt.datetime, why: str) -> None:
    event, holder = a_full_event(starts_at=now - HOUR if why == "begun" else now + HOUR)
    waiting = factories.a_waiting_one(event)
    if why == "cancelled":
        event.state = "cancelled"
    elif why == "postponed":
        factories.postponed(event)
    db.session.commit()
    give_up_place(holder.id, now=now)
    assert (waiting.is_waiting, len(line(event)), going(event)) == (True, 1, [0])


def test_one_mail_is_owed_to_who_moves_up_at_two_times_at_once(app: Flask, now: dt.datetime) -> None:
    event, _holder = a_full_event()
    second = factories.a_timeslot(event, capacity=1, going_count=1)
    waiting = factories.a_waiting_one(event)
    db.session.add(WaitlistEntry(rsvp_id=waiting.id, timeslot_id=second.id, created_at=now))
    for slot in factories.timeslots_of(event):
        slot.capacity = 2
    move_up(event.id, now)
    db.session.commit()
    assert (held_by(waiting), going(event), line(event)) == ([slot_of(event).id, second.id], [2, 2], [])
    assert owed() == [f"rsvp-moved-up:{waiting.id}:2"]


def test_who_held_the_place_before_moves_up_to_it_again(app: Flask, now: dt.datetime) -> None:
    event, holder = a_full_event()
    waiting = factories.an_rsvp(event, cancelled_at=now)
    waiting.cancelled_at, waiting.is_waiting = None, True
    db.session.add(WaitlistEntry(rsvp_id=waiting.id, timeslot_id=slot_of(event).id, created_at=now))
    db.session.commit()
    give_up_place(holder.id, now=now)
    assert (held_by(waiting), waiting.is_waiting, going(event)) == ([slot_of(event).id], False, [1])


def a_long_line(event: Event, people: int) -> None:
    numbers = [f"waiting{number}@example.org" for number in range(people)]
    waiting = [factories._rsvp(event, email) for email in numbers]
    for rsvp in waiting:
        rsvp.is_waiting = True
    db.session.add_all(waiting)
    db.session.flush()
    slot_id = slot_of(event).id
    db.session.add_all(
        WaitlistEntry(rsvp_id=rsvp.id, timeslot_id=slot_id, created_at=factories.NOW) for rsvp in waiting
    )
    db.session.commit()


def test_two_thousand_move_up_at_once_in_a_bounded_number_of_statements(app: Flask, now: dt.datetime) -> None:
    event, _holder = a_full_event()
    a_long_line(event, 2_000)
    slot_of(event).capacity = 1_991
    db.session.flush()
    with statements() as sent:
        move_up(event.id, now)
    db.session.commit()
    # One look, twenty readings of a hundred, the places, and four writings for each thousand.
    assert len(sent) == 1 + 20 + 1 + 2 * 4
    assert (going(event), len(line(event)), len(owed())) == ([1_991], 10, 1_990)
    assert db.session.scalars(select(Rsvp.id).where(Rsvp.is_waiting).order_by(Rsvp.id)).all() == [
        rsvp_id for rsvp_id, _slot in line(event)
    ]


def test_where_nobody_waits_one_look_says_so(app: Flask, now: dt.datetime) -> None:
    event_id = factories.an_event(capacity=3).id
    with statements() as sent:
        move_up(event_id, now)
    assert len(sent) == 1


def test_a_newcomer_gets_no_place_that_somebody_waits_for(client: CheckingClient, now: dt.datetime) -> None:
    event, holder = a_full_event()
    waiting = factories.a_waiting_one(event)
    give_up_place(holder.id, now=now)
    assert sign_up(client, event).status_code == 409
    assert held_by(waiting) == [slot_of(event).id]


def test_a_full_event_is_refused_without_an_update(client: CheckingClient) -> None:
    event, _holder = a_full_event()
    event_id = event.id
    with statements() as sent:
        assert client.post(f"/events/{event_id}/rsvps", data=MARIA).status_code == 409
    assert {statement.split()[0] for statement in sent} == {"SELECT"}


# Leaving, and what counts.


def test_leaving_the_waiting_list_frees_nothing_and_is_told_once(app: Flask, client: CheckingClient) -> None:
    event, _holder = a_full_event()
    waiting = factories.a_waiting_one(event)
    address = link(app, waiting)
    answer = client.submit(client.get(address), "Leave the waiting list")
    assert (answer.status_code, answer.location) == (303, address)
    assert client.post(f"{address}/cancel").status_code == 303
    db.session.expire_all()
    assert (waiting.cancelled_at, line(event), going(event)) == (factories.NOW, [], [1])
    assert owed() == [f"rsvp-cancelled:{waiting.id}:2"]
    assert client.page(address).one("h1").text == "You left the waiting list"


def test_those_who_wait_count_nowhere_as_going(app: Flask, now: dt.datetime) -> None:
    event, holder = a_full_event(capacity=2)
    factories.a_waiting_one(event, party_size=5)
    assert queries.going_count(event.id) == 2
    assert queries.going_totals(event.id) == queries.GoingTotals(answers=1, people=2, confirmed=0)
    assert [person.rsvp_id for person in queries.attendees(event.id)] == [holder.id]


def test_the_mails_that_are_owed_are_of_answers_that_exist(app: Flask, now: dt.datetime) -> None:
    event, holder = a_full_event()
    waiting = factories.a_waiting_one(event)
    give_up_place(holder.id, now=now)
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "rsvp-moved-up")).one()
    assert (mail.rsvp_id, mail.event_id, mail.state, mail.queued_at, mail.details) == (
        waiting.id, event.id, "queued", now, {},
    )  # fmt: skip


def test_own_page_says_the_number_in_line_and_what_is_not_held(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(capacity=1, address_visibility="going", instructions="Ring twice.", contact_name="Pat")
    factories.an_rsvp(event)
    for _ in range(2):
        waiting = factories.a_waiting_one(event)
    page = client.page(link(app, waiting))
    assert page.one("h1").text == "You are on the waiting list"
    assert "You are number 2" in page.text
    assert [words for words in ("50 W Washington", "Ring twice", "Pat", "Add to calendar") if words in page.text] == []


BEGUN = "What you wait for has begun, and no place came free in time. Nobody moves up to it any more."


def test_own_page_says_that_nobody_moves_up_once_it_has_begun(
    app: Flask, client: CheckingClient, now: dt.datetime
) -> None:
    event, _holder = a_full_event(starts_at=now - HOUR)
    page = client.page(link(app, factories.a_waiting_one(event)))
    assert page.one("h1").text == "Waiting list"
    said = [
        words for words in (BEGUN, "It has begun", "You are number", "so that others move up") if words in page.text
    ]
    assert said == [BEGUN, "It has begun"]


def test_own_page_of_who_waits_for_a_postponed_action_keeps_the_number_though_the_old_time_is_past(
    app: Flask, client: CheckingClient, now: dt.datetime
) -> None:
    event, _holder = a_full_event(starts_at=now - HOUR)
    waiting = factories.a_waiting_one(event)
    factories.postponed(event)
    page = client.page(link(app, waiting))
    said = [
        words for words in (BEGUN, "It has begun", "You are number 1", "so that others move up") if words in page.text
    ]
    assert said == ["You are number 1", "so that others move up"]


def test_own_page_keeps_the_turn_while_names_and_party_change(app: Flask, client: CheckingClient) -> None:
    event, _holder = a_full_event()
    waiting, after = factories.a_waiting_one(event), factories.a_waiting_one(event)
    client.submit(client.get(link(app, waiting)), "Save", given_name="María", party_size=3)
    db.session.expire_all()
    assert (waiting.given_name, waiting.party_size, waiting.is_waiting, owed()) == ("María", 3, True, [])
    assert [rsvp_id for rsvp_id, _slot in line(event)] == [waiting.id, after.id]


def test_a_party_that_shrinks_until_it_fits_gets_its_places(app: Flask, client: CheckingClient) -> None:
    event = factories.an_event(capacity=2)
    waiting = factories.a_waiting_one(event, party_size=3)
    client.submit(client.get(link(app, waiting)), "Save", party_size=2)
    db.session.expire_all()
    assert (waiting.is_waiting, going(event), line(event)) == (False, [2], [])
    assert owed() == [f"rsvp-confirmed:{waiting.id}:2"]


def test_who_moved_up_while_their_page_was_open_keeps_the_place(
    app: Flask, client: CheckingClient, now: dt.datetime
) -> None:
    event, holder = a_full_event()
    waiting, _next = factories.a_waiting_one(event), factories.a_waiting_one(event)
    shown = client.get(link(app, waiting))
    give_up_place(holder.id, now=now)
    client.submit(shown, "Save", given_name="María")
    db.session.expire_all()
    assert (held_by(waiting), waiting.is_waiting, waiting.given_name) == ([slot_of(event).id], False, "María")


def test_who_holds_one_time_and_waits_for_another_sees_both_and_can_stop_waiting(
    app: Flask, client: CheckingClient
) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    full = factories.a_timeslot(event, capacity=1, going_count=1)
    db.session.add(WaitlistEntry(rsvp_id=rsvp.id, timeslot_id=full.id, created_at=factories.NOW))
    db.session.commit()
    shown = client.get(link(app, rsvp))
    page = HtmlPage(shown.text)
    assert page.one("h1").text == "You are going"
    assert "You are number 1" in page.text
    assert "checked" in page.one("input", name="waitlist").attributes
    client.submit(shown, "Save", waitlist=None)
    assert (line(event), held_by(rsvp)) == ([], [slot_of(event).id])


@pytest.mark.parametrize("page", ["confirm", "decline"])
def test_the_links_of_a_reminder_lead_who_waits_to_their_own_page(
    app: Flask, client: CheckingClient, page: str
) -> None:
    event, _holder = a_full_event()
    waiting = factories.a_waiting_one(event)
    address = link(app, waiting)
    answer = client.get(f"{address}/{page}")
    assert (answer.status_code, answer.location) == (302, address)
    assert client.post(f"{address}/confirm").location == address
    db.session.expire_all()
    assert waiting.confirmed_at is None
