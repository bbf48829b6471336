"""What must be true of an order before any provider is asked."""

import re

from weikameng.domain.payout_life import PayoutOrder
from weikameng.gateways.payments.written_amounts import MOST_FEN

_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]+")


def unaskable(order: PayoutOrder, number_limit: int) -> str:
    """Return the code of what keeps us from even asking about an order, or ``""``."""
    if not _NUMBER.fullmatch(order.number) or len(order.number) > number_limit:
        return "BAD_REFUND_NUMBER"
    if not (order.payment_reference or order.payment_number or order.order_number):
        return "NO_PAYMENT"
    return ""


def unsendable(order: PayoutOrder, number_limit: int) -> str:
    """Return the code of what is wrong with an order, or ``""``; nothing was sent then."""
    if fault := unaskable(order, number_limit):
        return fault
    if order.currency != "CNY":
        return "CURRENCY_NOT_SERVED"
    if not 0 < order.amount_minor < MOST_FEN:
        return "BAD_AMOUNT"
    if order.order_total_minor and order.amount_minor > order.order_total_minor:
        return "MORE_THAN_PAID"
    return ""
