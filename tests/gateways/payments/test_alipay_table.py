"""Alipay's outcome tables, row by row (docs/payments.md)."""

import httpx
import pytest

from tests.gateways.payments.counterparts import (
    alipay,
    alipay_says,
    found_refund,
    method_of,
    order,
    refunded,
    refused,
)
from weikameng.domain.payout_life import Concern, Outcome
from weikameng.gateways.payments.alipay import QUERY_METHOD
from weikameng.gateways.payments.alipay_codes import QUERY_ROWS, REFUND_ROWS

SETTLED, ACCEPTED = Outcome.SETTLED, Outcome.ACCEPTED
SAME, LATER = Outcome.RETRY_SAME_ID, Outcome.RETRY_LATER
HUMAN, DEAD = Outcome.NEEDS_HUMAN, Outcome.PERMANENTLY_FAILED
NONE = Concern.NONE


def http(status, text="{}"):
    return lambda request: httpx.Response(status, text=text)


def dies(error):
    def answer(request):
        raise error("gone", request=request)

    return answer


# The page's words; what Alipay says; what it must mean, written down here once more.
ROWS = [
    ("10000, fund_change=Y (signed)", [alipay_says(refunded())], SETTLED, NONE, True),
    (
        "10000, fund_change N or absent (signed)",
        [
            alipay_says(refunded(fund_change="N")),
            alipay_says(refunded(fund_change="N", refund_fee="0.00")),
            alipay_says(refunded(fund_change=None)),
        ],
        ACCEPTED,
        NONE,
        True,
    ),
    (
        "10000 but signature missing or wrong",
        [alipay_says(refunded(), how="unsigned"), alipay_says(refunded(), how="bad")],
        SAME,
        NONE,
        False,
    ),
    (
        "timeout, cut connection, HTTP ≠200, unparsable",
        [
            dies(httpx.ReadTimeout),
            dies(httpx.RemoteProtocolError),
            dies(httpx.ConnectError),
            http(502),
            http(302),
            http(200, "<html>busy</html>"),
            http(200, ""),
            http(200, '{"alipay_trade_refund_response":{"code":"10000"'),
        ],
        SAME,
        NONE,
        False,
    ),
    (
        "20000 isp.unknow-error, aop.unknow-error; 40004 ACQ.SYSTEM_ERROR",
        [
            alipay_says(refused("isp.unknow-error", "20000")),
            alipay_says(refused("aop.unknow-error", "20000")),
            alipay_says(refused("ACQ.SYSTEM_ERROR")),
        ],
        SAME,
        NONE,
        True,
    ),
    (
        "40005 / isv.app-call-limited, isv.method-call-limited",
        [
            alipay_says(refused("", "40005")),
            alipay_says(refused("isv.app-call-limited", "40005")),
            alipay_says(refused("isv.method-call-limited", "40004")),
        ],
        LATER,
        Concern.RATE,
        True,
    ),
    (
        "ACQ.SELLER_BALANCE_NOT_ENOUGH",
        [alipay_says(refused("ACQ.SELLER_BALANCE_NOT_ENOUGH"))],
        LATER,
        Concern.BALANCE,
        True,
    ),
    (
        "ACQ.REFUND_CHARGE_ERROR",
        [alipay_says(refused("ACQ.REFUND_CHARGE_ERROR"))],
        LATER,
        NONE,
        True,
    ),
    (
        "ACQ.TRADE_HAS_FINISHED",
        [alipay_says(refused("ACQ.TRADE_HAS_FINISHED"))],
        DEAD,
        Concern.OFFLINE,
        True,
    ),
    (
        "ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND",
        [alipay_says(refused("ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND"))],
        DEAD,
        Concern.OFFLINE,
        True,
    ),
    (
        "ACQ.BUYER_NOT_EXIST",
        [alipay_says(refused("ACQ.BUYER_NOT_EXIST"))],
        DEAD,
        Concern.OFFLINE,
        True,
    ),
    (
        "amount against what is refundable",
        [
            alipay_says(refused(f"ACQ.{code}"))
            for code in (
                "REFUND_AMT_NOT_EQUAL_TOTAL",
                "REFUND_FEE_ERROR",
                "REASON_TRADE_REFUND_FEE_ERR",
                "ALLOC_AMOUNT_VALIDATE_ERROR",
            )
        ],
        HUMAN,
        Concern.LEDGER,
        True,
    ),
    (
        "ACQ.DISCORDANT_REPEAT_REQUEST",
        [alipay_says(refused("ACQ.DISCORDANT_REPEAT_REQUEST"))],
        HUMAN,
        Concern.LEDGER,
        True,
    ),
    (
        "frozen / account state",
        [
            alipay_says(refused(f"ACQ.{code}"))
            for code in (
                "REASON_TRADE_BEEN_FREEZEN",
                "BUYER_ENABLE_STATUS_FORBID",
                "BUYER_ERROR",
                "USER_NOT_MATCH_ERR",
                "CUSTOMER_VALIDATE_ERROR",
            )
        ],
        HUMAN,
        NONE,
        True,
    ),
    (
        "contract or configuration",
        [
            alipay_says(refused(f"ACQ.{code}"))
            for code in (
                "TRADE_NOT_ALLOW_REFUND",
                "NOT_ALLOW_PARTIAL_REFUND",
                "CURRENCY_NOT_SUPPORT",
                "TRADE_SETTLE_ERROR",
                "ENTERPRISE_PAY_BIZ_ERROR",
                "OVERDRAFT_ASSIGN_ACCOUNT_INVALID",
                "REFUND_ACCOUNT_NOT_EXIST",
                "REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST",
                "REFUNDALLOC_UNAUTH_LIMIT",
            )
        ],
        HUMAN,
        NONE,
        True,
    ),
    (
        "our configuration: stop the whole channel",
        [
            alipay_says(refused("ACQ.INVALID_PARAMETER")),
            alipay_says(refused("isv.invalid-auth-token", "20001")),
            alipay_says(refused("isv.missing-method", "40001")),
            alipay_says(refused("isv.invalid-signature", "40002")),
            alipay_says(refused("isv.x", "40003")),
            alipay_says(refused("isv.insufficient-isv-permissions", "40006")),
        ],
        HUMAN,
        Concern.CONFIGURATION,
        True,
    ),
    (
        "any other ACQ.*, signed",
        [alipay_says(refused("ACQ.NEVER_HEARD_OF")), alipay_says(refused("STRANGE"))],
        HUMAN,
        NONE,
        True,
    ),
    (
        "any business error without signature",
        [
            alipay_says(refused("ACQ.TRADE_HAS_FINISHED"), how="unsigned"),
            alipay_says(refused("ACQ.NEVER_HEARD_OF"), how="bad"),
        ],
        SAME,
        None,
        False,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_refunds_answer_means(row) -> None:
    _, says, outcome, concern, verified = row
    for answer in says:
        gateway, _ = alipay(answer)
        receipt = gateway.refund(order())
        assert (receipt.outcome, receipt.verified) == (outcome, verified)
        if concern is not None:
            assert receipt.concern is concern


AFTER_A_QUERY = (
    "ACQ.TRADE_NOT_EXIST",
    "ACQ.TRADE_STATUS_ERROR",
    "ACQ.REASON_TRADE_STATUS_INVALID",
    "ACQ.TRADE_HAS_CLOSE",
)


@pytest.mark.parametrize("code", AFTER_A_QUERY)
def test_wrong_trade_or_state_needs_a_person_after_a_query(code: str) -> None:
    gateway, wire = alipay(alipay_says(refused(code)), alipay_says({"code": "10000", "msg": "S"}))
    receipt = gateway.refund(order())
    assert (receipt.outcome, receipt.code) == (HUMAN, code)
    assert [method_of(asked) for asked in wire.asked][1:] == [QUERY_METHOD]


@pytest.mark.parametrize("code", AFTER_A_QUERY)
def test_closed_may_mean_that_this_very_refund_went_through(code: str) -> None:
    gateway, _ = alipay(alipay_says(refused(code)), alipay_says(found_refund()))
    assert gateway.refund(order()).outcome is SETTLED


def test_every_row_of_the_table_is_tried_here() -> None:
    tried = {row[0] for row in ROWS} | {"wrong trade or state, after a query"}
    assert tried == {row.said for row in REFUND_ROWS}


def dback(status, **more):
    info = {"has_deposit_back": "true", "dback_status": status, "dback_amount": "5.00", **more}
    return alipay_says(found_refund(deposit_back_info=info))


QUERIES = [
    (
        "REFUND_SUCCESS with our number and amount",
        [alipay_says(found_refund())],
        SETTLED,
        True,
    ),
    (
        "REFUND_SUCCESS, other number or amount",
        [
            alipay_says(found_refund(out_request_no="R-other")),
            alipay_says(found_refund(refund_amount="5.01")),
            alipay_says(found_refund(refund_amount="500")),
            alipay_says(found_refund(out_trade_no="other")),
        ],
        HUMAN,
        True,
    ),
    ("10000 and no status", [alipay_says({"code": "10000", "msg": "Success"})], SAME, True),
    (
        "TRADE_NOT_EXIST, with and without ACQ.",
        [alipay_says(refused("TRADE_NOT_EXIST")), alipay_says(refused("ACQ.TRADE_NOT_EXIST"))],
        HUMAN,
        True,
    ),
    ("deposit-back S or F", [dback("S"), dback("F")], SETTLED, True),
    ("deposit-back P", [dback("P")], ACCEPTED, True),
    (
        "asynchronous refund in progress",
        [alipay_says(found_refund(refund_status="REFUND_PROCESSING"))],
        ACCEPTED,
        True,
    ),
    (
        "any other refund or deposit-back status",
        [
            alipay_says(found_refund(refund_status="REFUND_FAIL")),
            alipay_says(found_refund(refund_status="DBACK_S")),
            alipay_says(found_refund(refund_status="10000+Y")),
            dback("X"),
        ],
        HUMAN,
        True,
    ),
    (
        "a question that is refused or not answered says nothing",
        [
            alipay_says(refused("isv.app-call-limited", "40005")),
            alipay_says(refused("ACQ.SYSTEM_ERROR")),
            alipay_says(found_refund(), how="unsigned"),
            alipay_says(found_refund(), how="bad"),
            alipay_says(refused("TRADE_NOT_EXIST"), how="unsigned"),
            alipay_says(found_refund(out_request_no=None)),
            alipay_says(found_refund(refund_amount=None)),
            alipay_says(found_refund(out_trade_no=None)),
            dies(httpx.ReadTimeout),
            http(500),
        ],
        SAME,
        False,
    ),
]


@pytest.mark.parametrize("row", QUERIES, ids=[row[0] for row in QUERIES])
def test_a_querys_answer_means(row) -> None:
    _, says, outcome, verified = row
    for answer in says:
        gateway, _ = alipay(answer)
        receipt = gateway.query(order())
        assert (receipt.outcome, receipt.verified) == (outcome, verified), receipt


def test_every_row_of_the_querys_table_is_tried_here() -> None:
    assert {row.said for row in QUERY_ROWS} <= {row[0] for row in QUERIES}


@pytest.mark.parametrize(("status", "credited"), [("S", ""), ("F", "alipay_balance")])
def test_a_deposit_the_bank_gave_back_is_in_the_buyers_alipay_balance(status, credited) -> None:
    gateway, _ = alipay(dback(status, bank_ack_time="2026-11-23 09:00:00"))
    receipt = gateway.query(order())
    assert receipt.credited_to == credited
    assert receipt.settled_at.isoformat() == "2026-11-23T09:00:00+08:00"


@pytest.mark.parametrize(
    ("code", "concern"),
    [
        ("40002", Concern.CONFIGURATION),
        ("40005", Concern.RATE),
    ],
)
def test_an_unsigned_gateway_error_slows_down_or_calls_a_person_but_ends_nothing(code, concern):
    says = alipay_says(refused("isv.whatever", code), how="unsigned", name="error_response")
    for receipt in (alipay(says)[0].refund(order()), alipay(says)[0].query(order())):
        assert (receipt.outcome, receipt.verified) == (SAME, False)
        assert receipt.concern is concern


def test_a_configuration_error_of_a_query_leaves_the_refund_unknown() -> None:
    receipt = alipay(alipay_says(refused("isv.invalid-signature", "40002")))[0].query(order())
    assert not receipt.verified
    assert receipt.concern is Concern.CONFIGURATION


@pytest.mark.parametrize("fee", ["4.99", "12.31", "-5.00", "5.001", "abc", "5e0", "五", "", " 5"])
def test_the_cumulative_fee_must_cover_this_refund_and_stay_within_the_trade(fee: str) -> None:
    assert alipay(alipay_says(refunded(refund_fee=fee)))[0].refund(order()).outcome is HUMAN


@pytest.mark.parametrize("fee", ["5.00", "5", "5.0", "12.30"])
def test_the_cumulative_fee_may_be_larger_than_this_refund(fee: str) -> None:
    assert alipay(alipay_says(refunded(refund_fee=fee)))[0].refund(order()).outcome is SETTLED


@pytest.mark.parametrize("left_out", ["refund_fee", "out_trade_no"])
def test_money_that_moved_namelessly_is_asked_for(left_out: str) -> None:
    assert alipay(alipay_says(refunded(**{left_out: None})))[0].refund(order()).outcome is ACCEPTED


def test_a_signed_answer_about_another_trade_is_not_ours() -> None:
    for receipt in (
        alipay(alipay_says(refunded(out_trade_no="1")))[0].refund(order()),
        alipay(alipay_says(refunded(trade_no="2")))[0].refund(order(payment_reference="3")),
    ):
        assert (receipt.outcome, receipt.code) == (HUMAN, "OTHER_TRADE")
