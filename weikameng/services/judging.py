"""What every decision of a person shares: who may, what came in between, the money, the trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain import clock_words
from weikameng.domain.bearers import bearer_of
from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import CasePlan, Step, legs_of, paying_steps, walked
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.share import Amounts, Share, amounts_of, chosen, left_of
from weikameng.domain.policy.split import split_over
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import approvals as waiting
from weikameng.records.reading.photograph import Photograph, photograph
from weikameng.records.reading.policies import policy
from weikameng.records.reading.refunds import CaseToMove, case_to_move, latest_act
from weikameng.records.writing import refunds as writing
from weikameng.services import attached, chain
from weikameng.services.promised import Way, timed
from weikameng.services.screening import demand
from weikameng.services.staff_log import noted

MIN_WORDS, MAX_WORDS = 5, 500


@dataclass(frozen=True, slots=True)
class Judge:
    """Who decides: their id and role."""

    id: int
    role: str

    @property
    def actor(self) -> str:
        """Return the name the history keeps."""
        return f"staff:{self.id}"


@dataclass(frozen=True, slots=True)
class Money:
    """What would go back: a case's units, what of each, and over which tenders.

    ``in_question`` are the units the screening left in; ``limit_minor`` is what one person may
    approve alone.
    """

    photo: Photograph
    units: tuple[UnitFacts, ...]
    in_question: frozenset[str]
    amounts: Amounts
    limit_minor: int

    @property
    def amount_minor(self) -> int:
        """What goes back in all, in fen."""
        return sum(fen for _, fen in self.amounts)

    def wanted(self, share: Share) -> list[UnitFacts]:
        """Return the units a share is about: those ticked, or those in question."""
        if share.unit_ids:
            return chosen(share, self.units)
        return [unit for unit in self.units if unit.id in self.in_question]

    @property
    def split(self) -> tuple[tuple[str, int], ...]:
        """The amount over the tenders, as (route, fen)."""
        return split_over(self.photo.order.tenders, self.amount_minor)

    @property
    def needs_second(self) -> bool:
        """Whether another person has to sign."""
        return self.amount_minor > self.limit_minor


def case_for(number: str, judge: Judge, right: Right = Right.REVIEW) -> CaseToMove:
    """Return the case for whoever holds the right; nobody decides on a refund of their own."""
    if not allowed(judge.role, right):
        raise not_found()
    case = case_to_move(number)
    if case is None:
        raise not_found()
    if case.buyer_id == judge.id:
        raise Refusal("own_case", _OWN_CASE)
    return case


def demand_as_seen(case: CaseToMove, event: Event, revision: int | None) -> None:
    """Refuse when the case went on since it was looked at, saying who did what."""
    if revision is not None and revision != case.read.revision:
        raise moved(case, "moved")
    try:
        demand(case.read.state, event)
    except Refusal as refusal:
        raise moved(case, refusal.code) from refusal
    if row := waiting.open_of(case.read.id):
        name, amount = row.asked_by.display_name, yuan_of(row.amount_minor)
        raise Refusal(
            "awaits_second",
            Words(
                f"{name} 已提议退 {amount} 元,正等另一个人签字。签字或退回之后才能再决定。",
                f"{name} has proposed {amount} CNY and another person must sign. It can be decided"
                " otherwise only after that is signed or sent back.",
            ),
            case.read.number,
        )


def moved(case: CaseToMove, code: str = "moved") -> Refusal:
    """Return the refusal for whoever was slower: who decided what, and that no word is lost."""
    act = latest_act(case.read.id)
    if act is None:
        return Refusal(code, _MOVED, case.read.number)
    event, name, at, amount_minor = act
    what, when = _DONE.get(event, _WENT_ON), clock_words.moment(at, at)
    amount = f" {yuan_of(amount_minor)} " if event is Event.APPROVE else ""
    who = Words(name or "有人", name or "Somebody")
    return Refusal(
        code,
        Words(
            f"{who.zh} 在 {when.zh} 已经{what.zh}{amount and f'(退{amount}元)'},"
            "你的决定没有保存。你写的话还在下面,请刷新看最新情况。",
            f"{who.en} {what.en}{amount and f'({amount.strip()} CNY)'} at {when.en}; your decision"
            " was not kept. Your words are still below; reload to see where it stands.",
        ),
        case.read.number,
    )


def money_of(case: CaseToMove, share: Share, at: datetime) -> Money:
    """Return what this share comes to now; Refusal when nothing may be paid (N9)."""
    photo = photograph(case.order_number, buyer_id=case.buyer_id, at=at)
    assert photo is not None, "a case without its order"
    asked = tuple(unit for unit in photo.order.units if int(unit.id) in case.unit_ids)
    in_question = _in_question(case, asked)
    wanted = chosen(share, asked) if share.unit_ids else in_question
    _demand_payable(photo, wanted)
    return Money(
        photo,
        asked,
        frozenset(unit.id for unit in in_question),
        amounts_of(share, wanted),
        policy(photo.policy_version).params.auto_approve_max_minor,
    )


def as_proposed(case: CaseToMove, amounts: Amounts, at: datetime) -> Money:
    """Return what was proposed, if it is still left; Refusal when less is left by now."""
    share = Share(tuple(str(unit) for unit, _ in amounts))
    now = money_of(case, share, at)
    left = {int(unit.id): left_of(unit) for unit in now.units}
    if any(fen > left.get(unit, 0) for unit, fen in amounts):
        raise amount_changed(sum(fen for _, fen in amounts), now.amount_minor)
    return Money(now.photo, now.units, now.in_question, amounts, now.limit_minor)


def amount_changed(shown_minor: int, now_minor: int) -> Refusal:
    """Return the refusal when the amount is no longer the one that was looked at."""
    shown, now = yuan_of(shown_minor), yuan_of(now_minor)
    return Refusal(
        "amount_changed",
        Words(
            f"页面上是 {shown} 元,现在能退的是 {now} 元:刚才有别的退款或渠道退回。请核对后再通过。",
            f"The page said {shown} CNY; by now it is {now} CNY, for something was refunded"
            " meanwhile. Check it and approve again.",
        ),
    )


def payment_plan(case: CaseToMove, step: Step, money: Money, at: datetime) -> CasePlan:
    """Return the approval with its legs, promises and who bears the cost (F2, F3, R4.6)."""
    photo, steps = money.photo, (step, *paying_steps(money.amount_minor))
    plan = CasePlan(
        steps,
        amounts=money.amounts,
        payouts=legs_of(case.read.number, money.split, photo.legs),
        bearer=photo.own_bearer
        or bearer_of(
            policy(photo.policy_version), case.reason, photo.order.supplier, photo.supplier
        ),
    )
    state = walked(case.read.state, steps)[-1]
    return timed(plan, Way(state, case.route, photo.order.cross_border), at)


def keep(case: CaseToMove, plan: CasePlan, at: datetime, **more: Any) -> None:
    """Walk the plan, note who did it, seal what was said onto the chain (in a transaction)."""
    step = plan.steps[0]
    writing.move(case.read, plan, at)
    by_id = int(step.actor.removeprefix("staff:"))
    noted(by_id, _ACTS[step.event], about(case), step.because, at)
    said = attached.conversation("staff", case.read.number, step.event, step.because)
    body: Mapping[str, Any] = {**said.body, **(step.basis or {}), **more}
    chain.keep(case.read.order_id, [attached.Item(said.kind, said.source, body)], at)


def about(case: CaseToMove) -> str:
    """Return what the log of the staff calls this case."""
    return f"case {case.read.number}"


def demand_words(text: str, words: Words) -> str:
    """Return the words a person wrote; Refusal when they are too short or too long."""
    if not MIN_WORDS <= len(text.strip()) <= MAX_WORDS:
        raise Refusal("because", words)
    return text.strip()


def _in_question(case: CaseToMove, units: tuple[UnitFacts, ...]) -> list[UnitFacts]:
    """The units the screening found in question: used ones stay out where it left them out."""
    rest = [unit for unit in units if unit.usage not in {"used", "activated"}]
    left = sum(left_of(unit) for unit in rest)
    return rest if rest and left == case.at_stake_minor else list(units)


def _demand_payable(photo: Photograph, units: list[UnitFacts]) -> None:
    """Never both paid (N9): not while a complaint is open, nor what the channel gave back."""
    if photo.order.chargeback_open:
        raise Refusal("complaint_open", _COMPLAINT_OPEN)
    if not sum(left_of(unit) for unit in units) and any(unit.paid_minor for unit in units):
        raise Refusal("nothing_left", _NOTHING_LEFT)


_ACTS = {
    Event.APPROVE: Act.CASE_APPROVED,
    Event.REJECT: Act.CASE_REJECTED,
    Event.ASK: Act.CASE_ASKED_MORE,
}
_DONE = {
    Event.APPROVE: Words("通过了这份申请", "approved it "),
    Event.REJECT: Words("没有通过这份申请", "turned it down "),
    Event.ASK: Words("请买家补充材料", "asked the buyer for more "),
    Event.WITHDRAW: Words("撤销了申请", "withdrew it "),
    Event.AMEND: Words("补充了材料", "sent more material "),
}
_WENT_ON = Words("往下办了", "moved it on ")
_MOVED = Words(
    "这份申请刚刚有了变化,你的决定没有保存。你写的话还在下面,请刷新后再决定。",
    "This case has just changed and your decision was not kept. Your words are still below; reload"
    " before deciding.",
)
_OWN_CASE = Words("不能复核自己的退款。", "Nobody reviews a refund of their own.")
_COMPLAINT_OPEN = Words(
    "支付渠道有未结的投诉或拒付,现在通过可能重复退款。请财务先在“资金 - 投诉与拒付”里结案,"
    "再来决定。",
    "A complaint is open at the payment channel, so approving now could pay twice. Finance closes"
    " it under Money - Complaints first; then decide.",
)
_NOTHING_LEFT = Words(
    "没有可退的了:支付渠道已经把钱退给买家。请选“不通过”,并告诉买家钱已由渠道退回。",
    "Nothing is left to refund: the payment channel has paid the buyer back. Reject it and say so.",
)
