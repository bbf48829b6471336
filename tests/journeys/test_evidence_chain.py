"""The evidence of a refund as its buyer, the desk and a program see it (R2.4, R7.1, R7.2)."""

import json

from django.db import connection

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from tests.journeys.test_api import caller
from tests.journeys.test_statements import BUYER, STAFF, WHO, cost
from weikameng.ledger.evidence_chain import file_break, read
from weikameng.services import chain_files


def test_the_chain_is_shown_handed_out_and_whole(cast: Cast, xiaolin: Visitor, zhoujie: Visitor):
    case = states.reviewing(cast).number
    assert xiaolin.sees(f"/refunds/{case}/").where("a", href=f"/refunds/{case}/evidence/")
    assert zhoujie.sees(f"/desk/{case}/").where("a", href=f"/desk/{case}/evidence/")
    kept = chain_files.of_case(case)
    for visitor, door in ((xiaolin, "refunds"), (zhoujie, "desk")):
        page = visitor.sees(f"/{door}/{case}/evidence/")
        assert "完整：共 8 项，从下单到现在没有改动。" in page.text
        for words in ("下单时的订单快照", "支付记录", "发货记录", "激活和使用记录", "申请说明"):
            assert words in page.text
        for entry in kept.entries:
            assert page.text.count(entry.digest[:12]) >= 1
        assert kept.entries[-1].digest in page.text
        answer = visitor.client.get(f"/{door}/{case}/evidence/file/")
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="evidence-{case}.json"'
        )
        assert answer.headers["Cache-Control"] == "no-store"
        file = read(answer.content)
        assert file_break(file) is None
        assert file.items == tuple(kept.entries)


def test_a_broken_chain_says_where(cast: Cast, xiaolin: Visitor):
    case = states.reviewing(cast).number
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence SET source = 'staff' WHERE position = 4")
    page = xiaolin.sees(f"/refunds/{case}/evidence/")
    assert "不完整：第 4 项的封存码和内容对不上" in page.text
    assert "从这一项起对不上" in page.text
    xiaolin.speaks("en")
    assert "Not whole: the seal of item 4" in xiaolin.sees(f"/refunds/{case}/evidence/").text


def test_the_chain_page_costs_the_same_for_any_length(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    case = states.reviewing(cast).number
    assert cost(xiaolin, f"/refunds/{case}/evidence/") == BUYER + 2
    assert cost(zhoujie, f"/desk/{case}/evidence/") == STAFF + 2
    assert cost(xiaolin, f"/refunds/{case}/evidence/file/") == WHO + 2


def test_a_program_gets_the_same_chain_and_the_list(cast: Cast):
    case = states.reviewing(cast)
    who = caller(cast, "xiaolin")
    answer = who.calls("get", f"/api/v1/refunds/{case.number}/evidence")
    assert (answer.status_code, file_break(read(answer.content))) == (200, None)
    assert json.loads(answer.content)["format"] == "weikameng.evidence-chain"
    told = who.calls("get", f"/api/v1/refunds/{case.number}").json()["evidence"]
    assert (told["have"], told["needed"]) == (4, 4)
    assert {(item["kind"], item["state"], item["by"]) for item in told["items"]} == {
        ("order_screenshot", "there", "platform"),
        ("delivery_record", "there", "supplier"),
        ("activation_record", "there", "platform"),
        ("not_arrived_proof", "there", "buyer"),
    }


def test_a_stranger_gets_neither_page_nor_file(cast: Cast, xiaowu: Visitor):
    case = states.reviewing(cast).number
    for path in (f"/refunds/{case}/evidence/", f"/refunds/{case}/evidence/file/"):
        xiaowu.sees(path, 404)
        assert Visitor().client.get(path).status_code == 302  # to sign in
    for path in (f"/desk/{case}/evidence/", f"/desk/{case}/evidence/file/"):
        xiaowu.sees(path, 404)
    stranger = caller(cast, "xiaowu")
    assert stranger.calls("get", f"/api/v1/refunds/{case}/evidence").status_code == 404


def test_before_applying_the_list_says_what_each_reason_needs(cast: Cast):
    order = cast.buys("game-topup-100", account="player-5555")
    told = caller(cast, "xiaolin").calls("get", f"/api/v1/orders/{order}/eligibility").json()
    lists = {reason["code"]: reason["evidence"] for reason in told["reasons"]}
    assert len(lists) == 22
    arrived = lists["NOT_ARRIVED"]
    assert (arrived["have"], arrived["needed"]) == (3, 4)
    (asked,) = [item for item in arrived["items"] if item["state"] == "missing"]
    assert asked["kind"] == "not_arrived_proof"
    minor = {item["kind"]: item["state"] for item in lists["MINOR"]["items"]}
    assert minor["payment_proof"] == "there"  # ours: never asked for
    assert minor["guardian_id"] == "missing"


def test_after_applying_the_page_counts_what_is_here(cast: Cast, xiaolin: Visitor):
    page = xiaolin.sees(f"/refunds/{states.reviewing(cast).number}/")
    assert "已有 4 / 4 项" in page.text
    waiting = xiaolin.sees(f"/refunds/{states.awaiting_buyer(cast).number}/")
    assert "还差" in waiting.text
    assert "平台已带上" in waiting.text
    xiaolin.speaks("en")
    assert "4 of 4 are here" in xiaolin.sees(f"/refunds/{states.reviewing(cast).number}/").text
