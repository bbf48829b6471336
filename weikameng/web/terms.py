"""The policy as it applies to one good, read before buying (R1.4): window, one click, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weikameng.domain.money import yuan_of
from weikameng.domain.policy.model import Policy, Reason
from weikameng.domain.words import Words

_MEMBERSHIPS = frozenset({"video_membership", "trial_membership"})
# Reasons that can only be true of some goods; every other reason can be true of any.
_OF_TOPUPS = frozenset({"WRONG_ACCOUNT", "NOT_ARRIVED", "TOPUP_FAILED", "UNDER_DELIVERED"})
_OF_KEYS = frozenset({"KEY_NOT_DELIVERED", "KEY_INVALID"})
_OF_MEMBERSHIPS = frozenset({"AUTO_RENEWAL", "SERVICE_INTERRUPTED"})


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the terms, and the clause behind it."""

    name: Words
    value: Words
    clause: str = ""


def terms_of(product: Any, rules: Policy) -> tuple[Term, ...]:
    """Return what a buyer should know of refunds before buying this good."""
    kind = rules.goods[product.kind]
    days = product.window_days or kind.window_days
    found = [
        Term(
            Words("申请时限", "Window"),
            Words(
                f"{days} 天,自{kind.completed_when.zh}起算",
                f"{days} days, counted from: {kind.completed_when.en}",
            ),
            "D1",
        ),
        Term(Words("不能退", "No refund"), kind.non_refundable, "B1"),
        Term(Words("一键退款", "One click"), _one_click(product, rules), "E1"),
        Term(Words("能不能追回", "Recall"), kind.recall),
        Term(Words("特别说明", "Note"), kind.notes),
    ]
    if product.promise_7d:
        promise = Words("这件商品承诺 7 天无理由退。", "This good promises 7-day returns.")
        found.append(Term(Words("商品承诺", "Promise"), promise, "H10"))
    return tuple(term for term in found if term.value.zh.strip("—-"))


def _one_click(product: Any, rules: Policy) -> Words:
    limit = rules.params.one_click_below_minor
    below = yuan_of(limit)
    if product.cross_border:
        return Words(
            "不适用:跨境商品先核验身份,由人工复核。",
            "No: goods from abroad need an identity check and a person.",
        )
    if product.price_minor >= limit:
        return Words(
            f"不适用:满 {below} 元的由系统审核,没用过的核实后马上退。",
            f"No: {below} yuan or more is screened; unused goods are paid once checked.",
        )
    return Words(
        f"整单实付低于 {below} 元、没有使用过的,免凭证,马上退。",
        f"Yes, for a whole order below {below} yuan that was not used: no evidence, at once.",
    )


def reasons_for(product: Any, rules: Policy) -> list[Reason]:
    """Return the reasons that can be true of this good, in the order of the drop-down."""
    possible: Mapping[str, bool] = {
        **dict.fromkeys(_OF_TOPUPS, product.fulfilment == "direct"),
        **dict.fromkeys(_OF_KEYS, product.fulfilment == "key"),
        **dict.fromkeys(_OF_MEMBERSHIPS, product.kind in _MEMBERSHIPS),
        "WRONG_ZONE": bool(product.zones),
    }
    offered = (reason for reason in rules.reasons.values() if not reason.retired)
    return [reason for reason in offered if possible.get(reason.code, True)]
