"""The code of the link somebody followed: read off the address, carried on by kept pages, shown to nobody else."""

import dataclasses

import pytest
from flask import Flask, Response, render_template_string

from actions import page_cache, source_codes
from actions.access import public
from config import Settings
from tests.checking_client import CheckingClient

pytestmark = pytest.mark.sqlite_only

PAGE = """<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1>h</h1>
<a href="{{ carried('/next') }}">1</a><a href="{{ carried('/next?a=1#x') }}">2</a>
<a href="{{ carried('https://pay.example.org/?ref=site', 'ref') }}">3</a>
<form method="get">{{ carried_field() }}</form></main></body></html>"""
LINKS = {
    "": ["/next", "/next?a=1#x", "https://pay.example.org/?ref=site"],
    "moms": ["/next?source=moms", "/next?a=1&source=moms#x", "https://pay.example.org/?ref=moms"],
}


@pytest.fixture
def made(app: Flask) -> list[str]:
    """A kept page and one that is not kept, and a note of each time one was made."""
    made: list[str] = []

    def view(kept: bool) -> Response:
        made.append(source_codes.code_of_request())
        response = Response(render_template_string(PAGE), mimetype="text/html")
        return page_cache.keep(response) if kept else response

    for name, kept in (("kept", True), ("fresh", False)):
        if name not in app.view_functions:
            app.add_url_rule(f"/test-{name}", name, defaults={"kept": kept})
        app.view_functions[name] = public(lambda kept: view(kept))
    return made


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings for an application of this page's own: it gets two routes more."""
    return dataclasses.replace(settings, instance=settings.instance / "source-codes")


@pytest.fixture
def app(app: Flask) -> Flask:
    """An application that takes more routes after its first request."""
    app._got_first_request = False
    return app


@pytest.mark.parametrize("page", ["kept", "fresh"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", ""),
        ("?source=moms", "moms"),
        ("?source=MOMS", "moms"),
        ("?source=no+such&source=moms", "moms"),
        ("?source=" + "x" * 41, ""),
        ("?source=%22%3E%3Cscript%3E", ""),
        ("?source=", ""),
    ],
)
def test_links_carry_the_code_that_the_visitor_came_with(
    client: CheckingClient, made: list[str], page: str, query: str, code: str
) -> None:
    answer = client.page(f"/test-{page}{query}")
    assert [link.get("href") for link in answer.all("a")] == LINKS[code]
    assert [field.get("value") for field in answer.all("input", name="source")] == ([code] if code else [])
    assert "\x02" not in client.get(f"/test-{page}{query}").text


def test_a_page_is_made_once_for_any_number_of_codes(client: CheckingClient, made: list[str]) -> None:
    client.keeps_pages = True
    client.get("/test-kept")
    for number in range(50):
        assert f"source=code-{number}" in client.get(f"/test-kept?source=code-{number}").text
    assert "source=" not in client.get("/test-kept").text
    assert made == [""]


def test_each_code_has_an_etag_of_its_own_and_is_packed(client: CheckingClient, made: list[str]) -> None:
    client.keeps_pages = True
    plain, ours = client.get("/test-kept"), client.get("/test-kept?source=moms")
    assert ours.headers["ETag"] == plain.headers["ETag"][:-1] + '.moms"'
    same = {"If-None-Match": ours.headers["ETag"]}
    assert client.get("/test-kept?source=moms", headers=same).status_code == 304
    assert client.get("/test-kept?source=dads", headers=same).status_code == 200
    assert int(ours.headers["Content-Length"]) == len(ours.data)


def test_a_kept_page_that_is_asked_for_with_too_much_behind_it_has_its_marks_filled_in_too(
    client: CheckingClient, made: list[str]
) -> None:
    answer = client.get("/test-kept?source=moms&x=" + "y" * page_cache.MOST_QUERY_BYTES)
    assert "source=moms" in answer.text
    assert "\x02" not in answer.text


def test_the_bytes_of_a_picture_are_left_alone_though_they_look_like_marks(
    app: Flask, client: CheckingClient, made: list[str]
) -> None:
    content = b"RIFF\x02?source=\x03 \x02\x84\x03" * 100
    app.view_functions["kept"] = public(lambda kept: page_cache.keep(Response(content, mimetype="image/webp")))
    answer = client.get("/test-kept?source=moms", headers={"Accept-Encoding": "gzip"})
    assert (answer.data, "Content-Encoding" in answer.headers) == (content, False)


@pytest.mark.parametrize(
    ("address", "parameter", "without", "with_one"),
    [
        ("/a", "source", "/a", "/a?source=k"),
        ("/a?b=1&source=old", "source", "/a?b=1&source=old", "/a?b=1&source=k"),
        (
            "https://h.example/a?b=%20&c",
            "refcode",
            "https://h.example/a?b=%20&c",
            "https://h.example/a?b=%20&c&refcode=k",
        ),
        ("https://[bad/?b=1", "source", "https://[bad/?b=1", "https://[bad/?b=1"),
        ("https://h.example/#top", "utm_source", "https://h.example/#top", "https://h.example/?utm_source=k#top"),
    ],
)
def test_an_address_takes_the_code_before_its_fragment(
    address: str, parameter: str, without: str, with_one: str
) -> None:
    marked = source_codes.carried(address, parameter).encode()
    assert [source_codes.filled(marked, code).decode() for code in ("", "k")] == [without, with_one]
