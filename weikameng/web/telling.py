"""What pages tell about a case: the status from wording.json filled in, steps, timeline, money."""

from dataclasses import dataclass
from typing import Any

from weikameng.domain.case_life import Event, State
from weikameng.domain.money import yuan_of
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.policy.decision import Decision
from weikameng.domain.words import Words
from weikameng.records.documents import shipped
from weikameng.records.reading.refunds import Progress
from weikameng.web import clock_words
from weikameng.web.saying import route_words

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
_STUCK = Words(
    "渠道没有退成。钱还在,财务正在处理,有进展会马上更新这里。",
    "The channel could not return the money. It is safe; finance is on it and this page will tell.",
)
_SENTENCES = {
    Event.APPLY: Words("提交了退款申请", "Applied for a refund"),
    Event.CLEAR: Words("系统初审通过", "Passed screening"),
    Event.REFER: Words("转人工复核", "Handed to a reviewer"),
    Event.ASK: Words("请你补充材料", "Asked you for more"),
    Event.APPROVE: Words("人工复核通过", "Approved by a reviewer"),
    Event.REJECT: Words("没有通过", "Not approved"),
    Event.AMEND: Words("补充后再次提交", "Amended and sent again"),
    Event.WITHDRAW: Words("撤销了申请", "Withdrew the application"),
    Event.EXPIRE: Words("到期没有补充,已关闭", "Closed: nothing arrived in time"),
    Event.PAY: Words("开始原路退款", "Money sent back on its original route"),
    Event.SETTLE: Words("退款到账", "The money has arrived"),
    Event.STICK: Words("渠道没有退成,转人工处理", "The channel failed; a person takes over"),
    Event.RESUME: Words("重新退款", "Sent again"),
    Event.REVERSE: Words("银行退回了这笔钱", "The bank sent the money back"),
    Event.DISPUTE: Words("申请了争议处理", "Opened a dispute"),
    Event.RULE_FOR: Words("裁决支持退款", "Ruled for the refund"),
    Event.RULE_AGAINST: Words("裁决不支持退款", "Ruled against the refund"),
}
_ACTORS = {
    "buyer": Words("你", "You"),
    "system": Words("系统", "System"),
    "staff": Words("复核员", "Reviewer"),
    "route": Words("支付渠道", "Payment channel"),
}
_LEGS = {
    PayoutState.INTENDED: ("info", Words("准备退回", "About to be sent")),
    PayoutState.SENT: ("info", Words("已提交渠道", "Sent to the channel")),
    PayoutState.ACCEPTED: ("info", Words("渠道处理中", "Being handled by the channel")),
    PayoutState.UNKNOWN: ("warn", Words("正在向渠道核实", "Being verified with the channel")),
    PayoutState.SETTLED: ("ok", Words("已到账", "Arrived")),
    PayoutState.REFUSED: ("warn", Words("渠道退回失败", "Refused by the channel")),
}
MOVING = frozenset({State.SCREENING, State.APPROVED, State.PAYING})
_STEPS = [
    Words("提交申请", "Apply"),
    Words("系统初审", "Screening"),
    Words("人工复核", "Review"),
    Words("退款处理", "Paying"),
    Words("完成", "Done"),
]
_SHORT_STEPS = [Words("已提交", "Applied"), Words("退款中", "Paying"), Words("已退回", "Refunded")]
_AT_STEP = {
    State.SCREENING: 1,
    State.AWAITING_BUYER: 1,
    State.REVIEWING: 2,
    State.DISPUTED: 2,
    State.APPROVED: 3,
    State.PAYING: 3,
    State.PAYOUT_STUCK: 3,
}


@dataclass(frozen=True, slots=True)
class Status:
    """The top card: tone, one line, what happens next."""

    tone: str
    title: Words
    text: Words


def status_of(progress: Progress, decision: Decision) -> Status:
    """Return the status in the words of wording.json, filled with this case's values."""
    if progress.state is State.PAYOUT_STUCK:
        return Status("warn", Words("原路退回受阻", "The original route is held up"), _STUCK)
    code = _CODES[progress.state]
    if code == "MANUAL_REVIEW" and progress.case.route == "urgent":
        code = "URGENT_REVIEW"
    row = next(row for row in shipped("wording")["statuses"] if row["code"] == code)
    values = _values(progress, decision)
    return Status(
        row["tone"],
        Words(row["label_zh"], row["label_en"]),
        Words(
            row["next_zh"].format_map({name: words.zh for name, words in values.items()}),
            row["next_en"].format_map({name: words.en for name, words in values.items()}),
        ),
    )


def steps_of(progress: Progress) -> list[dict[str, Any]]:
    """Return the stepper; the one-click way has fewer steps."""
    state = progress.state
    short = progress.case.route == "one_click" and state in {State.PAYING, State.REFUNDED}
    labels = _SHORT_STEPS if short else _STEPS
    last = len(labels) - 1
    here = 1 if short else _AT_STEP.get(state, last)
    here = last if state is State.REFUNDED else here
    done = state is State.REFUNDED
    return [
        {
            "label": label,
            "state": "done"
            if place < here or (done and place == here)
            else ("current" if place == here else "todo"),
        }
        for place, label in enumerate(labels)
    ]


def timeline_of(progress: Progress) -> list[dict[str, Any]]:
    """Return the history, newest first, each line with time and actor."""
    return [
        {
            "sentence": _SENTENCES[Event(line.event)],
            "because": line.because if line.actor.startswith("staff") else "",
            "at": line.at,
            "actor": _ACTORS[line.actor.split(":")[0]],
        }
        for line in progress.events
    ]


def legs_of(progress: Progress) -> list[dict[str, Any]]:
    """Return where the money is, a leg a tender."""
    return [
        {
            "amount_minor": leg.amount_minor,
            "route": route_words(leg.route),
            "tone": _LEGS[PayoutState(leg.state)][0],
            "state": _LEGS[PayoutState(leg.state)][1],
            "settled_at": leg.settled_at,
            "expected_at": progress.case.due_at,
            "number": leg.number,
            "reference": leg.provider_reference,
        }
        for leg in progress.payouts
    ]


def missing_words(decision: Decision) -> Words:
    """Name what is still needed, in one line."""
    named = [decision.policy.evidence_words(item) for item in decision.missing]
    return Words(
        "、".join(words.zh for words in named) or "更多信息",
        ", ".join(words.en for words in named) or "more information",
    )


def _values(progress: Progress, decision: Decision) -> dict[str, Words]:
    case = progress.case
    due = clock_words.deadline(case.due_at, case.applied_at) if case.due_at else Words("", "")
    reject = next((line for line in progress.events if line.event == Event.REJECT), None)
    by_person = reject is not None and reject.actor.startswith("staff")
    said = Words(reject.because, reject.because) if reject and by_person else decision.sentence
    reason = Words(said.zh.rstrip("。"), said.en.rstrip("."))
    channels = [route_words(leg.route) for leg in progress.payouts]
    plain = {
        "refund_no": case.number,
        "amount": yuan_of(case.amount_minor),
        "clause": decision.deciding[-1].clause if not by_person else "I1",
        "txn": "、".join(leg.provider_reference for leg in progress.payouts) or "-",
        "dispute_no": case.number,
    }
    return {
        **{name: Words(value, value) for name, value in plain.items()},
        "due": due,
        "amend_due": due,
        "window_due": due,
        "missing": missing_words(decision),
        "supplier": Words("合作方", "the supplier"),
        "channel": _joined(channels),
        "route_masked": _joined(channels),
        "arrival_text": Words("一般马上到账", "usually at once"),
        "reason": reason,
        "facts": _facts(decision),
        "arbiter": Words("第三方仲裁员", "an outside arbiter"),
    }


def _joined(names: list[Words]) -> Words:
    return Words("、".join(n.zh for n in names) or "原渠道", ", ".join(n.en for n in names) or "it")


def _facts(decision: Decision) -> Words:
    read = decision.deciding[-1].read_in_words
    return Words(
        "，".join(f"{name.zh}：{value.zh}" for name, value in read) or "见下方",
        "; ".join(f"{name.en}: {value.en}" for name, value in read) or "see below",
    )
