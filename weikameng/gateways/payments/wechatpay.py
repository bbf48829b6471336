"""WeChat Pay as a payment channel: API v3, both key modes side by side (docs/payments.md)."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from weikameng.domain.payout_life import (
    Concern,
    Outcome,
    PayoutOrder,
    PayoutReceipt,
    RefundNotice,
    StatementLine,
    Verb,
)
from weikameng.gateways.payments import wechatpay_bills
from weikameng.gateways.payments.credentials import REFUND_DAYS, WechatPayCredentials
from weikameng.gateways.payments.line import LineDead
from weikameng.gateways.payments.order_checks import unaskable, unsendable
from weikameng.gateways.payments.outcome_table import unanswered
from weikameng.gateways.payments.reason_text import shown_reason
from weikameng.gateways.payments.wechatpay_answers import receipt
from weikameng.gateways.payments.wechatpay_codes import NO_ANSWER, TABLE
from weikameng.gateways.payments.wechatpay_line import SignedLine
from weikameng.gateways.payments.wechatpay_notices import read_notice
from weikameng.gateways.payments.wechatpay_signing import Call

REFUNDS = "/v3/refund/domestic/refunds"
NUMBER_LIMIT = 64
REASON_BYTES = 80


class WechatPay:
    """Four verbs; ``refund`` and ``query`` never raise for what the network or WeChat Pay does."""

    name = "wechatpay"
    refund_window = timedelta(days=REFUND_DAYS)  # fixed by WeChat Pay
    min_gap_same_order = timedelta(minutes=1)
    first_query_after = timedelta(minutes=1)

    def __init__(
        self, credentials: WechatPayCredentials, client: httpx.Client, clock: Callable[[], datetime]
    ) -> None:
        self._credentials = credentials
        self._line = SignedLine(credentials, client, clock)
        self._clock = clock

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Send a refund; its number makes a repetition the same refund, at any of their hosts."""
        total = "" if order.order_total_minor else "NO_ORDER_TOTAL"
        if fault := unsendable(order, NUMBER_LIMIT) or total:
            return PayoutReceipt(Outcome.NEEDS_HUMAN, fault, concern=Concern.LEDGER)
        body = json.dumps(self._wish(order), ensure_ascii=False, separators=(",", ":")).encode()
        return self._ask(Call("POST", REFUNDS, body), Verb.REFUND, order)

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask what became of a refund; a verified ``retry_same_id`` means it never arrived."""
        if fault := unaskable(order, NUMBER_LIMIT):
            return PayoutReceipt(Outcome.NEEDS_HUMAN, fault, concern=Concern.LEDGER)
        return self._ask(
            Call("GET", f"{REFUNDS}/{quote(order.number, safe='')}"), Verb.QUERY, order
        )

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> RefundNotice:
        """Return what a notice says, or raise NoticeRejected."""
        return read_notice(headers, body, self._credentials, self._clock())

    def fetch_statement(self, day: date) -> Iterator[StatementLine]:
        """Return the refunds of one day in Beijing; ready on the next from ten."""
        return iter(wechatpay_bills.fetch(self._line, day))

    def _ask(self, call: Call, verb: Verb, order: PayoutOrder) -> PayoutReceipt:
        try:
            heard = self._line.ask(call, standby=True)
        except LineDead as dead:
            return unanswered(TABLE[NO_ANSWER], dead)
        return receipt(heard, verb, order)

    def _wish(self, order: PayoutOrder) -> dict[str, Any]:
        """The same order always makes the same body: a repetition must not differ."""
        reason = shown_reason(order.reason, characters=REASON_BYTES, encoded_bytes=REASON_BYTES)
        payment = (
            {"transaction_id": order.payment_reference}
            if order.payment_reference
            else {"out_trade_no": order.payment_number or order.order_number}
        )
        optional = {"reason": reason, "notify_url": self._credentials.notify_url}
        return {
            **payment,
            "out_refund_no": order.number,
            **{name: value for name, value in optional.items() if value},
            "amount": {
                "refund": order.amount_minor,
                "total": order.order_total_minor,
                "currency": order.currency,
            },
        }
