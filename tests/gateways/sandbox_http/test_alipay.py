"""Alipay over HTTP: refuses what is not properly signed, refunds once, answers as documented."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.gateways.sandbox_http.clients import refund_content

REFUND, QUERY = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"
BILL = "alipay.data.dataservice.bill.downloadurl.query"


@pytest.fixture
def alipay(sandbox):
    client = sandbox.alipay()
    client.pay("T1", 10_000)
    return client


def refused(client, params):
    answer = client.post(params)
    assert answer.status_code == 200
    whole = answer.json()
    assert "sign" not in whole
    return whole["error_response"]["code"], whole["error_response"]["sub_code"]


def test_a_refund_settles_and_its_repeat_changes_nothing(alipay, sandbox):
    first = alipay.refund("T1", "R1", 3_000)
    assert (first["code"], first["fund_change"], first["refund_fee"]) == ("10000", "Y", "30.00")
    again = alipay.refund("T1", "R1", 3_000)
    assert (again["code"], again["fund_change"], again["refund_fee"]) == ("10000", "N", "30.00")
    more = alipay.refund("T1", "R2", 2_000)
    assert more["refund_fee"] == "50.00", "the fee is cumulative over the trade"
    assert sandbox.get("ledger")["totals"]["alipay"]["refunded"] == 5_000


def test_a_query_tells_number_and_amount(alipay):
    alipay.refund("T1", "R1", 3_000)
    said = alipay.query("T1", "R1", query_options=["gmt_refund_pay"])
    assert (said["refund_status"], said["refund_amount"]) == ("REFUND_SUCCESS", "30.00")
    assert said["gmt_refund_pay"]
    assert "refund_status" not in alipay.query("T1", "never")
    assert alipay.query("T9", "R1")["sub_code"] == "TRADE_NOT_EXIST"


def test_slashes_arrive_escaped_and_the_raw_text_verifies(alipay):
    alipay.refund("T1", "R1", 3_000, refund_reason='a/b "}" 退')
    text = alipay.post(alipay.params(QUERY, {"out_trade_no": "T1", "out_request_no": "R1"})).text
    assert "a\\/b" in text
    node, verified = alipay.opened(QUERY, text)
    assert verified
    assert node["refund_reason"] == 'a/b "}" 退'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sign": "AAAA"}, ("40002", "isv.invalid-signature")),
        ({"sign": "not base64!"}, ("40002", "isv.invalid-signature")),
        ({"sign": ""}, ("40001", "isv.missing-signature")),
        ({"sign_type": "RSA"}, ("40002", "isv.invalid-signature-type")),
        ({"app_id": "2021000000000000"}, ("40002", "isv.invalid-app-id")),
        ({"method": ""}, ("40001", "isv.missing-method")),
        ({"method": "alipay.no.such"}, ("40002", "isv.invalid-method")),
        ({"timestamp": ""}, ("40001", "isv.missing-timestamp")),
        ({"charset": "klingon"}, ("40002", "isv.invalid-charset")),
        ({"biz_content": "{}"}, ("40002", "isv.invalid-signature")),
        ({"extra": "1"}, ("40002", "isv.invalid-signature")),
    ],
)
def test_what_was_changed_after_signing_is_refused_unsigned(alipay, sandbox, change, said):
    params = alipay.params(REFUND, refund_content("T1", "R1", 3_000)) | change
    assert refused(alipay, params) == said
    assert sandbox.get("ledger")["refunds"] == []


def test_a_request_of_an_hour_ago_is_refused_although_signed(alipay):
    old = alipay.params(REFUND, refund_content("T1", "R1", 3_000), timestamp="2026-01-01 00:00:00")
    assert refused(alipay, old) == ("40002", "isv.invalid-timestamp")


def test_content_that_is_no_object_is_refused(alipay):
    for text in ("[]", "{", "7"):
        params = alipay.params(REFUND, {}, biz_content=text)
        assert refused(alipay, params) == ("40002", "isv.invalid-parameter")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"out_trade_no": "T9"}, "ACQ.TRADE_NOT_EXIST"),
        ({"refund_amount": "100.01"}, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"),
        ({"refund_amount": "0"}, "ACQ.INVALID_PARAMETER"),
        ({"refund_amount": "1.001"}, "ACQ.INVALID_PARAMETER"),
        ({"refund_amount": "-1"}, "ACQ.INVALID_PARAMETER"),
        ({"out_request_no": ""}, "ACQ.INVALID_PARAMETER"),
        ({"out_request_no": "R" * 65}, "ACQ.INVALID_PARAMETER"),
        ({"undocumented": "1"}, "ACQ.INVALID_PARAMETER"),
    ],
)
def test_a_refund_that_makes_no_sense_is_refused_signed(alipay, content, code):
    said = alipay.ask(REFUND, **(refund_content("T1", "R1", 3_000) | content))
    assert (said["code"], said["sub_code"]) == ("40004", code)


def test_another_amount_for_a_known_number_is_refused(alipay):
    alipay.refund("T1", "R1", 3_000)
    assert alipay.refund("T1", "R1", 2_000)["sub_code"] == "ACQ.DISCORDANT_REPEAT_REQUEST"


def test_after_a_full_refund_the_trade_is_closed(alipay):
    alipay.refund("T1", "R1", 10_000)
    assert alipay.ask("alipay.trade.query", out_trade_no="T1")["trade_status"] == "TRADE_CLOSED"
    assert alipay.refund("T1", "R2", 1)["sub_code"] == "ACQ.TRADE_HAS_CLOSE"


def test_a_trade_older_than_a_year_can_not_be_refunded(alipay, sandbox):
    sandbox.do("payments", provider="alipay", number="OLD", amount=500, days_ago=366)
    assert alipay.refund("OLD", "R1", 500)["sub_code"] == "ACQ.TRADE_HAS_FINISHED"


def test_fifty_threads_with_one_number_refund_once(alipay, sandbox):
    params = [alipay.params(REFUND, refund_content("T1", "R1", 700)) for _ in range(50)]
    with ThreadPoolExecutor(50) as crowd:
        texts = list(crowd.map(lambda one: alipay.post(one).text, params))
    nodes = [alipay.opened(REFUND, text) for text in texts]
    assert all(verified for _, verified in nodes)
    assert [node["fund_change"] for node, _ in nodes].count("Y") == 1
    assert sandbox.get("ledger")["totals"]["alipay"]["refunded"] == 700


def test_fifty_threads_with_fifty_numbers_never_refund_more_than_was_paid(alipay, sandbox):
    params = [alipay.params(REFUND, refund_content("T1", f"R{n}", 700)) for n in range(50)]
    with ThreadPoolExecutor(50) as crowd:
        texts = list(crowd.map(lambda one: alipay.post(one).text, params))
    nodes = [alipay.opened(REFUND, text)[0] for text in texts]
    moved = [node for node in nodes if node.get("fund_change") == "Y"]
    assert len(moved) == 10_000 // 700
    book = sandbox.get("ledger")
    assert book["totals"]["alipay"]["refunded"] == 700 * len(moved)
    assert sum(refund["amount"] for refund in book["refunds"]) == 700 * len(moved)


def bill(alipay, sandbox, day):
    said = alipay.ask(BILL, bill_type="trade", bill_date=day)
    return said, httpx.get(said["bill_download_url"], trust_env=False) if said[
        "code"
    ] == "10000" else None


def test_the_bill_of_a_day_comes_the_morning_after(alipay, sandbox, today, tomorrow_at):
    alipay.refund("T1", "R1", 3_000)
    day = today(sandbox)
    assert bill(alipay, sandbox, day)[0]["sub_code"] == "INVAILID_ARGUMENTS"
    tomorrow_at(sandbox, 8)
    assert bill(alipay, sandbox, day)[0]["sub_code"] == "isp.bill_not_exist"
    tomorrow_at(sandbox, 9)
    archive = zipfile.ZipFile(io.BytesIO(bill(alipay, sandbox, day)[1].content))
    text = archive.read(archive.namelist()[0]).decode("gbk")
    rows = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    lines = [dict(zip(rows[0], (f.strip() for f in row), strict=True)) for row in rows[1:]]
    assert [(x["业务类型"], x["订单金额（元）"], x["退款批次号/请求号"]) for x in lines] == [
        ("交易", "100.00", ""),
        ("退款", "-30.00", "R1"),
    ]


def test_a_bill_link_is_only_ours_to_make(alipay, sandbox, today, tomorrow_at):
    day = today(sandbox)
    tomorrow_at(sandbox, 12)
    link = alipay.ask(BILL, bill_type="trade", bill_date=day)["bill_download_url"]
    assert httpx.get(link.replace(day, "2020-01-01"), trust_env=False).status_code == 403
    assert alipay.ask(BILL, bill_type="other", bill_date=day)["sub_code"] == "TYPE_NOT_SUPPORTED"


def test_gbk_requests_are_read_and_answered_in_gbk(alipay, sandbox):
    params = alipay.params("alipay.trade.query", {"out_trade_no": "T1"}, charset="gbk")
    answer = alipay.post(params)
    assert "gbk" in answer.headers["content-type"]
    assert json.loads(answer.content.decode("gbk"))["alipay_trade_query_response"]["code"] == (
        "10000"
    )
