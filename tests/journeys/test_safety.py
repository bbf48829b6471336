"""What every answer carries, what no page contains, and what becomes of an uploaded file."""

import io

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.every import NAMES, PICTURES, SENT, Scene, insider, scene
from tests.journeys.pages import Page
from tests.journeys.people import CLEAR, Visitor, picture

ENTRANCES = ("/accounts/login/", "/accounts/signup/", "/accounts/2fa/", "/nowhere/")
NARRATIVE = CLEAR + "请尽快处理。"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def everyones_pages(cast: Cast) -> dict[str, Page]:
    """Every page there is, as whoever may see it."""
    things: Scene = scene(cast)
    buyer = Visitor().enters(cast.xiaolin)
    seen = {}
    for name in NAMES:
        if name not in SENT | PICTURES | {"health"}:
            visitor = Visitor().enters(insider(cast, name))
            seen[name] = visitor.sees(things.address(name))
    order = things.address("order")
    seen["reveal"] = Page(buyer.client.post(f"{order}key/1/").content.decode())
    check = buyer.client.post(f"{order}refund/check/", {"narrative": "充了钱没到账,赶紧退"})
    seen["narrative_check"] = Page(check.content.decode())
    for path in ENTRANCES:
        visitor = Visitor() if "2fa" not in path else buyer
        seen[path] = Page(visitor.client.get(path).content.decode())
    for state in states.EVERY.values():
        number = state(cast).number
        seen[number] = buyer.sees(f"/refunds/{number}/")
    return seen


def test_no_page_carries_script_or_style_of_its_own_and_no_id_twice(cast: Cast):
    for name, page in everyones_pages(cast).items():
        ids = [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]
        assert len(ids) == len(set(ids)), (name, sorted(ids))
        for tag in page.tags:
            assert tag.name != "style", name
            assert tag.name != "script" or tag.attributes.get("src"), name
            loose = [a for a in tag.attributes if a == "style" or a.startswith(("on", "hx-on"))]
            assert loose == [], (name, tag)
            links = [tag.attributes.get(a, "") for a in ("href", "src", "action")]
            assert not [link for link in links if "//" in link or "javascript:" in link], name


def test_every_answer_says_how_it_may_be_used(cast: Cast, xiaolin: Visitor):
    for path in ("/api/v1/openapi.json", "/api/v1/nowhere", "/", "/orders/", "/nowhere/"):
        headers = xiaolin.client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        if path.startswith("/api/"):  # JSON is never shown as a page
            assert "json" in headers["Content-Type"]
            continue
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_cookies_can_not_be_read_by_scripts(cast: Cast):
    cache.clear()  # sign-ins of other tests count here, too
    client = Client()
    client.post("/accounts/login/", {"login": "xiaolin", "password": "weikameng-demo"})
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_only_the_redrawn_picture_is_served_and_in_a_sandbox(cast: Cast, xiaolin: Visitor):
    order = cast.buys("game-topup-100", account="player-5555")
    sent = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.effect_noise((400, 400), 50).convert("RGB").save(sent, "JPEG", exif=exif)
    sent.name = "record.jpg"
    sent.seek(0)
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "file_not_arrived_proof": sent}
    xiaolin.sends(f"/orders/{order}/refund/", form)
    links = [tag.get("href", "") for tag in xiaolin.sees(xiaolin.here).where("a")]
    answer = xiaolin.client.get(next(link for link in links if "/evidence/" in link))
    kept = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(kept)).format == "JPEG"
    assert b"secret place" not in kept
    assert kept != sent.getvalue()


def bomb() -> bytes:
    """A small file that unfolds to far too many pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def torn() -> bytes:
    """A picture cut off in the middle."""
    return picture().getvalue()[:2_000]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", HTML, "不是 JPG、PNG 或 WebP 图片"),
        ("a.svg", SVG, "不是 JPG、PNG 或 WebP 图片"),
        ("a.png", b"GIF89a" + b"\0" * 50, "不是 JPG、PNG 或 WebP 图片"),
        ("a.png", bomb(), "尺寸太大"),
        ("a.png", torn(), "打不开"),
        ("a.jpg", b"\xff\xd8\xff" + b"\0" * 11 * 1024 * 1024, "超过 10 MB"),
        ("../../etc/<b>passwd.png", HTML, "不是 JPG、PNG 或 WebP 图片"),
    ],
)
def test_a_hostile_file_gets_a_clear_sentence_and_the_words_are_kept(
    cast: Cast, xiaolin: Visitor, name: str, content: bytes, sentence: str
):
    order = cast.buys("game-topup-100", account="player-5555")
    file = io.BytesIO(content)
    file.name = name
    form = {"reason": "NOT_ARRIVED", "narrative": NARRATIVE, "file_not_arrived_proof": file}
    page = xiaolin.sends(f"/orders/{order}/refund/", form, status=422)
    assert sentence in page.text
    assert NARRATIVE in page.text.replace("”", "”")
    assert "<b>" not in page.html
    assert "还没有退款" in xiaolin.sees("/refunds/").text


def test_an_empty_file_is_told_too(cast: Cast, xiaolin: Visitor):
    order = cast.buys("game-topup-100", account="player-5555")
    file = io.BytesIO(b"")
    file.name = "empty.png"
    form = {"reason": "NOT_ARRIVED", "narrative": NARRATIVE, "file_not_arrived_proof": file}
    page = xiaolin.sends(f"/orders/{order}/refund/", form, status=422)
    assert NARRATIVE in page.text
    assert page.where("input", name="file_not_arrived_proof")[0]["aria-invalid"] == "true"
