"""Where a case stands, for the top of its page: the status of wording.json filled in, the steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain import clock_words
from weikameng.domain.arrival import Destination, credited_words
from weikameng.domain.case_life import Event, State
from weikameng.domain.channel_names import route_words
from weikameng.domain.messages import filled
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.stored import facts_from_json
from weikameng.domain.policy.window import window_end
from weikameng.domain.tracks import HELD, HELD_TITLE
from weikameng.domain.words import Words
from weikameng.records.documents import shipped
from weikameng.records.reading.clocks import passages
from weikameng.records.reading.disputes import number_of_case
from weikameng.records.reading.refunds import Progress
from weikameng.services.deciders import machine_refused, ruling_of, said_by
from weikameng.services.held_up import WAS_BY, held_up
from weikameng.services.legs import (
    CHARGEBACK,
    OFFLINE,
    is_held,
    money_stands,
    slowest,
    standing_legs,
)
from weikameng.services.promised import renewed

_CODES = {
    State.SCREENING: "SUPPLIER_CHECK",
    State.REVIEWING: "MANUAL_REVIEW",
    State.AWAITING_BUYER: "WAIT_BUYER",
    State.APPROVED: "APPROVED",
    State.PAYING: "REFUND_PROCESSING",
    State.REFUNDED: "REFUNDED",
    State.REJECTED: "REJECTED",
    State.WITHDRAWN: "WITHDRAWN",
    State.CLOSED: "EXPIRED",
    State.DISPUTED: "DISPUTE_OPEN",
}
_LATE = Words(
    "对不起,比承诺的晚了。我们一直在查询,到账后马上告诉你。",
    "We are sorry that this is later than promised. You hear as soon as it arrives.",
)
_DELAYED = Words(
    "对不起,没有按承诺的时间给你结果。已交给主管优先处理,不用你再申请。",
    "We are sorry: you have no result yet, later than we promised. A supervisor now sees to it"
    " first, and you need not apply again.",
)
_NEW_TIME = Words("新的时间", "New time")
_COMPLAINED = Words("退款先等投诉的结果", "The refund waits for your complaint")
COMPLAINT = Words(
    "你在支付渠道的投诉或拒付还没有结果。为了不退两次,没发出的退款先等它;"
    "你撤回,或者渠道有了结果,就继续办。",
    "Your complaint or chargeback at the payment channel is still open. So that nothing is paid"
    " twice, what has not been sent waits for it. We go on once you withdraw it or the channel"
    " decides.",
)
_HEARD = Words(
    "争议编号 {dispute_no},提交陈述的时间已过,由 {arbiter} 阅卷裁决。",
    "Dispute {dispute_no}: the time for statements is over; {arbiter} reads the file and rules.",
)
_STATE_BY = Words("请在此之前提交陈述", "State your case by")
_DUE_LABELS = {
    State.AWAITING_BUYER: Words("请在此之前补充", "Add it by"),
    State.REJECTED: Words("补充截止", "Amend by"),
    State.PAYING: Words("最晚到账", "Arrives by"),
}
_OURS = frozenset({State.SCREENING, State.REVIEWING})
_ENDED = frozenset({State.REFUNDED, State.WITHDRAWN, State.CLOSED})
_APPLIED = Words("提交申请", "Apply")
_SCREENED = Words("系统初审", "Screening")
_REVIEWED = Words("人工复核", "Review")
_PAID = Words("退款处理", "Paying")
_BY_US = Words("平台主动退款", "Refunded unasked")
_DONE = Words("完成", "Done")
_ENDS = {
    State.REJECTED: Words("未通过", "Not approved"),
    State.WITHDRAWN: Words("已撤销", "Withdrawn"),
    State.CLOSED: Words("已关闭", "Closed"),
}
_SHORT = (Words("已提交", "Applied"), Words("退款中", "Paying"), Words("已退回", "Refunded"))
_AT = {
    State.SCREENING: _SCREENED,
    State.AWAITING_BUYER: _SCREENED,
    State.REVIEWING: _REVIEWED,
    State.DISPUTED: _REVIEWED,
    State.APPROVED: _PAID,
    State.PAYING: _PAID,
    State.PAYOUT_STUCK: _PAID,
}
_MONEY_MOVES = frozenset({State.APPROVED, State.PAYING, State.PAYOUT_STUCK, State.REFUNDED})


@dataclass(frozen=True, slots=True)
class Status:
    """The top card: tone, one line, what happens next; ``rows`` say what it stands on."""

    tone: str
    title: Words
    text: Words
    rows: tuple[tuple[Words, Words], ...] = ()
    due_at: datetime | None = None
    due_label: Words | None = None


def status_of(progress: Progress, decision: Decision, at: datetime) -> Status:
    """Return the status in the words of wording.json, filled with this case's values."""
    state = progress.state
    if state in {State.PAYING, State.PAYOUT_STUCK}:
        return _on_its_way(progress, decision, at)
    due_at = None if state in _ENDED else progress.case.due_at
    due = (due_at, _DUE_LABELS.get(state))
    if state in _OURS and due_at and due_at <= at:
        return _delayed(progress)
    if state is State.REFUNDED and (kept_minor := _kept_by_person(progress, decision)):
        return _partly(progress, decision, kept_minor)
    row = _wording(progress)
    title = Words(row["label_zh"], row["label_en"])
    if state is State.REJECTED:
        return Status(row["tone"], title, *_refusal(progress, decision), *due)
    values = _values(progress, decision)
    if state is State.DISPUTED:
        return _disputed(progress, row, values, at)
    text = _next(row, values)
    if _ruled_against(progress):
        return Status("bad", title, text)
    if state in {State.WITHDRAWN, State.CLOSED}:
        text = _first_sentence(text)
        text = Words(text.zh + (again := _again(progress, decision, at)).zh, text.en + again.en)
    return Status(row["tone"], title, text, (), *due)


def _on_its_way(progress: Progress, decision: Decision, at: datetime) -> Status:
    """While money is on its way: where each leg is, and the slowest promise (never "refunded")."""
    if found := held_up(progress, at):
        return Status("warn", found.title, found.text, (), found.by, found.by_label)
    last = slowest(progress)
    due_at = last["expected_at"] if last else progress.case.due_at
    row, money = _wording(progress), money_stands(progress)
    if any(is_held(leg, progress) for leg in progress.payouts):
        complained = progress.order.chargeback_open
        title, why = (_COMPLAINED, COMPLAINT) if complained else (HELD_TITLE, HELD)
        return Status("warn", title, Words(f"{money.zh}。{why.zh}", f"{money.en}. {why.en}"))
    title = Words(row["label_zh"], row["label_en"])
    if due_at and due_at <= at:
        text = Words(f"{money.zh}。{_LATE.zh}", f"{money.en}. {_LATE.en}")
        return Status("warn", title, text, (), due_at, WAS_BY)
    values = _values(progress, decision) | {"money": money}
    values["due"] = clock_words.deadline(due_at, at) if due_at else Words("", "")
    values["arrival_text"] = last["usual"] if last else Words("", "")
    return Status(row["tone"], title, _next(row, values), (), due_at, _DUE_LABELS[State.PAYING])


def _delayed(progress: Progress) -> Status:
    """We broke our promise: an apology and the new time, as the message said."""
    lines = reversed(progress.events)
    history = passages((line.revision, line.event, line.state, line.at) for line in lines)
    row = _wording(progress)
    title = Words(row["label_zh"], row["label_en"])
    return Status("warn", title, _DELAYED, (), renewed(history, progress.case.route), _NEW_TIME)


def _kept_by_person(progress: Progress, decision: Decision) -> int:
    """What a person left out, in fen; a machine's rest is told beside the card (``rest_of``)."""
    ruling = ruling_of(progress)
    if ruling is None or not ruling["approved"] or not decision.at_stake_minor:
        return 0
    return max(0, decision.at_stake_minor - progress.case.amount_minor)


def _partly(progress: Progress, decision: Decision, kept_minor: int) -> Status:
    """A part has arrived: how much and where, how much not, and where the reason stands."""
    row, values = _row("REFUNDED_PARTIAL"), _values(progress, decision)
    amount, place, kept = values["amount"], values["route_masked"], yuan_of(kept_minor)
    ruling = ruling_of(progress)
    arbitrated = ruling is not None and ruling["by_arbiter"]
    who = Words("仲裁员", "arbiter") if arbitrated else Words("复核员", "reviewer")
    text = Words(
        f"{amount.zh} 元已退到{place.zh}。其余 {kept} 元没有退,原因在下面{who.zh}写的话里。",
        f"{amount.en} CNY went back to {place.en}. The other {kept} CNY were not refunded; the"
        f" {who.en} says why below.",
    )
    return Status(row["tone"], Words(row["label_zh"], row["label_en"]), text)


def steps_of(progress: Progress) -> list[dict[str, Any]]:
    """Return the stepper: what happened, where it stands, what may come. One click has fewer."""
    state = progress.state
    if progress.case.route == "one_click" and state in _MONEY_MOVES:
        labels, here = list(_SHORT), 2 if state is State.REFUNDED else 1
    else:
        labels = _labels(progress)
        here = labels.index(_AT[state]) if state in _AT else len(labels) - 1
    finished = state in _ENDED
    return [
        {"label": label, "state": _mark(place, here, finished)}
        for place, label in enumerate(labels)
    ]


def _labels(progress: Progress) -> list[Words]:
    happened = {line.event for line in progress.events}
    state = progress.state
    seen_by_person = bool(happened & {Event.REFER, Event.APPEAL})
    if state in _ENDS:
        screened = state is not State.WITHDRAWN or len(happened) > 2
        middle = [_SCREENED] * screened + [_REVIEWED] * seen_by_person
        return [_APPLIED, *middle, _ENDS[state]]
    if Event.INCIDENT in happened:
        return [_BY_US, _PAID, _DONE]
    person = seen_by_person or state not in _MONEY_MOVES
    return [_APPLIED, _SCREENED, *[_REVIEWED] * person, _PAID, Words("完成", "Done")]


def _mark(place: int, here: int, finished: bool) -> str:
    if place < here or (finished and place == here):
        return "done"
    return "current" if place == here else "todo"


def _disputed(
    progress: Progress, row: Mapping[str, Any], values: dict[str, Words], at: datetime
) -> Status:
    """In arbitration: until when statements are taken, and who decides."""
    title, due_at = Words(row["label_zh"], row["label_en"]), progress.case.due_at
    if found := number_of_case(progress.case.pk):
        values["dispute_no"], values["arbiter"] = Words(found[0], found[0]), found[1]
    if due_at and due_at <= at:
        return Status(row["tone"], title, filled(_HEARD, values))
    return Status(row["tone"], title, _next(row, values), (), due_at, _STATE_BY)


def _ruled_against(progress: Progress) -> bool:
    return bool(progress.events) and progress.events[0].event == Event.RULE_AGAINST


def _wording(progress: Progress) -> Mapping[str, Any]:
    code = "DISPUTE_DECIDED" if _ruled_against(progress) else _CODES[progress.state]
    if code == "MANUAL_REVIEW" and progress.case.route == "minor":
        code = "GUARDIAN_REVIEW"
    if code == "MANUAL_REVIEW" and progress.case.route == "urgent":
        code = "URGENT_REVIEW"
    if code == "MANUAL_REVIEW" and progress.case.route == "cross_border":
        code = "FX_CHECK"
    if code == "WAIT_BUYER" and not progress.question and _only_identity(progress):
        code = "IDENTITY_CHECK"
    return _row(code)


def _only_identity(progress: Progress) -> bool:
    return list(progress.decision["missing"]) == ["identity_check"]


def _row(code: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(r for r in shipped("wording")["statuses"] if r["code"] == code)
    return found


def _next(row: Mapping[str, Any], values: Mapping[str, Words]) -> Words:
    """What happens next, in the words of wording.json."""
    return filled(Words(row["next_zh"], row["next_en"]), values)


def _first_sentence(text: Words) -> Words:
    return Words(text.zh.split("。")[0] + "。", text.en.split(". ")[0].rstrip(".") + ".")


def _again(progress: Progress, decision: Decision, at: datetime) -> Words:
    """Until when one may apply again; goods that never arrived have no window (D3)."""
    facts = facts_from_json(progress.latest.facts)
    end = window_end(decision.policy, facts.order)
    if end is None:
        return Words("需要时可以重新申请。", " You may apply again when you need to.")
    until = clock_words.deadline(end, at)
    if end <= at:
        return Words(
            f"申请时限已于{until.zh}截止,没有到账或商品有问题的仍可申请。",
            f" The window ended {until.en}; goods that never came or are faulty are not bound.",
        )
    return Words(f"{until.zh}前可以重新申请。", f" You may apply again by {until.en}.")


def _refusal(
    progress: Progress, decision: Decision
) -> tuple[Words, tuple[tuple[Words, Words], ...]]:
    """Reason first, then what it stands on, then what can be done."""
    ruling = ruling_of(progress)
    machine = machine_refused(progress)
    basis = decision.deciding[-1]
    said = decision.sentence if machine or not ruling else ruling["because"]
    clause = Words(
        f"{basis.clause} {basis.clause_words.zh}", f"{basis.clause} {basis.clause_words.en}"
    )
    by = Words("复核员看过全部材料后决定", "A reviewer decided after reading everything")
    rows = (
        (Words("依据", "Basis"), clause if machine else by),
        (Words("可以做什么", "What you can do"), _ways_on(progress, machine)),
    )
    return said, rows


def _ways_on(progress: Progress, machine: bool) -> Words:
    due = progress.case.due_at
    when = clock_words.deadline(due, progress.case.applied_at) if due else None
    amend = Words(
        f"{when.zh}前补充新的材料再提交" if when else "补充新的材料再提交",
        f"Add new material and send it again by {when.en}"
        if when
        else "Add new material and send it again",
    )
    if not machine:
        return Words(f"{amend.zh},之前交的都保留着。", f"{amend.en}; what you sent is kept.")
    return Words(f"{amend.zh},或者要求人工复核。", f"{amend.en}, or ask for a person.")


def _values(progress: Progress, decision: Decision) -> dict[str, Words]:
    case = progress.case
    ended = next((line.at for line in progress.events if line.event == Event.EXPIRE), None)
    due_at = ended or case.due_at
    legs = standing_legs(progress)
    channels = [route_words(leg.route) for leg in legs]
    references = [leg.provider_reference for leg in legs if leg.provider_reference]
    return {
        "due": clock_words.deadline(due_at, case.applied_at) if due_at else Words("", ""),
        "window_due": Words("", ""),  # told by _again
        "missing": missing_words(progress, decision),
        "supplier": Words("合作方", "the supplier"),
        "channel": _joined(channels),
        "route_masked": _joined([_place(leg) for leg in legs]),
        "txn": Words("、".join(references) or "无", ", ".join(references) or "none"),
        "amount": Words(yuan_of(case.amount_minor), yuan_of(case.amount_minor)),
        "result": Words("不支持退款", "the refund is not supported"),
        "reason": said_by(progress.events[0]),
        "dispute_no": Words(case.number, case.number),
        "arbiter": Words("第三方仲裁员", "an outside arbiter"),
    }


def missing_words(progress: Progress, decision: Decision) -> Words:
    """Return what is still needed: exactly what a person asked for, else what screening missed."""
    asked = progress.question
    return asked.missing(decision.policy) if asked else decision.missing_words


def _place(leg: Any) -> Words:
    """Where a leg went, as told once it is there: the account if somebody named it."""
    route = route_words(leg.route)
    account = credited_words(Destination(leg.route, leg.credited_to))
    if leg.route == CHARGEBACK:
        return Words("原付款账户(由渠道直接退回)", "the account that paid (by the channel itself)")
    if leg.route == OFFLINE:
        named = account or Words("你的账户", "your account")
        return Words(f"{named.zh}(线下转账)", f"{named.en} (by transfer)")
    return Words(f"{route.zh}({account.zh})", f"{route.en} ({account.en})") if account else route


def _joined(names: list[Words]) -> Words:
    return Words(
        "、".join(n.zh for n in names) or "原渠道", ", ".join(n.en for n in names) or "its route"
    )
