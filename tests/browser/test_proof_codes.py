"""Screenshots of our own pages, really drawn and really read: untouched they prove themselves, with
an amount drawn over they give themselves away (docs/evidence.md, codes on our own pages).
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, Page

from tests.browser.people import DESK, PHONE, People, bought
from weikameng.cli.stage import until
from weikameng.domain.proof_code import ProofKey, key_from
from weikameng.domain.reading.examining import Examination, Question
from weikameng.domain.reading.record import record_of
from weikameng.domain.reading.verdicts import Verdict
from weikameng.gateways.reader import ReaderProcess, available
from weikameng.services.reading import examine_picture

pytestmark = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
# Every page in both languages and at both widths; a reading takes seconds, so not all eight.
SCREENS = [
    ("order", "zh-hans", DESK),
    ("order", "en", PHONE),
    ("refund", "zh-hans", PHONE),
    ("refund", "en", DESK),
]
TABS = 90  # pixels at the bottom that may be covered


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    """The real reader."""
    process = ReaderProcess()
    yield process
    process.close()


@pytest.fixture(scope="module")
def addresses(stage) -> dict[str, tuple[str, str]]:
    """An order of 小林 that failed, and the refund of another; each with its order's number."""
    wish = {"account": "player-0000", "zone": "电信一区"}
    buyer = stage.enter("xiaolin")
    order, refunded = (
        bought(stage, "xiaolin", "game-topup-100", "没有成功", **wish) for _ in range(2)
    )
    form = {"reason": "WRONG_ACCOUNT", "narrative": "号码填错了"}
    case = buyer.sends(f"{refunded}refund/", form)
    until(lambda: "hx-get" not in buyer.sees(f"{case}live/"), "the money to arrive")
    return {"order": (order, _number(order)), "refund": (case, _number(refunded))}


def _number(address: str) -> str:
    return address.strip("/").split("/")[-1]


def key_of(people: People) -> ProofKey:
    """The key of the platform that drew the pages."""
    secrets = Path(people.stage.environment["WEIKAMENG_DATA_DIR"]) / "secrets"
    return key_from((secrets / "weikameng_secret_key").read_text(encoding="utf-8").strip())


def opened(page: Page, address: str) -> None:
    """Open a page once money and goods have come to rest, so that nothing on it moves any more."""
    page.goto(address)
    page.locator("#live:not([hx-get])").wait_for()


def shot(page: Page) -> Image.Image:
    """A screenshot of what fits the screen, scrolled so that the code stands above the tabs."""
    page.locator(".proof").evaluate(
        "(line, tabs) => scrollTo(0, scrollY + line.getBoundingClientRect().bottom"
        " - innerHeight + tabs)",
        TABS,
    )
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def drawn_over(picture: Image.Image, place: Locator, text: str) -> Image.Image:
    """The screenshot with another text drawn over a place by hand."""
    box = place.bounding_box()
    assert box is not None
    left, top = box["x"], box["y"]
    right, bottom = left + box["width"], top + box["height"]
    forged = picture.copy()
    pen = ImageDraw.Draw(forged)
    pen.rectangle([left, top, right, bottom], fill=forged.getpixel((right + 4, top + 4)))
    font = ImageFont.load_default(box["height"] * 0.62)
    pen.text((left, bottom - 5), text, fill="black", font=font, anchor="lb")
    return forged


def sent(picture: Image.Image) -> bytes:
    """The picture as it is handed in."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def read(people: People, reader: ReaderProcess, picture: bytes, record: dict) -> Examination:
    """Read it the way the worker does."""
    question = Question(record_of(record), key=key_of(people))
    return examine_picture(reader, picture, question)


def proof_in(seen: Examination) -> Verdict | None:
    """The verdict on the code."""
    return next((c.verdict for c in seen.comparisons if c.field == "proof"), None)


def codes_flagged(seen: Examination) -> list[tuple[str, ...]]:
    """What flags about the code are about."""
    return [flag.fields for flag in seen.flags if flag.code == "proof_code"]


@pytest.mark.parametrize(("where", "language", "width"), SCREENS)
def test_our_own_pages(people: People, reader, addresses, where, language, width):
    page = people.sit_down("xiaolin", width=width, language=language)
    address, number = addresses[where]
    opened(page, address)
    record = {"order_no": number, "amount": "100.00"}
    untouched = shot(page)
    seen = read(people, reader, sent(untouched), record)
    assert proof_in(seen) == Verdict.MATCH, seen.lines
    assert codes_flagged(seen) == []
    place = page.locator("#live .facts__row:first-child dd, .status__amount .money").first
    forged = sent(drawn_over(untouched, place, "¥980.00"))
    if folder := os.environ.get("WEIKAMENG_FORGED"):
        Path(folder, f"{where}-{language}-{width}.png").write_bytes(forged)
    seen = read(people, reader, forged, record)
    assert proof_in(seen) is None
    assert codes_flagged(seen) == [("amount",)], seen.lines
