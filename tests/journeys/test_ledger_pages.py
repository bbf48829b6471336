"""The public log as pages: anybody looks a record up, nobody learns whose it is (R11.3)."""

import cv2
import numpy
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import Page
from tests.journeys.people import Visitor
from tests.log_rows import remember_in, sequenced
from tests.services.life_steps import good_at
from weikameng.ledger.encodings import base64url_of
from weikameng.records.models import Anchor, LedgerGood, LogCheckpoint, Order
from weikameng.records.reading import heads
from weikameng.services import cards
from weikameng.web import fresh_calendar
from weikameng.web.qr import drawn

# The head, the entries of the good, the anchor that covers them; what the map proves of them.
RECORD = 3 + 6
HEADS = 3


@pytest.fixture
def order(cast: Cast, settings, tmp_path, monkeypatch) -> str:
    """A card that was bought and shown, all of it in the log and signed."""
    monkeypatch.setattr(fresh_calendar, "SECONDS", 1_000_000)
    remember_in(settings, tmp_path)
    number = cast.buys("game-card-60")
    cards.reveal(number, 1, buyer_id=cast.xiaolin, at=cast.at)
    sequenced(cast.at)
    return number


def number_of(good: LedgerGood) -> str:
    """A good as the public calls it."""
    return base64url_of(good.pk.bytes)


def test_a_buyer_comes_from_the_order_to_its_public_record(order: str, xiaolin: Visitor):
    """Nobody learns there whose it is."""
    page = xiaolin.sees(f"/orders/{order}/")
    path = f"/ledger/goods/{number_of(good_at(order))}/"
    assert page.where("a", href=path)
    assert page.where("svg", class_="qr")
    record = Visitor().sees(path)
    for words in (
        "卡密第一次被买家查看",
        "卖出，归入一个订单",
        "上架，可以出售",
        "没有激活或使用的记录",
    ):
        assert words in record.text
    assert "还没有。没有上链也能核对" in record.text
    english = Visitor().speaks("en").sees(path).text
    assert "The key was shown to the buyer for the first time" in english


def test_the_code_on_a_page_leads_to_the_record(order: str, xiaolin: Visitor):
    address = f"http://testserver/ledger/goods/{number_of(good_at(order))}/"
    code = drawn(address)
    dark = numpy.full((code.edge, code.edge), 255, numpy.uint8)
    for run in code.path.strip("Mz").split("zM"):
        x, y, width = (int(n) for n in run.replace("h", " ").replace("v", " ").split()[:3])
        dark[y, x : x + width] = 0
    large = cv2.resize(dark, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == address
    assert code.path in xiaolin.sees(f"/orders/{order}/").html
    assert code.path in Visitor().sees(address.removeprefix("http://testserver")).html


def test_a_case_has_a_record_of_its_own_for_buyer_and_desk(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor, settings, tmp_path
):
    remember_in(settings, tmp_path)
    case = states.reviewing(cast).number
    sequenced(cast.at)
    path = f"/ledger/goods/{number_of(LedgerGood.objects.get(case__number=case))}/"
    assert xiaolin.sees(f"/refunds/{case}/").where("a", href=path)
    assert zhoujie.sees(f"/desk/{case}/").where("a", href=path)
    text = Visitor().sees(path).text
    assert "一次退款的公开记录" in text
    assert "退款申请提交" in text


def test_nothing_personal_is_on_any_public_page(order: str, cast: Cast, xiaolin: Visitor):
    kept = Order.objects.get(number=order)
    secret = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    path = f"/ledger/goods/{number_of(good_at(order))}/"
    for page in (path, "/ledger/", "/ledger/heads/", "/ledger/verify/", "/ledger/mirrors/"):
        told = Visitor().client.get(page).content.decode()
        for value in (order, secret, kept.buyer.username, kept.buyer.display_name):
            assert value not in told, page


def test_a_number_is_found_however_it_was_copied_and_what_is_none_is_told(order: str, cast: Cast):
    good, visitor = good_at(order), Visitor()
    number = number_of(good)
    for asked in (number, f" {number} ", f"https://shop/ledger/goods/{number}/", good.pk.hex):
        answer = visitor.client.get("/ledger/", {"number": asked})
        assert (answer.status_code, answer.url) == (302, f"/ledger/goods/{number}/")
    assert visitor.client.get(f"/ledger/goods/{good.pk}/").status_code == 302
    assert "这不是记录编号" in visitor.sees(f"/ledger/?number={order}").text
    assert "日志里没有这个编号" in visitor.sees(f"/ledger/?number={'A' * 22}").text
    visitor.sees(f"/ledger/goods/{'A' * 22}/", 404)
    visitor.sees(f"/ledger/goods/{order}/", 404)
    unsigned = number_of(good_at(cast.buys("phone-50")))
    text = visitor.sees(f"/ledger/goods/{unsigned}/").text
    assert "正在写进日志" in text
    assert "已交付给买家" not in text


def test_signed_heads_are_listed_page_by_page_with_their_anchors(
    order: str, cast: Cast, monkeypatch
):
    monkeypatch.setattr(heads, "PAGE", 1)
    first, *_, last = LogCheckpoint.objects.order_by("size").values_list("size", flat=True)
    chain = {"place": f"31337:0x{'a' * 64}:0x{'b' * 40}", "from_size": 0, "nonce": 1, "price": 1}
    sent = {"transactions": [f"0x{'c' * 64}"], "state": "sent", "sent_at": cast.at}
    assert "还没有" in Visitor().sees("/ledger/heads/").text
    Anchor.objects.create(checkpoint_id=first, **chain, **sent)
    newest = Visitor().sees("/ledger/heads/")
    assert f"前 {last} 条" in newest.text
    assert newest.where("a", rel="next")[0]["href"] == f"?before={last}"
    oldest = Visitor().sees(f"/ledger/heads/?before={first + 1}")
    assert f"前 {first} 条" in oldest.text
    assert f"0x{'c' * 64}" in oldest.text
    assert not oldest.where("a", rel="next")
    anchored = Visitor().sees("/ledger/heads/?anchored=1")
    assert len(anchored.where("td", data_label="根")) == 1
    assert Visitor().sees("/ledger/heads/?before=x&anchored=7").text == newest.text


def test_pages_cost_a_fixed_number_of_statements_and_tell_the_exact_commands(order: str):
    number, client = number_of(good_at(order)), Client()
    wanted = {f"/ledger/goods/{number}/": RECORD, "/ledger/": 2, "/ledger/heads/": HEADS}
    for path, count in {**wanted, "/ledger/verify/": 0, "/ledger/mirrors/": 0}.items():
        client.get(path)
        with CaptureQueriesContext(connection) as meter:
            answer = client.get(path)
        assert len(meter) == count, path
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer.headers["Vary"]
    said = Page(client.get(f"/ledger/verify/?good={number}").content.decode()).text
    vkey = client.get("/log/vkey").content.decode().strip()
    assert f"curl -o record.json http://testserver/proof/{number}" in said
    assert f"weikameng verify --key '{vkey}' record.json" in said
    assert f"weikameng ledger mirror http://testserver ./mirror --vkey '{vkey}'" in said


def test_files_of_the_log_are_the_same_for_everybody(order: str, xiaolin: Visitor):
    """A cache in between keeps one copy of a tile, whatever cookies and languages there are."""
    for path in ("/tile/0/000.p/1", "/checkpoint", "/log/vkey", "/log/anchors.json"):
        for client in (Client(), xiaolin.client):
            answer = client.get(path, headers={"Accept-Language": "en"})
            assert answer.status_code == 200, path
            assert not {"Vary", "Content-Language", "Set-Cookie"} & set(answer.headers), path
            assert not answer.cookies, path
