"""Deals of cross-border orders (R6.1): filled in by one person, confirmed by another, exported."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.exchange import Deal, DealFault, Paid, deal_from
from weikameng.domain.exchange_file import Line, amount
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import exchange as reading
from weikameng.records.reading.payouts import case_money, case_of
from weikameng.records.reading.transfers import dead_legs
from weikameng.records.writing import exchange as writing
from weikameng.records.writing import refunds
from weikameng.records.writing.payouts import wake
from weikameng.services import exchange_records
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import ExchangeRecord, Order

LONGEST = timedelta(days=366)  # of one file
FIRST_YEAR, LAST_DAY = 2000, date(2099, 12, 31)


def fill(
    number: str, given: Mapping[str, object], seen: int, actor: Actor, *, at: datetime
) -> None:
    """Fill in the deal of an order, or correct it; another person has to confirm it then.

    ``seen`` is the revision that was looked at, 0 for none. Refusal names the field that is wrong.
    """
    order = _order_for(number, actor, Right.MOVE_MONEY)
    try:
        deal = deal_from(given, paid_of(order, at), tolerance())
    except DealFault as fault:
        raise Refusal("exchange_field", fault.words, fault.field) from fault
    with _in_one_step(number):
        writing.fill(order.pk, deal, seen, actor.id, at)
        noted(actor.id, Act.EXCHANGE_FILLED, f"order {number}", _said(deal), at)


def confirm(number: str, seen: int, actor: Actor, *, at: datetime) -> int:
    """Confirm what another person filled in; return how many refunds that had stopped go on."""
    order = _order_for(number, actor, Right.SECOND_MONEY)
    deal = reading.deal_of(order.pk)
    if deal is None or deal.confirmed_at is not None:
        raise Refusal("not_now", _NOTHING_TO_CONFIRM, number)
    if deal.filled_by_id == actor.id:
        raise Refusal("same_person", _SAME_PERSON, number)
    with _in_one_step(number):
        writing.confirm(order.pk, seen, actor.id, at)
        noted(actor.id, Act.EXCHANGE_CONFIRMED, f"order {number}", "", at)
        going = [leg for leg in reading.stopped(order.pk) if _goes_on(leg, actor, at)]
    if going:
        wake(at)
    return len(going)


def records(
    days: tuple[date, date], actor: Actor, after: tuple[datetime, int] | None, many: int
) -> list[tuple[datetime, int, Line]]:
    """Return so many lines of the records made on these days in Beijing, the oldest first.

    For who sees the money. ``after`` is the moment and the number with which a line came.
    """
    _demand_sees_money(actor)
    found = reading.records_after(*_span(*days), after, many)
    return [(record.made_at, record.payout_id, _line(record)) for record in found]


def exported(first: date, last: date, actor: Actor | None, *, at: datetime) -> list[Line]:
    """Return the lines of a file that leaves the house; who took it stays on record.

    Nobody (None) is the command line.
    """
    if actor:
        _demand_sees_money(actor)
    found = lines_of(first, last)
    with transaction.atomic():
        said = f"{len(found)} lines"
        noted(actor.id if actor else None, Act.EXCHANGE_EXPORTED, f"{first} to {last}", said, at)
    return found


def lines_of(first: date, last: date) -> list[Line]:
    """Return the lines of the records made on these days. Refusal for a span nobody means."""
    return [_line(record) for record in reading.records_between(*_span(first, last))]


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    if not timedelta(0) <= last - first <= LONGEST or first.year < FIRST_YEAR or last > LAST_DAY:
        raise Refusal("exchange_span", _SPAN)
    since = datetime.combine(first, time(), BEIJING)
    return since, datetime.combine(last + timedelta(days=1), time(), BEIJING)


def _demand_sees_money(actor: Actor) -> None:
    if not allowed(actor.role, Right.SEE_MONEY):
        raise not_found()


def paid_of(order: "Order", at: datetime) -> Paid:
    """Return the payment a deal has to settle."""
    assert order.paid_at is not None, "a deal of what was not paid"
    return Paid(order.paid_minor, order.currency, beijing_day(order.paid_at), beijing_day(at))


def tolerance() -> Decimal:
    """Return by how many percent a deal may differ from the payment."""
    return Decimal(settings.EXCHANGE_TOLERANCE)


def _order_for(number: str, actor: Actor, right: Right) -> "Order":
    if not allowed(actor.role, right):
        raise not_found()
    order = reading.order_abroad(number)
    if order is None:
        raise not_found()
    if order.buyer_id == actor.id:
        raise Refusal("own_case", _OWN, number)
    return order


def _goes_on(payout_id: int, actor: Actor, at: datetime) -> bool:
    """Let a leg go that stopped for its record; its case goes on with its last one (law 1)."""
    case = case_money(case_of(payout_id))
    if not exchange_records.made(payout_id, at):
        return False
    writing.let_go(payout_id, at)
    if case.read.state is State.PAYOUT_STUCK and not dead_legs(case.read.id):
        step = Step(Event.RESUME, f"staff:{actor.id}")
        refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)
    return True


@contextmanager
def _in_one_step(number: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except Conflict as error:
        raise Refusal("moved", _MOVED, number) from error
    except IntegrityError as error:
        if "exchange_deal_guard" not in str(error):
            raise
        raise Refusal("not_now", _RECORDED, number) from error


def _said(deal: Deal) -> str:
    paid = f"{amount(deal.settled_minor)} {deal.settled_currency} at {deal.rate} on {deal.rate_on}"
    return f"{paid}, {deal.purpose}, to {deal.payee_country}"


def _line(record: "ExchangeRecord") -> Line:
    payout = record.payout
    same = (
        *("order_number", "ordered_at", "goods", "goods_kind", "quantity", "settled_currency"),
        *("rate", "rate_on", "rate_rule", "purpose", "payer_document", "payer_digest"),
        *("payer_result", "payer_reference", "payee", "payee_country", "route", "refund_number"),
        *("reason", "evidence_digest", "approved_by", "filled_by", "confirmed_by"),
    )
    return {name: getattr(record, name) for name in same} | {
        "recorded_at": record.made_at,
        "paid_amount": amount(record.paid_minor),
        "paid_currency": record.currency,
        "settled_amount": amount(record.settled_minor),
        "quota_usd": amount(record.quota_minor),
        "payment_number": record.payment_reference,
        "refund_amount": amount(record.amount_minor),
        "refund_currency": record.currency,
        "refund_settled_amount": amount(record.back_minor),
        "quota_back_usd": amount(record.quota_back_minor),
        "state": payout.state,
        "settled_at": payout.settled_at,
    }


_OWN = Words("这是你自己的订单,请同事办理。", "This is your own order; a colleague must do this.")
_SAME_PERSON = Words(
    "登记和核对要两个人:不能核对自己登记的。",
    "It takes two people: who filled it in can't confirm it.",
)
_NOTHING_TO_CONFIRM = Words(
    "现在没有要核对的:还没登记,或者已经核对过。",
    "There is nothing to confirm: it is not filled in yet, or was confirmed before.",
)
_MOVED = Words(
    "这份登记刚刚有人改过,请看最新的内容再办。",
    "Somebody has just changed this; look at it again first.",
)
_RECORDED = Words(
    "已经有退款按它登记,不能再改。",
    "A refund was recorded by it; it can't be changed any more.",
)
_SPAN = Words(
    "起止日期不对:开始不晚于结束,最多 366 天。",
    "Those days won't do: from the first to the last, 366 days at most.",
)
