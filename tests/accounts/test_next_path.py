"""After signing in people stay on this site."""

import pytest

from actions.accounts.next_path import in_language_of, safe_path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/%09/evil.example",
        "/%2509/evil.example",
        "/%5cevil.example",
        "/%255cevil.example",
        "/%2f/evil.example",
        "https:evil.example",
        "https://evil.example",
        "http:/evil.example",
        "HTTPS://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "/ok%0d%0aSet-Cookie:%20a=b",
        "/\x00",
        " /host",
        "/host/../\\evil.example",
        "//[::1",
        "/" + "a" * 500,
    ],
)
def test_what_may_lead_elsewhere_is_not_followed(text: str | None) -> None:
    assert safe_path(text) is None


@pytest.mark.parametrize("text", ["/", "/host/events/new", "/?near=Chicago,%20IL&from=2026-12-01", "/host?next=//x"])
def test_a_path_on_this_site_is_followed_as_it_is(text: str) -> None:
    assert safe_path(text) == text


def test_a_path_stays_in_the_language_of_the_page() -> None:
    assert in_language_of("", "/host") == "/host"
    assert in_language_of("/es", "/host") == "/es/host"
    assert in_language_of("/es", "/es/host") == "/es/host"
    assert in_language_of("/es", "/essays") == "/es/essays"
