"""A new key instead of money: a supervisor exchanges a delivered key that does not work, once the
buyer has agreed. The case ends without a refund; the buyer may amend it or apply again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict, Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.share import WHOLE
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import CaseToMove, Progress, progress_of
from weikameng.records.writing import reissued as writing
from weikameng.services import chain, judging, life
from weikameng.services.attached import Item
from weikameng.services.judging import MAX_WORDS, MIN_WORDS, Judge
from weikameng.services.promised import due_at
from weikameng.services.staff_log import noted

SAID = Words(
    "已经为你补发一张新的卡密,在订单页就能查看,原来那张已作废。这次不再退款;新卡密如果有问题,"
    "可以再申请。",
    "A new key was issued for you: it is on the page of your order, and the old one is void. No"
    " money is refunded this time; if the new key does not work either, apply again.",
)


@dataclass(frozen=True, slots=True)
class Reissue:
    """What the supervisor decided; ``because`` is what the buyer reads. ``agreed``: the buyer said
    that a new key will do. ``revision`` is what the page showed."""

    because: str
    because_en: str
    agreed: bool
    revision: int | None = None


def may_reissue(progress: Progress, role: str) -> bool:
    """Whether a key could be exchanged here: cards that were delivered, by who may."""
    there = progress.order.progress == "delivered"
    cards = progress.product.fulfilment == "key"
    return there and cards and allowed(role, Right.APPROVE_LARGE)


def reissue(case_number: str, wish: Reissue, judge: Judge, at: datetime) -> None:
    """Exchange the keys of a case and end it.

    Raises Refusal when the role may not, the buyer did not agree, stock has too few, a key was
    used, the amount takes two people, or the case moved meanwhile.
    """
    case = judging.case_for(case_number, judge, Right.APPROVE_LARGE)
    because = judging.demand_words(wish.because, _BECAUSE)
    judging.demand_as_seen(case, Event.REJECT, wish.revision)
    if not wish.agreed:
        raise Refusal("agreed", _AGREED)
    product_id = _demand_cards(case, judge, at)
    step = Step(Event.REJECT, judge.actor, because, wish.because_en.strip()[:MAX_WORDS])
    plan = CasePlan((step,))
    plan = replace(plan, due_at=due_at(State.REJECTED, case.route, plan, at))
    try:
        with transaction.atomic():
            judging.keep(case, plan, at)
            _exchange(case, product_id, at)
            noted(judge.id, Act.CARD_REISSUED, judging.about(case), because, at)
    except Conflict as error:
        raise judging.moved(case) from error


def _demand_cards(case: CaseToMove, judge: Judge, at: datetime) -> int:
    progress = progress_of(case.read.number)
    assert progress is not None, "read a moment ago"
    if not may_reissue(progress, judge.role):
        raise Refusal("no_card", _NO_CARD)
    money = judging.money_of(case, WHOLE, at)  # refused while a channel may pay it back (N9)
    if money.needs_second:
        raise Refusal("reissue_too_large", _too_large(money.limit_minor))
    return progress.product.pk


def _exchange(case: CaseToMove, product_id: int, at: datetime) -> None:
    unit_ids = sorted(case.unit_ids)
    cards = writing.reissue(unit_ids, product_id, at)
    if cards is None:
        raise Refusal("reissue_not_possible", _NOT_POSSIBLE)
    life.reissued(unit_ids, cards, at)
    body = {"status": "success", "code": "REISSUED", "cards": len(cards)}
    chain.keep(case.read.order_id, [Item("delivery_record", "platform", body)], at)


def _too_large(limit_minor: int) -> Words:
    limit = yuan_of(limit_minor)
    return Words(
        f"超过 {limit} 元的要两个人决定,不能在这里补发。请走退款。",
        f"Above {limit} CNY two people decide; a key can't be issued here. Refund it instead.",
    )


_BECAUSE = Words(
    f"请写给买家的话,{MIN_WORDS} 到 {MAX_WORDS} 字:补发了什么,在哪里看。",
    f"Write what the buyer reads, {MIN_WORDS} to {MAX_WORDS} characters.",
)
_AGREED = Words(
    "要买家同意换新的才能补发:他申请的是退款。先问一问,同意了再勾选。",
    "The buyer asked for a refund: ask whether a new key will do, and tick this once they agreed.",
)
_NO_CARD = Words(
    "只有已经交付的卡密才能补发。", "Only a card key that was delivered can be exchanged."
)
_NOT_POSSIBLE = Words(
    "补发不了:库存里没有足够的卡密,或者供货商已报告这张卡被激活、使用。什么也没有改动。",
    "It can't be exchanged: stock has too few keys, or the supplier reported this one activated or"
    " used. Nothing was changed.",
)
