"""Alipay as a payment channel: gateway.do with RSA2 (docs/payments.md)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from weikameng.domain.money import yuan_of
from weikameng.domain.payout_life import (
    Concern,
    Outcome,
    PayoutOrder,
    PayoutReceipt,
    RefundNotice,
    StatementLine,
    StatementUnavailable,
)
from weikameng.gateways.payments import alipay_answers as answers
from weikameng.gateways.payments.alipay_bills import PACKED_LIMIT, malformed, refund_lines
from weikameng.gateways.payments.alipay_codes import BILL, NO_ANSWER, REFUND, REFUSALS
from weikameng.gateways.payments.alipay_notices import read_notice
from weikameng.gateways.payments.alipay_signing import Heard, heard, request_text
from weikameng.gateways.payments.credentials import AlipayCredentials
from weikameng.gateways.payments.line import Line, LineDead, Reply
from weikameng.gateways.payments.order_checks import unaskable, unsendable
from weikameng.gateways.payments.outcome_table import Trust, found, told, unanswered
from weikameng.gateways.payments.reason_text import shown_reason
from weikameng.gateways.payments.signatures import signed
from weikameng.gateways.payments.strict_json import NotJson
from weikameng.gateways.payments.written_amounts import in_beijing

REFUND_METHOD = "alipay.trade.refund"
QUERY_METHOD = "alipay.trade.fastpay.refund.query"
BILL_METHOD = "alipay.data.dataservice.bill.downloadurl.query"
REASON_CHARACTERS, REASON_BYTES = 200, 256
NUMBER_LIMIT = 64
_QUERY_OPTIONS = ["gmt_refund_pay", "deposit_back_info", "refund_detail_item_list"]
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}


@dataclass(frozen=True, slots=True)
class _Answer:
    reply: Reply
    heard: Heard


class Alipay:
    """Four verbs; ``refund`` and ``query`` never raise for what the network or Alipay does."""

    name = "alipay"
    min_gap_same_order = timedelta(seconds=3)
    first_query_after = timedelta(seconds=10)

    def __init__(
        self,
        credentials: AlipayCredentials,
        client: httpx.Client,
        clock: Callable[[], datetime],
    ) -> None:
        self.refund_window = credentials.refund_window
        self._credentials = credentials
        self._line = Line(client)
        self._clock = clock

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Send a refund; the same number and amount again is the same refund."""
        if fault := unsendable(order, NUMBER_LIMIT):
            return PayoutReceipt(Outcome.NEEDS_HUMAN, fault, concern=Concern.LEDGER)
        reason = shown_reason(
            order.reason, characters=REASON_CHARACTERS, encoded_bytes=REASON_BYTES
        )
        content = {
            **_trade(order),
            "out_request_no": order.number,
            "refund_amount": yuan_of(order.amount_minor),
            **({"refund_reason": reason} if reason else {}),
        }
        try:
            answer = self._ask(REFUND_METHOD, content)
        except LineDead as dead:
            return unanswered(REFUND[NO_ANSWER], dead)
        receipt, query_first = answers.refund_receipt(answer.heard, answer.reply, order)
        return self._after_a_query(order, receipt) if query_first else receipt

    def _after_a_query(self, order: PayoutOrder, refused: PayoutReceipt) -> PayoutReceipt:
        """ "Closed" may mean that this very refund went through: only a query tells."""
        asked = self.query(order)
        well = asked.verified and asked.outcome in (Outcome.SETTLED, Outcome.ACCEPTED)
        return asked if well else refused

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask what became of a refund; a verified ``retry_same_id`` means it never arrived."""
        if fault := unaskable(order, NUMBER_LIMIT):
            return PayoutReceipt(Outcome.NEEDS_HUMAN, fault, concern=Concern.LEDGER)
        content = {
            **_trade(order),
            "out_request_no": order.number,
            "query_options": _QUERY_OPTIONS,
        }
        try:
            answer = self._ask(QUERY_METHOD, content)
        except LineDead as dead:
            return unanswered(REFUND[NO_ANSWER], dead)
        return answers.query_receipt(answer.heard, answer.reply, order)

    def parse_notification(
        self,
        headers: Mapping[str, str],  # noqa: ARG002  # the port's; Alipay signs no headers
        body: bytes,
    ) -> RefundNotice:
        """Return what a notice says, or raise NoticeRejected."""
        return read_notice(body, self._credentials, self._clock())

    def fetch_statement(self, day: date) -> Iterator[StatementLine]:
        """Return the refunds of one day in Beijing; ready on the next at about nine."""
        try:
            answer = self._ask(BILL_METHOD, {"bill_type": "trade", "bill_date": f"{day}"})
            link = self._bill_link(answer.heard)
            # The link dies after 30 seconds, so nothing happens in between.
            reply = self._line.ask(self._line.request("GET", link), PACKED_LIMIT)
        except LineDead as dead:
            raise StatementUnavailable(dead.code, later=True) from None
        if reply.status != httpx.codes.OK:
            raise StatementUnavailable(f"HTTP_{reply.status}", later=True)
        return iter(refund_lines(reply.body))

    def _bill_link(self, said: Heard) -> str:
        content = said.content
        code = told(content.get("sub_code")) or told(content.get("code"))
        if said.trust is not Trust.SIGNED:
            raise StatementUnavailable(f"{said.trust.upper()} {code}", later=True)
        if content.get("code") == "10000":
            return _safe_link(told(content.get("bill_download_url"), 4096), self._credentials)
        row = found(BILL, [code, code.removeprefix("ACQ.")]) or found(
            REFUSALS, answers.codes_of(content)
        )
        concern = row.concern if row else Concern.NONE
        later = row is not None and row.outcome is not Outcome.NEEDS_HUMAN
        raise StatementUnavailable(code, later=later, concern=concern)

    def _ask(self, method: str, content: Mapping[str, Any]) -> _Answer:
        """Send one signed call. LineDead for everything that is no answer of the gateway."""
        about, form = self._signed(method, content)
        url = f"{self._credentials.gateway}?{urlencode(about)}"
        reply = self._line.ask(self._line.request("POST", url, urlencode(form).encode(), _HEADERS))
        if reply.status != httpx.codes.OK:
            raise LineDead(f"HTTP_{reply.status}", status=reply.status)
        try:
            return _Answer(reply, heard(reply.body, method, self._credentials))
        except NotJson:
            raise LineDead("UNREADABLE_ANSWER", status=reply.status) from None

    def _signed(
        self, method: str, content: Mapping[str, Any]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return the parameters about the call and the form with the order's data.

        The former travel in the address, as the official clients send them: the gateway reads
        there how the form is encoded. The latter must not appear in any log of addresses.
        """
        who = self._credentials
        about = {
            "app_id": who.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": in_beijing(self._clock()),
            "version": "1.0",
        }
        if who.app_cert_sn:
            about |= {"app_cert_sn": who.app_cert_sn, "alipay_root_cert_sn": who.root_cert_sn}
        form = {
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        about["sign"] = signed(who.private_key, request_text(about | form).encode())
        return about, form


def _trade(order: PayoutOrder) -> dict[str, str]:
    if order.payment_reference:
        return {"trade_no": order.payment_reference}
    return {"out_trade_no": order.payment_number or order.order_number}


def _safe_link(link: str, credentials: AlipayCredentials) -> str:
    """The link is signed by Alipay; only its road is ours to choose: never plain text abroad."""
    try:
        there, home = httpx.URL(link), httpx.URL(credentials.gateway)
    except httpx.InvalidURL:
        raise malformed("LINK") from None
    if not there.host or there.scheme not in ("http", "https"):
        raise malformed("LINK")
    same = (there.scheme, there.netloc) == (home.scheme, home.netloc)
    return str(there if same else there.copy_with(scheme="https"))
