"""Reading a search from an address: what makes no sense is left out, and told."""

import datetime as dt

import pytest
from flask import Flask, request, url_for
from werkzeug.datastructures import MultiDict

from actions.finder.search import Filters, OrganizationAsked, Problem, SearchQuery
from tests.factories import an_organization


def _read(app: Flask, *pairs: tuple[str, str]) -> SearchQuery:
    with app.test_request_context("/"):
        return SearchQuery.from_args(MultiDict(pairs))


def test_search_means_25_miles_and_everything_when_nothing_is_asked(app: Flask) -> None:
    assert _read(app) == SearchQuery(near="", miles=25, filters=Filters(), page=1, problems=())


def test_search_reads_every_parameter_of_the_contract(app: Flask) -> None:
    search = _read(
        app,
        ("near", "  Chicago,\tIL "),
        ("miles", "any"),
        ("from", "2026-12-05"),
        ("to", "2026-12-06"),
        ("kind", "vigil"),
        ("kind", "rally"),
        ("online", "1"),
        ("accessible", "1"),
        ("page", "3"),
    )
    assert search == SearchQuery(
        near="Chicago, IL",
        miles=None,
        filters=Filters(
            kinds=("rally", "vigil"),
            first_on=dt.date(2026, 12, 5),
            last_on=dt.date(2026, 12, 6),
            is_online=True,
            is_accessible=True,
        ),
        page=3,
    )


@pytest.mark.parametrize("miles", ["-1", "0", "1001", "25.5", "٢٥", "many", "9" * 5000])
def test_distance_is_25_and_told_when_it_makes_no_sense(app: Flask, miles: str) -> None:
    search = _read(app, ("miles", miles))
    assert (search.miles, search.problems) == (
        25,
        (Problem("miles", "The distance must be between 1 and 1000 miles, or “any”.", "This list is for 25 miles."),),
    )


@pytest.mark.parametrize("day", ["tomorrow", "05.12.26", "2026-02-30", "0001-01-01", "9999-12-31", "²"])
def test_date_is_left_out_and_told_when_it_makes_no_sense(app: Flask, day: str) -> None:
    search = _read(app, ("from", day))
    assert (search.filters, search.problems) == (
        Filters(),
        (Problem("from", f"“{day}” is not a date we can use. Write it like 2026-12-05, or leave it out."),),
    )


@pytest.mark.parametrize("day", ["2026-12-05", "12/5/2026"])
def test_date_is_read_as_browsers_send_it_and_as_people_write_it(app: Flask, day: str) -> None:
    search = _read(app, ("from", day))
    assert (search.filters, search.problems) == (Filters(first_on=dt.date(2026, 12, 5)), ())


def test_dates_are_left_out_and_told_when_the_first_is_after_the_last(app: Flask) -> None:
    search = _read(app, ("from", "2026-12-06"), ("to", "2026-12-05"))
    assert (search.filters, search.problems) == (
        Filters(),
        (Problem("from", "The first date is after the last one.", "This list is for any date."),),
    )


def test_kind_is_left_out_and_told_when_there_is_none_so_called(app: Flask) -> None:
    search = _read(app, ("kind", "x" * 100), ("kind", "march"))
    assert (search.filters.kinds, search.problems) == (
        ("march",),
        (Problem("kind", f"There is no kind of action called “{'x' * 40}…”."),),
    )


@pytest.mark.parametrize("page", ["0", "-1", "two", "1.5"])
def test_page_is_the_first_and_told_when_it_is_no_number(app: Flask, page: str) -> None:
    search = _read(app, ("page", page))
    told = Problem("page", f"“{page}” is not a page of this list.", "This is the first one.")
    assert (search.page, search.problems) == (1, (told,))


def test_near_is_empty_and_told_when_it_is_too_long(app: Flask) -> None:
    search = _read(app, ("near", "a" * 10_000))
    assert (search.near, search.problems) == ("", (Problem("near", "That is too long for a ZIP code or a town."),))


def test_both_dates_are_told_each_beside_its_own_field_when_neither_makes_sense(app: Flask) -> None:
    search = _read(app, ("from", "soon"), ("to", "later"))
    assert [(problem.field, problem.text[:7]) for problem in search.problems] == [
        ("from", "“soon” "),
        ("to", "“later”"),
    ]


def test_organization_is_read_by_its_slug(app: Flask) -> None:
    organization = an_organization(slug="neighbors", name="Neighbors United")
    search = _read(app, ("organization", " neighbors "))
    assert search.filters == Filters(organization=OrganizationAsked(organization.id, "neighbors", "Neighbors United"))
    assert search.args() == {"organization": "neighbors"}
    assert search.has_filters


@pytest.mark.parametrize(
    ("slug", "shown"), [("nobody", "nobody"), ("no\0body", "no body"), ("x" * 9_000, "x" * 40 + "…")]
)
def test_organization_is_left_out_and_told_when_there_is_none_so_called(app: Flask, slug: str, shown: str) -> None:
    search = _read(app, ("organization", slug))
    assert (search.filters, search.problems) == (
        Filters(),
        (Problem("organization", f"There is no organization called “{shown}”."),),
    )


def test_parameter_counts_once_and_is_told_when_it_stands_there_twice(app: Flask) -> None:
    search = _read(
        app,
        ("near", "60602"),
        ("near", "10001"),
        ("miles", "10"),
        ("miles", "10"),
        ("kind", "rally"),
        ("kind", "march"),
    )
    assert (search.near, search.miles, search.filters.kinds) == ("60602", 10, ("rally", "march"))
    assert search.problems == (
        Problem("near", "“near” stands in the address more than once.", "The first one counts."),
    )


def test_search_comes_back_the_same_when_it_is_written_into_an_address(app: Flask) -> None:
    pairs = [
        ("near", "60602"),
        ("miles", "50"),
        ("from", "2026-12-05"),
        ("kind", "rally"),
        ("kind", "vigil"),
        ("online", "1"),
        ("sign_language", "1"),
        ("page", "2"),
    ]
    search = _read(app, *pairs)
    with app.test_request_context("/"):
        written = url_for("finder.home", **search.args())
    with app.test_request_context(written):
        assert SearchQuery.from_args(request.args) == search


def test_address_names_only_what_differs_from_the_usual(app: Flask) -> None:
    search = _read(app, ("near", "60602"), ("miles", "25"), ("page", "1"), ("kind", "rally"))
    assert search.args(kind="") == {"near": "60602"}
