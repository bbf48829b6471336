"""A case's history in words: what happened, who did it, where case and money stand, and what of it
is told to buyers."""

from weikameng.domain.case_life import Event, State
from weikameng.domain.mirror import LATE
from weikameng.domain.payout_life import NO_RECORD, PayoutState
from weikameng.domain.words import Words

SENTENCES = {
    Event.APPLY: Words("提交了退款申请", "Applied for a refund"),
    Event.INCIDENT: Words("商品出了故障,平台主动退款", "The good failed; refunded without asking"),
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
ACTORS = {
    "buyer": Words("买家", "Buyer"),
    "system": Words("系统", "System"),
    "staff": Words("复核员", "Reviewer"),
    "agent": Words("电话客服代办", "Support, by phone"),
    "finance": Words("财务", "Finance"),
    "route": Words("支付渠道", "Payment channel"),
    "arbiter": Words("仲裁员", "Arbiter"),
}
# A buyer's own steps: on the telephone an agent takes them for the buyer.
BUYERS_OWN = frozenset({Event.APPLY, Event.AMEND, Event.APPEAL})
MONEY = frozenset({Event.SETTLE, Event.STICK, Event.RESUME, Event.REVERSE})
# Notes on money are for the desk: buyers read what was written to them.
TO_THE_BUYER = frozenset(Event) - MONEY

STATES = {
    State.SCREENING: Words("核实中", "Being checked"),
    State.REVIEWING: Words("人工复核", "Under review"),
    State.AWAITING_BUYER: Words("等你补充", "Waiting for you"),
    State.APPROVED: Words("已通过", "Approved"),
    State.PAYING: Words("退款中", "On its way"),
    State.PAYOUT_STUCK: Words("退款受阻", "Held up"),
    State.REFUNDED: Words("已退款", "Refunded"),
    State.REJECTED: Words("未通过", "Not approved"),
    State.DISPUTED: Words("争议中", "In dispute"),
    State.WITHDRAWN: Words("已撤销", "Withdrawn"),
    State.CLOSED: Words("已关闭", "Closed"),
}
# The same, as those read them who are not the buyer.
STATES_AT_DESK = STATES | {State.AWAITING_BUYER: Words("等买家补充", "Waiting for the buyer")}
P = PayoutState
LEGS = {
    P.INTENDED: Words("准备退回", "About to be sent"),
    P.SENT: Words("已提交渠道", "Sent to the channel"),
    P.ACCEPTED: Words("渠道处理中", "Being handled by the channel"),
    P.UNKNOWN: Words("正在向渠道核实", "Being verified with the channel"),
    P.SETTLED: Words("已到账", "Arrived"),
    P.REFUSED: Words("渠道退回失败", "Refused by the channel"),
    P.REVERSED: Words("到账后被退回", "Came back after it had arrived"),
    P.REPLACED: Words("已由另一笔代替", "Replaced by another one"),
}


# Money across a border that was not sent yet: nobody asked its channel (R6.1).
UNRECORDED = Words("等外汇登记补全", "Waits for the exchange record")
_NOT_SENT = Words(
    "外汇登记还没有补全,钱先不发出", "The exchange record is not complete; no money is sent yet"
)
_SHOP_SILENT = Words("商家没有按时确认退款,转人工处理", "The shop did not confirm in time")


def what_happened(event: Event, because: str) -> Words:
    """Return what a line of history says happened."""
    if event is Event.STICK and because == LATE.zh:
        return _SHOP_SILENT
    return _NOT_SENT if _is_unrecorded(event, because) else SENTENCES[event]


def leg_stands(state: PayoutState, code: str) -> Words:
    """Return how a leg stands; ``code`` is its latest answer's."""
    if state is PayoutState.REFUSED and code == NO_RECORD:
        return UNRECORDED
    return LEGS[state]


def who_did(actor: str, event: Event, because: str = "") -> str:
    """Name who did it by role: what staff do about money is done by finance, and what is a buyer's
    own step by an agent on the telephone. What no channel was asked for the system did."""
    if _is_unrecorded(event, because):
        return "system"
    kind = actor.split(":")[0]
    if kind == "staff" and event in BUYERS_OWN:
        return "agent"
    return "finance" if kind == "staff" and event in MONEY else kind


def _is_unrecorded(event: Event, because: str) -> bool:
    return event is Event.STICK and because == NO_RECORD
