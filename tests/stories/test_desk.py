"""Writing a campaign's story: part by part, row by row, without a script, and nothing public before it is published."""

import datetime as dt

import pytest

from actions.coalition.models import Campaign
from actions.events import publication
from actions.stories.queries import campaign_and_story, draft_of
from actions.stories.story import Demand, Happening, Link, Partner, Question, Shown, Story
from tests.checking_client import CheckingClient
from tests.factories import a_picture
from tests.html_page import HtmlPage
from tests.stories.conftest import Tell

BASE = "/organize/campaigns/families/story"


def _public() -> Story:
    found = campaign_and_story("families")
    assert found is not None
    return found[1]


def _errors(client_page: object) -> list[str]:
    return [e.text for e in client_page.elements if "hint-error" in e.get("class").split()]  # type: ignore[attr-defined]


def test_a_part_is_saved_to_the_draft_and_public_only_once_published(campaign: Campaign, desk: CheckingClient) -> None:
    form = desk.get(f"{BASE}/beginning")
    answer = desk.submit(
        form, "Save this part", **{"headline-en": "Together", "headline-es": "Juntos", "accent": "C8102E"}
    )
    assert (answer.status_code, answer.location) == (303, BASE)
    told = Story(headline={"en": "Together", "es": "Juntos"}, accent="#c8102e")
    assert (draft_of(campaign.id), _public()) == (told, Story())
    desk.submit(desk.get(BASE), "Publish the story")
    assert _public() == told


def test_the_preview_shows_the_draft_in_each_language_and_no_search_engine(
    campaign: Campaign, desk: CheckingClient
) -> None:
    desk.submit(desk.get(f"{BASE}/about"), "Save this part", **{"what-en": "We *march*.", "what-es": "*Marchamos*."})
    for prefix, word in (("", "march"), ("/es", "Marchamos")):
        page = desk.page(f"{prefix}{BASE}/preview")
        assert [e.text for e in page.elements if e.tag == "em"] == [word]
        assert [e.get("content") for e in page.all("meta", name="robots")] == ["noindex"]


def test_rows_are_added_moved_and_removed_with_all_that_was_typed_and_nothing_saved(
    campaign: Campaign, desk: CheckingClient
) -> None:
    page = desk.get(f"{BASE}/questions")
    page = desk.submit(page, "Add a question", **{"rows-0-question-en": "Is it safe?", "rows-0-answer-en": "Yes."})
    page = desk.submit(page, "Add a question", **{"rows-1-question-en": "May I?", "rows-1-answer-en": "Do."})
    page = desk.submit(page, "Move entry 2 up")
    page = desk.submit(page, "Remove entry 3")
    assert draft_of(campaign.id) == Story()
    assert desk.submit(page, "Save this part").status_code == 303
    assert draft_of(campaign.id).questions == (
        Question({"en": "May I?"}, {"en": "Do."}),
        Question({"en": "Is it safe?"}, {"en": "Yes."}),
    )


def test_a_list_takes_no_more_rows_than_its_page_says(campaign: Campaign, desk: CheckingClient) -> None:
    token = HtmlPage(desk.get(f"{BASE}/demands").text).all("input", name="csrf_token")[0].get("value")
    rows = {f"rows-{number}-title-en": f"Demand {number}" for number in range(20)}
    page = HtmlPage(desk.post(f"{BASE}/demands", data={**rows, "csrf_token": token, "action": "add"}).text)
    assert len([e for e in page.all("input") if e.get("name").endswith("-title-en")]) == 12
    assert [e.text for e in page.all("button") if e.text == "Add a demand"] == []


def test_rows_left_empty_are_left_out(campaign: Campaign, desk: CheckingClient) -> None:
    page = desk.submit(desk.get(f"{BASE}/demands"), "Add a demand", **{"rows-0-title-es": "Unidas"})
    assert desk.submit(page, "Save this part").status_code == 303
    assert draft_of(campaign.id).demands == (Demand({"es": "Unidas"}, {}),)


def test_the_timeline_is_put_in_the_order_of_its_dates(campaign: Campaign, desk: CheckingClient) -> None:
    row = {"text-en": "A thing happened.", "source-en": "A report", "url": ""}
    page = desk.submit(desk.get(f"{BASE}/timeline"), "Add a date")
    values = {f"rows-{n}-{name}": value for n in (0, 1) for name, value in row.items()}
    desk.submit(page, "Save this part", **values, **{"rows-0-on": "6/30/2018", "rows-1-on": "2018-06-26"})
    told = ({"en": "A thing happened."}, {"en": "A report"})
    assert draft_of(campaign.id).timeline == (
        Happening(dt.date(2018, 6, 26), *told),
        Happening(dt.date(2018, 6, 30), *told),
    )


@pytest.mark.parametrize(
    ("part", "typed", "errors"),
    [
        ("beginning", {"headline-en": "x" * 121}, ["Use at most 120 characters; this has 121"]),
        ("beginning", {"accent": "red"}, ["Enter a color as # and six digits or letters from a to f, like #c8102e"]),
        (
            "beginning",
            {"accent": "#ffffee"},
            ["Buttons in this color can hardly be seen on a light page: 1.0 to 1. Choose a darker one."],
        ),
        ("explainer", {"rows-0-heading-en": "Why"}, ["Enter the text of this section"]),
        (
            "timeline",
            {"rows-0-on": "30 February", "rows-0-text-en": "x", "rows-0-url": "//evil.example"},
            [
                "Enter a date like 6/26/2018",
                "Name who says so, so that readers can check",
                "Enter a web address that begins with https://",
            ],
        ),
        ("partners", {"rows-0-name": "A", "rows-0-logo": "No such"}, [
            "There is no picture called “No such”. Upload it first, under Pictures.",
        ]),
        ("links", {"rows-0-label-en": "Give"}, ["Enter the web address that it leads to"]),
        ("links", {"rows-0-url": "https://[bad/"}, ["Enter a web address that begins with https://"]),
        ("links", {"rows-0-url": "https://a[b]/"}, ["Enter a web address that begins with https://"]),
        ("links", {"rows-0-url": "https://a.example", "rows-0-parameter": "a&b"}, [
            "Use letters, digits, dots and hyphens, as in “source” or “utm_source”",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    campaign: Campaign, desk: CheckingClient, part: str, typed: dict[str, str], errors: list[str]
) -> None:
    answer = desk.submit(desk.get(f"{BASE}/{part}"), "Save this part", **typed)
    page = HtmlPage(answer.text)
    assert (answer.status_code, _errors(page)) == (422, errors)
    fields = {e.get("name"): e.get("value") or e.text for e in page.all("input", "textarea")}
    assert {name: fields[name] for name in typed} == typed
    assert draft_of(campaign.id) == Story()


def test_a_partner_gets_its_logo_by_name_and_keeps_it(campaign: Campaign, desk: CheckingClient) -> None:
    picture = a_picture(campaign, name="Lantern logo")
    desk.submit(
        desk.get(f"{BASE}/partners"), "Save this part", **{"rows-0-name": "Lantern", "rows-0-logo": "lantern LOGO"}
    )
    lantern = Partner("Lantern", "", Shown(picture.digest, 1, 1))
    assert draft_of(campaign.id).partners == (lantern,)
    desk.submit(desk.get(f"{BASE}/partners"), "Save this part")
    assert draft_of(campaign.id).partners == (lantern,)


def test_a_call_may_be_a_text_of_its_own(campaign: Campaign, desk: CheckingClient) -> None:
    typed = {"rows-0-kind": "call", "rows-0-script-en": "Hello."}
    assert desk.submit(desk.get(f"{BASE}/links"), "Save this part", **typed).status_code == 303
    assert draft_of(campaign.id).links == (Link("call", {}, script={"en": "Hello."}),)


def test_two_people_in_one_part_are_told_and_the_second_decides(campaign: Campaign, desk: CheckingClient) -> None:
    first, second = desk.get(f"{BASE}/about"), desk.get(f"{BASE}/about")
    desk.submit(first, "Save this part", **{"what-en": "First"})
    refused = desk.submit(second, "Save this part", **{"what-en": "Second"})
    assert (refused.status_code, "Somebody else has changed this part" in refused.text) == (409, True)
    assert draft_of(campaign.id).what == {"en": "First"}
    desk.submit(refused, "Save this part")
    assert draft_of(campaign.id).what == {"en": "Second"}


def test_two_people_in_different_parts_are_not_in_each_others_way(campaign: Campaign, desk: CheckingClient) -> None:
    about, beginning = desk.get(f"{BASE}/about"), desk.get(f"{BASE}/beginning")
    desk.submit(about, "Save this part", **{"what-en": "First"})
    assert desk.submit(beginning, "Save this part", **{"headline-en": "Second"}).status_code == 303
    assert (draft_of(campaign.id).what, draft_of(campaign.id).headline) == ({"en": "First"}, {"en": "Second"})


def test_the_desk_says_what_is_missing_in_which_language(campaign: Campaign, desk: CheckingClient, tell: Tell) -> None:
    tell(headline={"en": "Together"}, demands=(Demand({"en": "One", "es": "Uno"}, {"en": "Text"}),))
    page = desk.page(BASE)
    assert [e.text for e in page.elements if e.get("class") == "tag warn"] == ["Español: 1 text", "Español: 1 text"]
    assert "The public sees all of this." in page.text


def test_publishing_raises_the_number_of_the_public_picture(campaign: Campaign, desk: CheckingClient) -> None:
    before = publication.version()
    desk.submit(desk.get(f"{BASE}/about"), "Save this part", **{"what-en": "First"})
    assert publication.version() == before
    desk.submit(desk.get(BASE), "Publish the story")
    assert publication.version() == before + 1
