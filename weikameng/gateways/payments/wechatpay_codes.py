"""WeChat Pay's words and what they mean for us, as data (docs/payments.md)."""

import re

from weikameng.domain.payout_life import Concern, Outcome
from weikameng.gateways.payments.outcome_table import Row, indexed

# What no provider says but the line or the call shows.
NO_ANSWER = "NO_ANSWER"
UNPROVEN = "2xx+UNPROVEN"
SERVER_ERROR = "5xx"
OTHER = "OTHER_NUMBER_OR_AMOUNT"
OVERDUE = "INVALID_REQUEST+OVERDUE"
NO_SUCH = "RESOURCE_NOT_EXISTS"
NEVER_ARRIVED = "RESOURCE_NOT_EXISTS+QUERY"
UNKNOWN_REFUSAL = "4xx"

ROWS = (
    Row("SUCCESS (signed, number and amount ours)", ("SUCCESS",), Outcome.SETTLED),
    Row("PROCESSING", ("PROCESSING",), Outcome.ACCEPTED),
    Row("CLOSED", ("CLOSED",), Outcome.PERMANENTLY_FAILED),
    Row("ABNORMAL", ("ABNORMAL",), Outcome.NEEDS_HUMAN, Concern.ABNORMAL),
    Row(
        "signed answer for another number or amount",
        (OTHER,),
        Outcome.NEEDS_HUMAN,
        Concern.LEDGER,
    ),
    Row(
        "timeout, 5xx, SYSTEM_ERROR, BIZERR_NEED_RETRY (v2), 2xx that does not verify",
        (NO_ANSWER, SERVER_ERROR, "SYSTEM_ERROR", "SYSTEMERROR", "BIZERR_NEED_RETRY", UNPROVEN),
        Outcome.RETRY_SAME_ID,
    ),
    Row("429 FREQUENCY_LIMITED", ("FREQUENCY_LIMITED",), Outcome.RETRY_SAME_ID, Concern.RATE),
    Row(
        "403 NOT_ENOUGH (v2 NOTENOUGH)",
        ("NOT_ENOUGH", "NOTENOUGH"),
        Outcome.RETRY_LATER,
        Concern.BALANCE,
    ),
    Row(
        "RATELIMIT_EXCEEDED, INVALID_REQ_TOO_MUCH (1 min), other 429",
        ("RATELIMIT_EXCEEDED", "INVALID_REQ_TOO_MUCH", "429"),
        Outcome.RETRY_LATER,
        Concern.RATE,
    ),
    Row(
        "403 USER_ACCOUNT_ABNORMAL",
        ("USER_ACCOUNT_ABNORMAL",),
        Outcome.PERMANENTLY_FAILED,
        Concern.OFFLINE,
    ),
    Row(
        "400 INVALID_REQUEST and text says the period is over (v2 TRADE_OVERDUE)",
        (OVERDUE, "TRADE_OVERDUE"),
        Outcome.PERMANENTLY_FAILED,
        Concern.OFFLINE,
    ),
    Row(
        "400 INVALID_REQUEST otherwise, 400 PARAM_ERROR",
        ("INVALID_REQUEST", "PARAM_ERROR"),
        Outcome.NEEDS_HUMAN,
    ),
    Row(
        "401 SIGN_ERROR, 403 NO_AUTH, 404 MCH_NOT_EXISTS, REQUEST_BLOCKED",
        ("SIGN_ERROR", "NO_AUTH", "MCH_NOT_EXISTS", "REQUEST_BLOCKED"),
        Outcome.NEEDS_HUMAN,
        Concern.CONFIGURATION,
    ),
    Row("404 RESOURCE_NOT_EXISTS on refund", (NO_SUCH,), Outcome.NEEDS_HUMAN),
    Row("404 RESOURCE_NOT_EXISTS on query", (NEVER_ARRIVED,), Outcome.RETRY_SAME_ID),
    Row("any other refusal (ours: the page names none)", (UNKNOWN_REFUSAL,), Outcome.NEEDS_HUMAN),
)

# RETRY_LATER: not there yet, or no refunds that day; everything else is a wrong request.
BILL_ROWS = (
    Row(
        "NO_STATEMENT_EXIST, STATEMENT_CREATING",
        ("NO_STATEMENT_EXIST", "STATEMENT_CREATING"),
        Outcome.RETRY_LATER,
    ),
)

TABLE = indexed(ROWS)
BILL = indexed(BILL_ROWS)

_PERIOD_OVER = re.compile(
    r"(超过|超出|已过|过了)[^,，。;；]*?(期限|有效期|时限|一年|[0-9]+ ?天)|过期"
)


def says_period_over(message: str) -> bool:
    """Say whether a refusal's sentence means that the refund window is past. Fragile by nature."""
    return bool(_PERIOD_OVER.search(message))
