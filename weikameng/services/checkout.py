"""Buying: place an order with the policy confirmed, pay it, let it be delivered (R1.4, R7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.money import unit_shares
from weikameng.domain.numbers import ORDER, number_of
from weikameng.domain.paying import PaymentClosed, Till, TillSilent
from weikameng.domain.words import Words
from weikameng.ledger.digest import digest_of
from weikameng.records.reading import catalogue, orders
from weikameng.records.reading.policies import in_force_at, policy
from weikameng.records.writing import errands
from weikameng.records.writing import orders as writing
from weikameng.services import attached, chain, identity, life, wiring

if TYPE_CHECKING:
    from weikameng.records.models import Order, Product, Tender

MAX_QUANTITY = 20
MAX_ACCOUNT = 60
_BEIJING = ZoneInfo("Asia/Shanghai")
SANDBOX, _BALANCE = wiring.SANDBOX, "wallet"
_TILL_SILENT = Words(
    "付款渠道现在没有回应，不知道有没有扣款。请过一会儿再点一次，不会重复扣款。",
    "The payment channel does not answer, so we can't tell whether you have paid."
    " Try again in a while; you can't be charged twice.",
)
_CALLED_OFF = Words(
    "这个订单已经取消，没有扣款。需要的话请重新下单。",
    "This order was cancelled and nothing was charged. Place a new one if you still want it.",
)
_ALREADY_PAID = Words(
    "这个订单刚刚已经付款，不能取消。不需要的话可以申请退款。",
    "This order has just been paid, so it can't be cancelled. You can ask for a refund instead.",
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the buyer wants; ``confirmed`` is the tick under the text with ``text_digest``."""

    sku: str
    quantity: int = 1
    account: str = ""
    zone: str = ""
    use_balance_minor: int = 0
    route: str = SANDBOX  # who takes what the balance does not cover
    confirmed: bool = False
    text_digest: str = ""


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """The policy as it applies to one good, exactly as shown (R1.4), and what identifies it."""

    version: str
    lines: tuple[Words, ...]
    digest: str


def policy_shown(product: Product, at: datetime) -> PolicyShown:
    """Return the text a buyer confirms for this good: what is not refundable, until when."""
    return policy_told(product, in_force_at(at).version)


def policy_told(product: Product, version: str) -> PolicyShown:
    """Return the same of any version, for a good as it is now."""
    rules = policy(version)
    kind = rules.goods[product.kind]
    days = product.window_days or kind.window_days
    lines = (
        Words(
            f"不可退:{kind.non_refundable.zh}。",
            f"Not refundable: {kind.non_refundable.en}",
        ),
        Words(
            f"申请时限:完成后 {days} 天内。{rules.clauses['D2'].words.zh}",
            f"Window: {days} days after completion. {rules.clauses['D2'].words.en}",
        ),
        rules.clauses["A4"].words,
        rules.clauses["A6"].words,
        *((rules.clauses["H1"].words,) if product.cross_border else ()),
        *((rules.clauses["E1"].words,) if not product.cross_border else ()),
    )
    return PolicyShown(version, lines, digest_of([version, *map(list, lines)]))


def place(purchase: Purchase, *, buyer_id: int, at: datetime) -> str:
    """Place an order and return its number; the balance part is taken at once.

    Raises Refusal with a sentence for every thing the form could have got wrong.
    """
    product = catalogue.product(purchase.sku)
    if product is None:
        raise not_found()
    shown = policy_shown(product, at)
    _check(purchase, product, shown)
    total = product.price_minor * purchase.quantity
    shares = unit_shares(total, [product.price_minor] * purchase.quantity)
    balance = min(max(purchase.use_balance_minor, 0), total)
    serial = writing.next_serial()
    number = number_of(ORDER, at.astimezone(_BEIJING), serial)
    new = writing.NewOrder(
        number=number,
        buyer_id=buyer_id,
        product_id=product.pk,
        policy_id=in_force_at(at).pk,
        list_total_minor=total,
        paid_minor=total,
        units=[writing.NewUnit(product.price_minor, share) for share in shares],
        tenders=_tenders(purchase.route, balance, total - balance),
        account=purchase.account.strip(),
        zone=purchase.zone,
        cross_border=product.cross_border,
    )
    with transaction.atomic():
        order_id = writing.place(new, at)
        if balance and not writing.spend_wallet(buyer_id, balance, number, at):
            raise Refusal(
                "balance_too_low",
                Words(
                    "平台余额不足,请减少使用的余额。", "Your balance is too low; use less of it."
                ),
            )
        chain.keep(order_id, _first_evidence(new, product, shown), at)
        if new.cross_border:
            identity.carry(order_id, buyer_id, at)
    if total == balance:
        confirm_payment(number, buyer_id=buyer_id, at=at)
    return number


def pay(order_number: str, *, buyer_id: int, at: datetime) -> None:
    """Pay at the order's till, then confirm by asking there (never by being told).

    Raises Refusal when the till does not answer, or was told that the order is off.
    """
    order = _to_pay(order_number, buyer_id)
    if leg := _channel_leg(order):
        try:
            with _answering():
                _till(leg.route).pay(order.number, leg.amount_minor)
        except PaymentClosed:  # a cancellation died halfway: the other half is done now
            _call_off(order, buyer_id, at)
            raise Refusal("called_off", _CALLED_OFF) from None
    confirm_payment(order_number, buyer_id=buyer_id, at=at)


def confirm_payment(order_number: str, *, buyer_id: int, at: datetime) -> bool:
    """Ask the till whether the money came; if so, the order is paid and delivery begins."""
    order = orders.order_to_pay(order_number, buyer_id=buyer_id)
    if order is None:
        return False
    reference = ""
    if leg := _channel_leg(order):
        with _answering():
            found = _till(leg.route).payment(order.number)
        if found is None or found.amount_minor != leg.amount_minor:
            return False
        reference = found.reference
    promised_at = at + timedelta(minutes=order.product.promised_minutes)
    with transaction.atomic():
        paid = writing.Paid(reference, promised_at, in_force_at(at).pk)
        if writing.paid(order.pk, paid, at):
            legs = [
                writing.NewTender(
                    leg.route, leg.amount_minor, "" if leg.route == _BALANCE else reference
                )
                for leg in order.tenders.all()
            ]
            chain.keep(order.pk, [attached.payment_record(order.number, legs)], at)
            life.bought(order.pk, at)
            errands.defer("deliver", order=order.number)
    return True


def cancel(order_number: str, *, buyer_id: int, at: datetime) -> None:
    """Cancel an unpaid order; the balance part comes back at once.

    The till is told first and decides the race with a payment: what it took is confirmed and the
    cancellation refused, what comes later it refuses itself. So no money is left behind there.
    """
    order = _to_pay(order_number, buyer_id)
    if leg := _channel_leg(order):
        with _answering():
            closed = _till(leg.route).close(order.number)
        if not closed:
            confirm_payment(order_number, buyer_id=buyer_id, at=at)
            raise Refusal("already_paid", _ALREADY_PAID)
    _call_off(order, buyer_id, at)


def _to_pay(order_number: str, buyer_id: int) -> Order:
    order = orders.order_to_pay(order_number, buyer_id=buyer_id)
    if order is None:
        raise not_found()
    return order


def _till(route: str) -> Till:
    """Return the till that took the order. Raises Refusal when it is not there any more."""
    if till := wiring.tills().get(route):
        return till
    raise Refusal("till_silent", _TILL_SILENT)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except TillSilent:
        raise Refusal("till_silent", _TILL_SILENT) from None


def _call_off(order: Order, buyer_id: int, at: datetime) -> None:
    with transaction.atomic():
        if not writing.cancelled(order.pk):
            return
        for tender in order.tenders.all():
            if tender.route == _BALANCE:
                cause = f"{order.number}-back"
                writing.spend_wallet(buyer_id, -tender.amount_minor, cause, at)


def _check(purchase: Purchase, product: Product, shown: PolicyShown) -> None:
    if not 1 <= purchase.quantity <= MAX_QUANTITY:
        raise Refusal(
            "quantity",
            Words(f"数量请填 1 到 {MAX_QUANTITY}。", f"Choose a quantity of 1 to {MAX_QUANTITY}."),
        )
    account = purchase.account.strip()
    if product.fulfilment == "direct" and not 3 <= len(account) <= MAX_ACCOUNT:
        raise Refusal(
            "account", Words("请填写要充值的账号。", "Enter the account to be topped up.")
        )
    if product.zones and purchase.zone not in product.zones:
        raise Refusal("zone", Words("请选择区服。", "Choose the zone."))
    if not purchase.confirmed:
        raise Refusal(
            "not_confirmed",
            Words(
                "请先阅读退款规则并勾选确认。",
                "Read the refund rules and tick the confirmation first.",
            ),
        )
    if purchase.text_digest != shown.digest:
        raise Refusal(
            "policy_changed",
            Words(
                "退款规则刚刚更新,请重新阅读并勾选。",
                "The refund rules have just changed; read them again and tick.",
            ),
        )


def _tenders(route: str, balance_minor: int, rest_minor: int) -> list[writing.NewTender]:
    if rest_minor and route not in wiring.tills():
        raise Refusal("route", Words("请选择付款方式。", "Choose how to pay."))
    legs = [(_BALANCE, balance_minor), (route, rest_minor)]
    return [writing.NewTender(route, amount) for route, amount in legs if amount]


def _channel_leg(order: Order) -> Tender | None:
    """Return what is paid outside; None when the balance pays all of it."""
    return next((leg for leg in order.tenders.all() if leg.route != _BALANCE), None)


def _first_evidence(
    new: writing.NewOrder, product: Product, shown: PolicyShown
) -> list[attached.Item]:
    """The order as created and the policy as shown are the first links (R7.1, R1.4)."""
    confirmation = {"version": shown.version, "text_digest": shown.digest, "ticked": True}
    return [
        attached.order_snapshot(new, product),
        attached.Item("policy_confirmation", "buyer", confirmation),
    ]
