"""What may be written on the list of sites."""

import pytest

from actions.embeds.origins import NotAnOrigin, origin_of


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("HTTPS://WWW.Example.ORG/", "https://www.example.org"),
        ("  example.org ", "https://example.org"),
        ("example.org/actions/?a=1#b", "https://example.org"),
        ("https://example.org:443/", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://example.org.", "https://example.org"),
        ("https://mañana.example", "https://xn--maana-pta.example"),
    ],
)
def test_a_site_is_listed_as_browsers_name_it_however_it_is_pasted(pasted: str, origin: str) -> None:
    assert origin_of(pasted) == origin


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "*",
        "https://*",
        "https://*.example.org",
        "http://example.org",
        "ftp://example.org",
        "javascript://example.org",
        "null",
        "https://",
        "https://example",
        "https://name:password@example.org",
        "https://example.org:0",
        "https://example.org:99999",
        "https://example.org; script-src *",
        "https://example.org https://other.example",
        "https://example.org\nhttps://other.example",
        "https://[::1]",
        "https://-a.example.org",
        f"https://{'a' * 64}.example.org",
        "https://" + "a." * 130 + "org",
        "http://localhost:8000",
        "https://localhost",
        "https://127.0.0.1",
    ],
)
def test_what_is_no_single_site_over_https_is_not_listed(pasted: str) -> None:
    with pytest.raises(NotAnOrigin):
        origin_of(pasted)


@pytest.mark.parametrize("site", ["http://localhost:8000", "http://127.0.0.1:8000", "https://localhost"])
def test_this_machine_is_listed_in_development(site: str) -> None:
    assert origin_of(site, may_be_local=True) == site


def test_another_machine_needs_https_in_development_too() -> None:
    with pytest.raises(NotAnOrigin):
        origin_of("http://example.org", may_be_local=True)
