"""Alipay's words and what they mean for us, as data (docs/payments.md)."""

from weikameng.domain.payout_life import Concern, Outcome
from weikameng.gateways.payments.outcome_table import Row, indexed

# What no provider says but the line shows.
NO_ANSWER = "NO_ANSWER"
UNPROVEN = "10000+UNPROVEN"
MOVED = "10000+Y"
NOT_MOVED = "10000+N"
UNSIGNED = "UNSIGNED"
OTHER = "OTHER_NUMBER_OR_AMOUNT"
NO_STATUS = "10000+NO_STATUS"
FINISHED = "REFUND_SUCCESS"
UNKNOWN_REFUSAL = "ACQ.*"

REFUND_ROWS = (
    Row("10000, fund_change=Y (signed)", (MOVED,), Outcome.SETTLED),
    Row("10000, fund_change N or absent (signed)", (NOT_MOVED,), Outcome.ACCEPTED),
    Row("10000 but signature missing or wrong", (UNPROVEN,), Outcome.RETRY_SAME_ID),
    Row(
        "timeout, cut connection, HTTP ≠200, unparsable",
        (NO_ANSWER,),
        Outcome.RETRY_SAME_ID,
    ),
    Row(
        "20000 isp.unknow-error, aop.unknow-error; 40004 ACQ.SYSTEM_ERROR",
        ("20000", "isp.unknow-error", "aop.unknow-error", "ACQ.SYSTEM_ERROR", "isp.*", "aop.*"),
        Outcome.RETRY_SAME_ID,
    ),
    Row(
        "40005 / isv.app-call-limited, isv.method-call-limited",
        ("40005", "isv.app-call-limited", "isv.method-call-limited"),
        Outcome.RETRY_LATER,
        Concern.RATE,
    ),
    Row(
        "ACQ.SELLER_BALANCE_NOT_ENOUGH",
        ("ACQ.SELLER_BALANCE_NOT_ENOUGH",),
        Outcome.RETRY_LATER,
        Concern.BALANCE,
    ),
    Row("ACQ.REFUND_CHARGE_ERROR", ("ACQ.REFUND_CHARGE_ERROR",), Outcome.RETRY_LATER),
    Row(
        "ACQ.TRADE_HAS_FINISHED",
        ("ACQ.TRADE_HAS_FINISHED",),
        Outcome.PERMANENTLY_FAILED,
        Concern.OFFLINE,
    ),
    Row(
        "ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND",
        ("ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND",),
        Outcome.PERMANENTLY_FAILED,
        Concern.OFFLINE,
    ),
    Row(
        "ACQ.BUYER_NOT_EXIST",
        ("ACQ.BUYER_NOT_EXIST",),
        Outcome.PERMANENTLY_FAILED,
        Concern.OFFLINE,
    ),
    Row(
        "amount against what is refundable",
        (
            "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
            "ACQ.REFUND_FEE_ERROR",
            "ACQ.REASON_TRADE_REFUND_FEE_ERR",
            "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR",
        ),
        Outcome.NEEDS_HUMAN,
        Concern.LEDGER,
    ),
    Row(
        "ACQ.DISCORDANT_REPEAT_REQUEST",
        ("ACQ.DISCORDANT_REPEAT_REQUEST",),
        Outcome.NEEDS_HUMAN,
        Concern.LEDGER,
    ),
    Row(
        "wrong trade or state, after a query",
        (
            "ACQ.TRADE_NOT_EXIST",
            "ACQ.TRADE_STATUS_ERROR",
            "ACQ.REASON_TRADE_STATUS_INVALID",
            "ACQ.TRADE_HAS_CLOSE",
        ),
        Outcome.NEEDS_HUMAN,
        query_first=True,
    ),
    Row(
        "frozen / account state",
        (
            "ACQ.REASON_TRADE_BEEN_FREEZEN",
            "ACQ.BUYER_ENABLE_STATUS_FORBID",
            "ACQ.BUYER_ERROR",
            "ACQ.USER_NOT_MATCH_ERR",
            "ACQ.CUSTOMER_VALIDATE_ERROR",
        ),
        Outcome.NEEDS_HUMAN,
    ),
    Row(
        "contract or configuration",
        (
            "ACQ.TRADE_NOT_ALLOW_REFUND",
            "ACQ.NOT_ALLOW_PARTIAL_REFUND",
            "ACQ.CURRENCY_NOT_SUPPORT",
            "ACQ.TRADE_SETTLE_ERROR",
            "ACQ.ENTERPRISE_PAY_BIZ_ERROR",
            "ACQ.OVERDRAFT_*",
            "ACQ.REFUND_ACCOUNT_NOT_EXIST",
            "ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST",
            "ACQ.REFUNDALLOC_UNAUTH_LIMIT",
        ),
        Outcome.NEEDS_HUMAN,
    ),
    Row(
        "our configuration: stop the whole channel",
        ("ACQ.INVALID_PARAMETER", "20001", "40001", "40002", "40003", "40006"),
        Outcome.NEEDS_HUMAN,
        Concern.CONFIGURATION,
    ),
    Row("any other ACQ.*, signed", (UNKNOWN_REFUSAL,), Outcome.NEEDS_HUMAN),
    Row("any business error without signature", (UNSIGNED,), Outcome.RETRY_SAME_ID),
)

QUERY_ROWS = (
    Row("REFUND_SUCCESS with our number and amount", (FINISHED,), Outcome.SETTLED),
    Row("REFUND_SUCCESS, other number or amount", (OTHER,), Outcome.NEEDS_HUMAN, Concern.LEDGER),
    Row("10000 and no status", (NO_STATUS,), Outcome.RETRY_SAME_ID),
    Row(
        "TRADE_NOT_EXIST, with and without ACQ.",
        ("ACQ.TRADE_NOT_EXIST",),
        Outcome.NEEDS_HUMAN,
    ),
    Row("deposit-back S or F", ("DBACK_S", "DBACK_F"), Outcome.SETTLED),
    Row("deposit-back P", ("DBACK_P",), Outcome.ACCEPTED),
    Row("asynchronous refund in progress", ("REFUND_PROCESSING",), Outcome.ACCEPTED),
    Row("any other refund or deposit-back status", ("REFUND_*", "DBACK_*"), Outcome.NEEDS_HUMAN),
)

# RETRY_LATER: not there yet, try again; NEEDS_HUMAN: our request is wrong.
BILL_ROWS = (
    Row(
        "NO_BILL_DATA, BILL_NOT_EXIST, isp.bill_not_exist",
        ("NO_BILL_DATA", "BILL_NOT_EXIST", "isp.bill_not_exist"),
        Outcome.RETRY_LATER,
    ),
    Row(
        "INVAILID_ARGUMENTS, BILL_DATE_BEFORE_REGISTRATION, TYPE_NOT_SUPPORTED",
        ("INVAILID_ARGUMENTS", "BILL_DATE_BEFORE_REGISTRATION", "TYPE_NOT_SUPPORTED"),
        Outcome.NEEDS_HUMAN,
        Concern.CONFIGURATION,
    ),
)

# By every code of a row, ours included; and by what Alipay itself may say in a refusal.
REFUND = indexed(REFUND_ROWS)
_OURS = frozenset({NO_ANSWER, UNPROVEN, MOVED, NOT_MOVED, UNSIGNED})
REFUSALS = {code: row for code, row in REFUND.items() if code not in _OURS}
QUERY = indexed(QUERY_ROWS)
BILL = indexed(BILL_ROWS)
