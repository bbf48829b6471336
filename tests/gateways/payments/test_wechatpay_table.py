"""WeChat Pay's outcome table, row by row (docs/payments.md)."""

from datetime import timedelta

import httpx
import pytest

from tests.gateways.payments.counterparts import (
    NOW,
    order,
    wechat_error,
    wechat_refund,
    wechat_says,
    wechatpay,
)
from weikameng.domain.payout_life import Concern, Outcome
from weikameng.gateways.payments.wechatpay_codes import ROWS as TABLE_ROWS

SETTLED, ACCEPTED = Outcome.SETTLED, Outcome.ACCEPTED
SAME, LATER = Outcome.RETRY_SAME_ID, Outcome.RETRY_LATER
HUMAN, DEAD = Outcome.NEEDS_HUMAN, Outcome.PERMANENTLY_FAILED
NONE = Concern.NONE
OVERDUE = "订单已超过可退款的最大期限"


def dies(error):
    def answer(request):
        raise error("gone", request=request)

    return answer


def says(**changes):
    return wechat_says(wechat_refund(**changes))


def amounts(refund, **more):
    return {"refund": refund, "total": 1230, "currency": "CNY"} | more


def late(seconds):
    return wechat_says(wechat_refund(), at=NOW + timedelta(seconds=seconds))


# The page's words; what WeChat Pay says; what it must mean, written down here once more.
# Refund and query share these rows.
BOTH = [
    ("SUCCESS (signed, number and amount ours)", [says()], SETTLED, NONE, True),
    ("PROCESSING", [says(status="PROCESSING", success_time=None)], ACCEPTED, NONE, True),
    ("CLOSED", [says(status="CLOSED")], DEAD, NONE, True),
    ("ABNORMAL", [says(status="ABNORMAL")], HUMAN, Concern.ABNORMAL, True),
    (
        "signed answer for another number or amount",
        [
            says(out_refund_no="other"),
            says(out_refund_no=7),
            says(amount=amounts(501)),
            says(amount=amounts(500, currency="USD")),
            says(out_trade_no="other"),
        ],
        HUMAN,
        Concern.LEDGER,
        True,
    ),
    (
        "timeout, 5xx, SYSTEM_ERROR, BIZERR_NEED_RETRY (v2), 2xx that does not verify",
        [
            dies(httpx.ReadTimeout),
            dies(httpx.ConnectError),
            wechat_says(b"<html>", 502, how="unsigned"),
            wechat_says(wechat_refund(), how="unsigned"),
            wechat_says(wechat_refund(), how="bad"),
            wechat_says(b"<html>", 302, how="unsigned"),
            wechat_says(b""),
            wechat_says(b'{"status":"SUCC'),
            wechat_says(b"", 204),
            says(status="NEVER_HEARD_OF"),
            says(status="2xx+UNPROVEN"),
            says(status=None),
            says(out_refund_no=None),
            says(amount=None),
            says(amount=amounts(None)),
            says(amount=amounts(True)),
            wechat_says(
                b'{"out_refund_no":"R2026112200000101","status":"SUCCESS",'
                b'"amount":{"refund":500.0}}'
            ),
            late(-301),
            late(301),
        ],
        SAME,
        None,
        False,
    ),
]
REFUND_ONLY = [
    (
        "timeout, 5xx, SYSTEM_ERROR, BIZERR_NEED_RETRY (v2), 2xx that does not verify",
        [
            wechat_error("SYSTEM_ERROR", 500),
            wechat_error("SYSTEM_ERROR", 400),
            wechat_error("BIZERR_NEED_RETRY", 400),
            wechat_error("USER_ACCOUNT_ABNORMAL", 502),
        ],
        SAME,
        NONE,
        True,
    ),
    ("429 FREQUENCY_LIMITED", [wechat_error("FREQUENCY_LIMITED", 429)], SAME, Concern.RATE, True),
    (
        "403 NOT_ENOUGH (v2 NOTENOUGH)",
        [wechat_error("NOT_ENOUGH", 403), wechat_error("NOTENOUGH", 400)],
        LATER,
        Concern.BALANCE,
        True,
    ),
    (
        "RATELIMIT_EXCEEDED, INVALID_REQ_TOO_MUCH (1 min), other 429",
        [
            wechat_error("RATELIMIT_EXCEEDED", 429),
            wechat_error("INVALID_REQ_TOO_MUCH", 403),
            wechat_error("STRANGE", 429),
        ],
        LATER,
        Concern.RATE,
        True,
    ),
    (
        "403 USER_ACCOUNT_ABNORMAL",
        [wechat_error("USER_ACCOUNT_ABNORMAL", 403)],
        DEAD,
        Concern.OFFLINE,
        True,
    ),
    (
        "400 INVALID_REQUEST and text says the period is over (v2 TRADE_OVERDUE)",
        [wechat_error("INVALID_REQUEST", 400, OVERDUE), wechat_error("TRADE_OVERDUE", 400)],
        DEAD,
        Concern.OFFLINE,
        True,
    ),
    (
        "400 INVALID_REQUEST otherwise, 400 PARAM_ERROR",
        [
            wechat_error("INVALID_REQUEST", 400, "订单金额或退款金额与之前请求不一致"),
            wechat_error("INVALID_REQUEST", 400, "退款金额超过可退金额"),
            wechat_error("INVALID_REQUEST", 400, "申请退款次数超过上限"),
            wechat_error("PARAM_ERROR", 400),
        ],
        HUMAN,
        NONE,
        True,
    ),
    (
        "401 SIGN_ERROR, 403 NO_AUTH, 404 MCH_NOT_EXISTS, REQUEST_BLOCKED",
        [
            wechat_error("SIGN_ERROR", 401),
            wechat_error("NO_AUTH", 403),
            wechat_error("MCH_NOT_EXISTS", 404),
            wechat_error("REQUEST_BLOCKED", 403),
        ],
        HUMAN,
        Concern.CONFIGURATION,
        True,
    ),
    (
        "404 RESOURCE_NOT_EXISTS on refund",
        [wechat_error("RESOURCE_NOT_EXISTS", 404)],
        HUMAN,
        NONE,
        True,
    ),
    (
        "any other refusal (ours: the page names none)",
        [
            wechat_error("NEVER_HEARD_OF", 400),
            wechat_error("SUCCESS", 400),
            wechat_error("CLOSED", 400),
            wechat_error("INVALID_REQUEST+OVERDUE", 400),
            wechat_error("RESOURCE_NOT_EXISTS+QUERY", 404),
        ],
        HUMAN,
        NONE,
        True,
    ),
    (
        "403 USER_ACCOUNT_ABNORMAL and the period, unsigned",
        [
            wechat_error("USER_ACCOUNT_ABNORMAL", 403, how="unsigned"),
            wechat_error("INVALID_REQUEST", 400, OVERDUE, how="unsigned"),
        ],
        HUMAN,
        None,
        False,
    ),
    (
        "any refusal that is unsigned and would promise something, or badly signed",
        [
            wechat_error("NOT_ENOUGH", 403, how="unsigned"),
            wechat_error("RATELIMIT_EXCEEDED", 429, how="unsigned"),
            wechat_error("USER_ACCOUNT_ABNORMAL", 403, how="bad"),
            wechat_error("SIGN_ERROR", 401, how="bad"),
        ],
        SAME,
        None,
        False,
    ),
]
QUERY_ONLY = [
    (
        "404 RESOURCE_NOT_EXISTS on query",
        [wechat_error("RESOURCE_NOT_EXISTS", 404)],
        SAME,
        NONE,
        True,
    ),
    (
        "a question that is refused says nothing",
        [
            wechat_error("RESOURCE_NOT_EXISTS", 404, how="unsigned"),
            wechat_error("RESOURCE_NOT_EXISTS", 404, how="bad"),
            wechat_error("FREQUENCY_LIMITED", 429),
            wechat_error("RATELIMIT_EXCEEDED", 429),
            wechat_error("SYSTEM_ERROR", 500),
            wechat_error("USER_ACCOUNT_ABNORMAL", 502),
            wechat_error("RESOURCE_NOT_EXISTS", 503),
        ],
        SAME,
        None,
        False,
    ),
    (
        "a question our configuration spoils calls a person and leaves the refund unknown",
        [wechat_error("SIGN_ERROR", 401), wechat_error("NO_AUTH", 403, how="unsigned")],
        HUMAN,
        Concern.CONFIGURATION,
        False,
    ),
]


def held(receipt, row) -> None:
    _, _, outcome, concern, verified = row
    assert (receipt.outcome, receipt.verified) == (outcome, verified), receipt
    if concern is not None:
        assert receipt.concern is concern


@pytest.mark.parametrize("row", BOTH + REFUND_ONLY, ids=[r[0] for r in BOTH + REFUND_ONLY])
def test_a_refunds_answer_means(row) -> None:
    for answer in row[1]:
        held(wechatpay(answer)[0].refund(order()), row)


@pytest.mark.parametrize("row", BOTH + QUERY_ONLY, ids=[row[0] for row in BOTH + QUERY_ONLY])
def test_a_querys_answer_means(row) -> None:
    for answer in row[1]:
        held(wechatpay(answer)[0].query(order()), row)


def test_every_row_of_the_table_is_tried_here() -> None:
    tried = {row[0] for row in BOTH + REFUND_ONLY + QUERY_ONLY}
    assert {row.said for row in TABLE_ROWS} <= tried


def test_what_was_settled_says_when_where_and_which() -> None:
    receipt = wechatpay(says())[0].query(order())
    assert receipt.settled_at.isoformat() == "2026-11-22T10:30:01+08:00"
    assert receipt.credited_to == "ORIGINAL 支付用户零钱"
    assert receipt.provider_reference == "50000000382019052709732678859"
    assert (receipt.amount_minor, receipt.http_status) == (500, 200)


def test_an_answer_signed_with_a_key_we_were_not_given_is_unknown_and_calls_a_person() -> None:
    receipt = wechatpay(wechat_says(wechat_refund(), by="stranger"))[0].refund(order())
    assert (receipt.outcome, receipt.verified) == (SAME, False)
    assert receipt.concern is Concern.CONFIGURATION


@pytest.mark.parametrize("by", ["wechat-public", "platform"])
def test_certificates_and_the_public_key_stand_side_by_side(by: str) -> None:
    assert wechatpay(wechat_says(wechat_refund(), by=by))[0].query(order()).outcome is SETTLED


def test_a_serial_does_not_lend_its_name_to_another_key() -> None:
    def crossed(request):
        answer = wechat_says(wechat_refund(), by="platform")(request)
        answer.headers["Wechatpay-Serial"] = "PUB_KEY_ID_0112345678901234567890"
        return answer

    assert wechatpay(crossed)[0].query(order()).verified is False
