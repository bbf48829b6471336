"""Directs an abnormal refund elsewhere, as finance chose it at one of the doors (R4.3)."""

from datetime import datetime

from weikameng.domain.card_banks import Card
from weikameng.domain.payout_life import Outcome
from weikameng.domain.policy.publishing import Actor
from weikameng.gateways.payments.wechatpay_abnormal import BuyersCard
from weikameng.services import held_payouts


def to_card(number: str, card: Card, actor: Actor, *, at: datetime) -> Outcome:
    """Direct a refund to a debit card of the buyer; nothing of the card is kept."""
    buyers = BuyersCard(card.bank, card.number, card.holder)
    return held_payouts.redirect(number, buyers, staff_id=actor.id, role=actor.role, at=at)


def to_merchant(number: str, actor: Actor, *, at: datetime) -> Outcome:
    """Direct a refund back to our own account; then it may be paid by another way."""
    return held_payouts.redirect(number, None, staff_id=actor.id, role=actor.role, at=at)
