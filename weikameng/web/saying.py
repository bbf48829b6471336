"""What pages say about orders and money: states, rows and badges as Words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from weikameng.domain import clock_words
from weikameng.domain.case_life import State
from weikameng.domain.channel_names import route_words
from weikameng.domain.evidence_list import kept_words
from weikameng.domain.history_words import STATES, STATES_AT_DESK
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.eligibility import Eligibility
from weikameng.domain.policy.model import Policy
from weikameng.domain.supply import trouble_words
from weikameng.domain.words import Words
from weikameng.services.tracks import reminder_words

if TYPE_CHECKING:
    from weikameng.records.models import Order, OrderUnit, Tender

APPLY = Words("申请退款", "Apply for a refund")
ON_ITS_WAY = Words("正在充值,先等到账", "On its way; let it arrive first")
APPLY_ANYWAY = Words("情况不同?选原因申请", "Different story? Apply with a reason")
A_PERSON_WILL_LOOK = Words(
    "可以申请,申请后由人工核实使用情况,再决定退款。",
    "You may apply; a person then checks for use and decides.",
)
WAYS = {
    "one_click": Words("一键退款:不要凭证,马上退", "One click: no evidence, at once"),
    "screened": Words("系统审核:核实后马上退", "Screened: paid once the record proves it"),
    "manual": Words("人工复核:1-3 个工作日", "A person reviews: 1 to 3 working days"),
    "none": Words("现在不能退", "Not refundable now"),
}
_ORDER = {
    "awaiting_payment": ("warn", Words("待付款", "To be paid")),
    "paid": ("info", Words("充值中", "Being delivered")),
    "delivered": ("ok", Words("已完成", "Delivered")),
    "failed": ("bad", Words("没有成功", "Failed")),
    "cancelled": ("", Words("已取消", "Cancelled")),
}
CASE_BADGES = {
    State.SCREENING: ("info", STATES[State.SCREENING]),
    State.REVIEWING: ("info", STATES[State.REVIEWING]),
    State.AWAITING_BUYER: ("warn", STATES[State.AWAITING_BUYER]),
    State.APPROVED: ("ok", STATES[State.APPROVED]),
    State.PAYING: ("info", STATES[State.PAYING]),
    State.PAYOUT_STUCK: ("warn", STATES[State.PAYOUT_STUCK]),
    State.REFUNDED: ("ok", STATES[State.REFUNDED]),
    State.REJECTED: ("bad", STATES[State.REJECTED]),
    State.DISPUTED: ("info", STATES[State.DISPUTED]),
    State.WITHDRAWN: ("", STATES[State.WITHDRAWN]),
    State.CLOSED: ("", STATES[State.CLOSED]),
}
DESK_BADGES = {state: (tone, STATES_AT_DESK[state]) for state, (tone, _) in CASE_BADGES.items()}
_MONEY_ON_ITS_WAY = frozenset({State.APPROVED, State.PAYING, State.PAYOUT_STUCK})


def order_badge(order: Any, case_states: Iterable[str]) -> dict[str, Any]:
    """Return tone and state of an order; refunded is only what has arrived (R4.3)."""
    if order.refunding_minor and order.refunding_minor == order.paid_minor:
        if _MONEY_ON_ITS_WAY.intersection(case_states):
            return {"tone": "info", "state": Words("退款中", "Refund on its way")}
        return {"tone": "", "state": Words("已退款", "Refunded")}
    tone, words = _ORDER[order.progress]
    return {"tone": tone, "state": words}


def delivery_trouble(order: Any) -> Words | None:
    """Return what went wrong with the delivery, as the supplier said it."""
    if order.progress != "failed":
        return None
    return trouble_words(order.supplier_code)


def order_rows(
    order: "Order", units: "Sequence[OrderUnit]", tenders: "Sequence[Tender]"
) -> list[tuple[Words, Words | str]]:
    """Return the facts of an order for parts/facts.html."""
    rows: list[tuple[Words, Words | str]] = [
        (Words("实付", "Paid"), f"¥{yuan_of(order.paid_minor)}"),
        (Words("付款方式", "Paid with"), _tenders(tenders)),
    ]
    if len(units) > 1:
        rows.append((Words("数量", "Quantity"), str(len(units))))
    if order.account:
        rows.append((Words("充值账号", "Account"), masked(order.account)))
    if order.zone:
        rows.append((Words("区服", "Zone"), order.zone))
    if order.renewal:
        said = reminder_words(order.renewal, order.reminded_at, order.paid_at)
        rows.append((Words("自动续费,扣款前的提醒", "Renewal; reminder before the charge"), said))
    return rows


def masked(account: str) -> str:
    """Hide the middle of an account: 138****8000."""
    if len(account) < 7:
        return account[:1] + "****"
    return f"{account[:3]}****{account[-4:]}"


def eligible_title(plain: Eligibility) -> Words:
    """Return the answer in one line."""
    if plain.eligible:
        return Words("这个订单可以申请退款", "This order can be refunded")
    return Words("现在不符合直接退款的条件", "Not refundable as it stands")


def case_row(case: Any, product: Any) -> dict[str, Any]:
    """Return a case for parts/row_card.html."""
    tone, words = CASE_BADGES[State(case.state)]
    return {
        "url": reverse("refund", args=[case.number]),
        "title": Words(product.name_zh, product.name_en),
        "amount_minor": case.amount_minor or None,
        "number": case.number,
        "at": case.applied_at,
        "tone": tone,
        "state": words,
    }


def case_row_for_buyer(case: Any, product: Any, order: Any, now: datetime) -> dict[str, Any]:
    """Return a case for parts/row_card.html, with by when money on its way arrives (R4.3).

    While a complaint is open at the channel no promise holds (N9).
    """
    row = case_row(case, product)
    if case.state == State.PAYING and case.due_at and not order.chargeback_open:
        when, late = clock_words.deadline(case.due_at, now), case.due_at <= now
        soon = Words(f"最晚 {when.zh} 到账", f"Arrives by {when.en}")
        past = Words(f"原定最晚 {when.zh} 到账,晚了", f"Was to arrive by {when.en}; it is late")
        row["refund"] = {"tone": "warn", "words": past} if late else {"tone": "info", "words": soon}
    return row


def evidence_line(item: Any, rules: Policy) -> dict[str, Any]:
    """Return one kept item for a list: what it is, when, and its seal's first digits."""
    return {
        "label": kept_words(item.kind, rules),
        "at": item.at,
        "seal": item.digest[:12],
        "position": item.position,
        "picture": bool(item.body.get("copy")),
        "agrees": bool(getattr(item, "agrees", False)),
    }


def _tenders(tenders: "Iterable[Tender]") -> Words:
    legs = [(route_words(leg.route), yuan_of(leg.amount_minor)) for leg in tenders]
    return Words(
        " + ".join(f"{words.zh} {amount} 元" for words, amount in legs),
        " + ".join(f"{words.en} {amount}" for words, amount in legs),
    )
