"""What pages tell about a case: its timeline, who decided, what was left out."""

from typing import Any

from django.urls import reverse

from weikameng.domain.case_life import Event, State
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.stored import facts_from_json
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import Progress

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
    Event.APPEAL: Words("要求人工复核", "Asked for a person to review"),
    Event.DISPUTE: Words("申请了争议处理", "Opened a dispute"),
    Event.RULE_FOR: Words("裁决支持退款", "Ruled for the refund"),
    Event.RULE_AGAINST: Words("裁决不支持退款", "Ruled against the refund"),
}
_ACTORS = {
    "buyer": Words("你", "You"),
    "system": Words("系统", "System"),
    "staff": Words("复核员", "Reviewer"),
    "finance": Words("财务", "Finance"),
    "route": Words("支付渠道", "Payment channel"),
}
_MONEY = frozenset({Event.SETTLE, Event.STICK, Event.RESUME, Event.REVERSE})
_TO_THE_BUYER = frozenset(Event) - _MONEY
_APPROVED = frozenset({State.APPROVED, State.PAYING, State.PAYOUT_STUCK, State.REFUNDED})
# How often the page of a case looks again by itself; where people decide, more calmly.
PACES = dict.fromkeys((State.SCREENING, State.APPROVED, State.PAYING), "1s") | {
    State.PAYOUT_STUCK: "5s"
}


def timeline_of(progress: Progress, buyer: Words = _ACTORS["buyer"]) -> list[dict[str, Any]]:
    """Return the history, newest first; ``buyer`` is what the reader calls the buyer.

    Notes on money are for the desk: buyers read what was written to them.
    """
    inside = buyer != _ACTORS["buyer"]
    told = frozenset(Event) if inside else _TO_THE_BUYER
    return [
        {
            "sentence": _SENTENCES[Event(line.event)],
            "because": said_by(line)
            if line.actor.startswith("staff") and line.event in told
            else "",
            "at": line.at,
            "actor": (_ACTORS | {"buyer": buyer})[_who(line.actor, Event(line.event))],
        }
        for line in progress.events
    ]


def said_by(line: Any) -> Words:
    """Return what somebody wrote; in English, too, where they did."""
    return Words(line.because, line.because_en or line.because)


def _who(actor: str, event: Event) -> str:
    """Name who did it: what staff do about money is done by finance."""
    kind = actor.split(":")[0]
    return "finance" if kind == "staff" and event in _MONEY else kind


def machine_refused(progress: Progress) -> bool:
    """Whether the latest no, or asking for more, was automatic: a person may be asked for."""
    noes = (line for line in progress.events if line.event in {Event.REJECT, Event.ASK})
    return next(noes).actor == "system"


def rest_of(progress: Progress) -> dict[str, Any] | None:
    """Return what an automatic approval left out of what was asked for, and where to ask on."""
    cleared = any(line.event == Event.CLEAR for line in progress.events)
    if not cleared or progress.state not in _APPROVED or not progress.case.amount_minor:
        return None
    left = asked_minor(facts_from_json(progress.latest.facts)) - progress.case.amount_minor
    if left <= 0:
        return None
    settled = progress.state is State.REFUNDED
    url = f"{reverse('apply', args=[progress.order.number])}?reason={progress.latest.reason}"
    return {"amount_minor": left, "url": url if settled else None}


def asked_minor(facts: Facts) -> int:
    """What an application was about in fen: all that was left of the units asked for."""
    ids = facts.application.unit_ids
    wanted = (unit for unit in facts.order.units if ids is None or unit.id in ids)
    return sum(unit.paid_minor - unit.refunded_minor for unit in wanted)


def ruling_of(progress: Progress) -> dict[str, Any] | None:
    """Return what a person decided last, in their own words; None once it was asked again."""
    telling = {Event.APPROVE, Event.REJECT, Event.AMEND, Event.APPEAL}
    line = next((line for line in progress.events if line.event in telling), None)
    if line is None or not line.actor.startswith("staff"):
        return None
    return {
        "because": said_by(line),
        "approved": line.event == Event.APPROVE,
        "at": line.at,
    }
