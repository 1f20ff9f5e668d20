"""Pictures: whatever is uploaded, what is kept and served is a small WebP of our own drawing, or a clear refusal."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from actions.coalition.models import Campaign
from actions.database import db
from actions.stories.models import MOST_PICTURE_BYTES, Picture
from actions.stories.story import Partner, Shown
from tests.checking_client import CheckingClient
from tests.factories import A_POINT, a_campaign, a_picture
from tests.html_page import HtmlPage
from tests.stories.conftest import Tell

BASE = "/organize/campaigns/families/story/pictures"
Upload = Callable[..., TestResponse]


@pytest.fixture
def upload(desk: CheckingClient) -> Upload:
    """Send a file from the desk."""

    def send(content: bytes, filename: str = "logo.png", **fields: str) -> TestResponse:
        token = HtmlPage(desk.get(BASE).text).all("input", name="csrf_token")[0].get("value")
        form = {"csrf_token": token, "purpose": "LOGO", "name": "Logo", **fields}
        return desk.post(BASE, data={**form, "file": (io.BytesIO(content), filename)})

    return send


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _a_bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it has side × side pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def _only() -> Picture:
    return db.session.scalars(db.select(Picture)).one()


def _problem(answer: TestResponse) -> list[str]:
    return [e.text for e in HtmlPage(answer.text).elements if e.get("class") == "hint-error"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_kept_as_webp_in_its_box(campaign: Campaign, upload: Upload, kind: str) -> None:
    answer = upload(_file(Image.new("RGB", (2000, 500), "red"), kind))
    assert answer.status_code == 303
    picture = _only()
    kept = Image.open(io.BytesIO(picture.content))
    assert (kept.format, kept.size, picture.width, picture.height) == ("WEBP", (480, 120), 480, 120)


def test_nothing_that_follows_or_describes_the_picture_is_kept(campaign: Campaign, upload: Upload) -> None:
    image, exif = Image.new("RGB", (60, 30), "red"), Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    exif[0x010E] = "secret place"
    upload(_file(image, "JPEG", exif=exif, comment=b"secret place") + b"<script>alert(1)</script>secret place")
    picture = _only()
    kept = Image.open(io.BytesIO(picture.content))
    assert (b"secret" in picture.content, b"script" in picture.content) == (False, False)
    assert (dict(kept.getexif()), kept.info.get("icc_profile"), kept.size) == ({}, None, (30, 60))


def test_a_large_photograph_is_made_small_enough(campaign: Campaign, upload: Upload) -> None:
    photograph = Image.effect_mandelbrot((3000, 2000), (-2, -1.5, 1, 1.5), 200).convert("RGB")
    assert upload(_file(photograph, "JPEG", quality=95), purpose="HERO").status_code == 303
    picture = _only()
    assert (picture.width, picture.height) == (1500, 1000)
    assert len(picture.content) <= MOST_PICTURE_BYTES


def test_a_logo_keeps_its_transparency(campaign: Campaign, upload: Upload) -> None:
    upload(_file(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(_only().content)).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "We cannot read this file. Use a JPEG, PNG, WebP or GIF picture."),
        (b"not a picture", "We cannot read this file. Use a JPEG, PNG, WebP or GIF picture."),
        (b"<html><script>alert(1)</script></html>", "We cannot read this file. Use a JPEG, PNG, WebP or GIF picture."),
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "SVG files are not taken, because they can carry programs. Save it as PNG and use that.",
        ),
        (_a_bomb(7_000), "This picture has more than 40 million pixels. Make it smaller and try again."),
        (_a_bomb(60_000), "This picture has more than 40 million pixels. Make it smaller and try again."),
        (_a_bomb(1_000), "We cannot read this file. Use a JPEG, PNG, WebP or GIF picture."),
        (A_POINT[:30], "We cannot read this file. Use a JPEG, PNG, WebP or GIF picture."),
        (
            b"\xff\xd8\xff" + b"\0" * (5 * 1024 * 1024),
            "This picture is too large. Use one of at most 5 MB, with fewer details.",
        ),
    ],
    ids=["nothing", "text", "html", "svg", "many pixels", "a bomb", "cut short", "half a file", "over 5 MB"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_a_sentence_and_nothing_is_kept(
    campaign: Campaign, upload: Upload, content: bytes, sentence: str
) -> None:
    answer = upload(content, "../../etc/logo.svg")
    assert (answer.status_code, _problem(answer)) == (422, [sentence])
    assert db.session.scalars(db.select(Picture)).all() == []


def test_a_form_without_a_file_keeps_its_other_fields(campaign: Campaign, desk: CheckingClient) -> None:
    answer = desk.submit(desk.get(BASE), "Add the picture", name="Lantern", purpose="HERO")
    page = HtmlPage(answer.text)
    assert (answer.status_code, _problem(answer)) == (422, ["Choose a picture on your device"])
    assert [e.get("value") for e in page.all("input", name="name")] == ["Lantern"]
    assert [e.get("value") for e in page.all("input", name="purpose") if "checked" in e.attributes] == ["HERO"]


def test_a_body_of_more_than_five_megabytes_is_not_read(campaign: Campaign, upload: Upload) -> None:
    assert upload(b"x" * (6 * 1024 * 1024)).status_code == 413


def test_the_same_picture_again_only_changes_its_name_and_a_used_name_is_refused(
    campaign: Campaign, upload: Upload
) -> None:
    content = _file(Image.new("RGB", (10, 10), "red"), "PNG")
    upload(content, name="First")
    upload(content, name="Second")
    assert _only().name == "Second"
    answer = upload(_file(Image.new("RGB", (10, 10), "blue"), "PNG"), name="second")
    assert _problem(answer) == ["Another picture has this name already. Choose a different one."]


def test_a_picture_is_served_for_ever_and_as_nothing_else(campaign: Campaign, client: CheckingClient) -> None:
    picture = a_picture(campaign)
    answer = client.get(f"/pictures/{picture.digest}.webp")
    assert (answer.data, answer.mimetype) == (A_POINT, "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [name for name, _value in answer.headers if name in ("Set-Cookie", "X-Actions-Keep")] == []
    assert client.get(f"/pictures/{'0' * 32}.webp").status_code == 404


def test_a_picture_in_use_stays_until_the_published_story_does_without_it(
    campaign: Campaign, desk: CheckingClient, tell: Tell
) -> None:
    picture = a_picture(campaign)
    tell(partners=(Partner("Lantern", logo=Shown(picture.digest, 1, 1)),))
    assert (
        "The story shows this picture"
        in desk.get(desk.submit(desk.get(BASE), f"Remove : {picture.name}").location).text
    )
    tell(partners=())
    desk.submit(desk.get(BASE), f"Remove : {picture.name}")
    assert db.session.scalars(db.select(Picture)).all() == []


def test_a_campaigns_pictures_are_out_of_reach_from_another(campaign: Campaign, desk: CheckingClient) -> None:
    theirs = a_picture(a_campaign(slug="other"))
    token = HtmlPage(desk.get(BASE).text).all("input", name="csrf_token")[0].get("value")
    desk.post(f"{BASE}/{theirs.id}/remove", data={"csrf_token": token})
    assert _only().id == theirs.id
