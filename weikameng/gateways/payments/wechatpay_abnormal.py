"""An abnormal refund paid to another account (docs/payments.md): only ever a person's decision."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from weikameng.domain.payout_life import Concern, Outcome, PayoutOrder, PayoutReceipt, Verb
from weikameng.gateways.payments.credentials import WechatPayCredentials
from weikameng.gateways.payments.line import LineDead
from weikameng.gateways.payments.order_checks import unsendable
from weikameng.gateways.payments.outcome_table import unanswered
from weikameng.gateways.payments.wechatpay import NUMBER_LIMIT, REFUNDS
from weikameng.gateways.payments.wechatpay_answers import receipt
from weikameng.gateways.payments.wechatpay_codes import NO_ANSWER, TABLE
from weikameng.gateways.payments.wechatpay_line import SignedLine
from weikameng.gateways.payments.wechatpay_signing import Call, sealed_for


@dataclass(frozen=True, slots=True)
class BuyersCard:
    """A bank card of the buyer. Number and name are encrypted for WeChat Pay and never kept."""

    bank_type: str
    number: str = field(repr=False)
    holder: str = field(repr=False)


class AbnormalRefunds:
    """One verb beside the channel's four."""

    def __init__(
        self, credentials: WechatPayCredentials, client: httpx.Client, clock: Callable[[], datetime]
    ) -> None:
        self._who = credentials
        self._line = SignedLine(credentials, client, clock)

    def redirect(
        self, order: PayoutOrder, refund_id: str, card: BuyersCard | None = None
    ) -> PayoutReceipt:
        """Direct an ABNORMAL refund to the buyer's card, or (None) back to the merchant's account.

        ``refund_id`` is WeChat Pay's. No standby host: whether two of these are one isn't promised.
        """
        fault = unsendable(order, NUMBER_LIMIT) or ("" if refund_id else "NO_REFUND_ID")
        if fault:
            return PayoutReceipt(Outcome.NEEDS_HUMAN, fault, concern=Concern.LEDGER)
        body = json.dumps(self._wish(order, card), separators=(",", ":")).encode()
        target = f"{REFUNDS}/{quote(refund_id, safe='')}/apply-abnormal-refund"
        try:
            heard = self._line.ask(Call("POST", target, body), standby=False)
        except LineDead as dead:
            return unanswered(TABLE[NO_ANSWER], dead)
        return receipt(heard, Verb.REFUND, order)

    def _wish(self, order: PayoutOrder, card: BuyersCard | None) -> dict[str, Any]:
        if card is None:
            return {"out_refund_no": order.number, "type": "MERCHANT_BANK_CARD"}
        key = self._who.verifiers[self._who.preferred]
        return {
            "out_refund_no": order.number,
            "type": "USER_BANK_CARD",
            "bank_type": card.bank_type,
            "bank_account": sealed_for(key, card.number),
            "real_name": sealed_for(key, card.holder),
        }
