"""What the money room says of a payout: states, outcomes, concerns, codes of our own, what next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.history_words import UNRECORDED
from weikameng.domain.payout_life import NO_RECORD, Concern, Outcome, PayoutState, Verb
from weikameng.domain.words import Words

# (tone, words)
Badge = tuple[str, Words]

STATES: Mapping[str, Badge] = {
    PayoutState.INTENDED: ("", Words("待发出", "To be sent")),
    PayoutState.SENT: ("info", Words("正在发出", "Being sent")),
    PayoutState.ACCEPTED: ("info", Words("渠道处理中", "The channel has it")),
    PayoutState.UNKNOWN: ("warn", Words("结果不明", "Outcome unknown")),
    PayoutState.SETTLED: ("ok", Words("已到账", "Arrived")),
    PayoutState.REFUSED: ("bad", Words("渠道没有退成", "The channel failed")),
    PayoutState.REVERSED: ("bad", Words("到账后被退回", "Came back")),
    PayoutState.REPLACED: ("", Words("已换成另一笔", "Replaced")),
}
TO_TRANSFER: Badge = ("warn", Words("等转账", "To be transferred"))
TO_RECORD: Badge = ("warn", UNRECORDED)
NOBODY_ASKED: Badge = ("warn", Words("没有发出,要人来看", "Not sent; a person must look"))

VERBS: Mapping[str, Words] = {
    Verb.REFUND: Words("请渠道退款", "Asked to refund"),
    Verb.QUERY: Words("向渠道查询", "Asked what became of it"),
    Verb.REDIRECT: Words("改退到别的账户", "Directed to another account"),
    Verb.NONE: Words("没有联系渠道", "Nobody was called"),
}
OUTCOMES: Mapping[str, Badge] = {
    Outcome.ACCEPTED: ("info", Words("渠道已受理,还没有退到", "The channel took it; not paid yet")),
    Outcome.SETTLED: ("ok", Words("渠道说已经退到", "The channel says paid")),
    Outcome.RETRY_SAME_ID: ("warn", Words("不知道有没有退成", "Not known whether it was paid")),
    Outcome.RETRY_LATER: ("warn", Words("没有退,过一会儿再试", "Not paid; it will be tried again")),
    Outcome.NEEDS_HUMAN: ("bad", Words("渠道拒绝,要人来看", "Refused; a person must look")),
    Outcome.PERMANENTLY_FAILED: (
        "bad",
        Words("这个编号不会成功", "This number can never succeed"),
    ),
}
NEVER_ARRIVED: Badge = ("info", Words("渠道没有收到过这一笔", "It never arrived there"))
UNPROVEN = Words(
    "签名对不上,这个答复什么也证明不了。",
    "Its signature does not hold, so the answer proves nothing.",
)

# What else an answer means, and what somebody can do about it.
CONCERNS: Mapping[str, Words] = {
    Concern.RATE: Words(
        "渠道嫌太快,已经放慢。", "The channel asked for slowness and is left alone for a moment."
    ),
    Concern.BALANCE: Words(
        "商户余额不足。充值以后会自动继续。",
        "The merchant's balance does not suffice. It goes on by itself once topped up.",
    ),
    Concern.OFFLINE: Words(
        "原路退不了:账户不在了、期限过了,或渠道不再受理。可以换一种方式付给买家。",
        "The original route is dead: the account is gone or the period is over. Pay another way.",
    ),
    Concern.ABNORMAL: Words(
        "买家的账户收不了,钱还在微信支付手里。可以改退到买家的借记卡,或退回我们的账户。",
        "The buyer's account can't take it and WeChat Pay holds the money. Direct it to the buyer's"
        " debit card, or back to us.",
    ),
    Concern.LEDGER: Words(
        "渠道的账和我们的不一样。先到渠道后台逐笔核对,再决定。",
        "The channel's books and ours disagree. Compare in the channel's own records first.",
    ),
    Concern.CONFIGURATION: Words(
        "我们的密钥或权限不对,整个渠道已停,等配置改好。",
        "Our keys or rights are wrong: the whole channel is stopped until that is mended.",
    ),
}
# The same in a few words, for a list.
SHORT: Mapping[str, Words] = {
    Concern.RATE: Words("渠道嫌太快", "Asked for slowness"),
    Concern.BALANCE: Words("商户余额不足", "Short of money"),
    Concern.OFFLINE: Words("原路退不了", "The route is dead"),
    Concern.ABNORMAL: Words("钱还在微信支付", "WeChat Pay holds it"),
    Concern.LEDGER: Words("账目不一致", "The books disagree"),
    Concern.CONFIGURATION: Words("密钥或权限不对", "Wrong keys or rights"),
}
# Codes of our own; a channel's codes are shown as they came.
CODES: Mapping[str, Words] = {
    "REFUND_WINDOW_OVER": Words(
        "超过渠道的退款期限,没有发出。", "Past the channel's refund window: nothing was sent."
    ),
    "NO_SUCH_ROUTE": Words("平台没有接入这个渠道。", "This platform does not serve that channel."),
    NO_RECORD: Words(
        "外汇登记还没有补全,没有发出,渠道没有收到过。",
        "Its exchange record is not complete: nothing was sent, and no channel was asked.",
    ),
    "BACK_AT_MERCHANT": Words(
        "钱已退回我们的账户,还没有付给买家。",
        "The money is back at ours; the buyer has nothing yet.",
    ),
    "RETURNED": Words("财务记下:银行把钱退回来了。", "Finance noted that the bank sent it back."),
    "TRANSFER_CANCELLED": Words(
        "线下转账取消了,等人重新决定。", "The offline transfer was called off; decide anew."
    ),
    "CHARGEBACK_REST": Words(
        "渠道自己退了一部分,这是剩下的,等人决定。",
        "The channel paid a part by itself; this is the rest, and a person decides.",
    ),
    "SHOP_CONFIRMED": Words("商家确认已退。", "The shop confirmed that it paid."),
    "SHOP_FAILED": Words("商家说退不了。", "The shop says that it could not pay."),
    "BY_HAND": Words("由人付款并核对。", "Paid and confirmed by people."),
    "BALANCE": Words("退到平台余额。", "Credited to the platform balance."),
    "NO_ANSWER": Words("渠道没有回答。", "The channel did not answer."),
    "NO_ORDER_TOTAL": Words(
        "订单缺少实付总额,没有发出。", "The order's total is not known: nothing was sent."
    ),
    "MORE_THAN_PAID": Words("金额超过当时付的,没有发出。", "More than was paid: nothing was sent."),
    "NO_REFUND_ID": Words(
        "没有微信支付的退款单号,先重新核实。",
        "WeChat Pay's number of the refund is missing; ask the channel first.",
    ),
}


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next to a payout by itself, and when (None: at no set time)."""

    words: Words
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What else holds a payout up: a complaint, its channel stopped or switched off, a transfer,
    its exchange record."""

    complained: bool = False
    stopped: bool = False
    switched_off: bool = False
    transferring: bool = False
    unrecorded: bool = False


def badge_of(state: str, route: str, code: str = "") -> Badge:
    """Return how a payout stands, in a tone and a word; ``code`` is its latest answer's."""
    if is_unrecorded(state, code):
        return TO_RECORD
    if route == "offline" and state == PayoutState.INTENDED:
        return TO_TRANSFER
    return STATES[state]


def is_unrecorded(state: str, code: str) -> bool:
    """Whether a payout was not sent, for its exchange record is not complete (R6.1)."""
    return state == PayoutState.REFUSED and code == NO_RECORD


def outcome_badge(outcome: str, verb: str, verified: bool) -> Badge:
    """Return what an answer means, in a tone and plain words."""
    if outcome == Outcome.RETRY_SAME_ID and verb == Verb.QUERY and verified:
        return NEVER_ARRIVED
    if outcome == Outcome.NEEDS_HUMAN and verb == Verb.NONE:
        return NOBODY_ASKED
    if not verified:
        return OUTCOMES[Outcome.RETRY_SAME_ID]
    return OUTCOMES[outcome]


def next_of(state: str, route: str, due_at: datetime | None, found: Situation) -> Next:
    """Return what the engine does next with a payout, in one sentence."""
    if state in _ENDED:
        return Next(_ENDED[state])
    if found.unrecorded and not found.transferring:
        return Next(_UNRECORDED)
    if state in {PayoutState.REFUSED, PayoutState.REVERSED}:
        return Next(_TRANSFERRING if found.transferring else _WAITS)
    if route in _BY_HAND:
        return Next(_BY_HAND[route])
    if found.switched_off or found.stopped:
        return Next(_OFF if found.switched_off else _STOPPED)
    if found.complained and state == PayoutState.INTENDED:
        return Next(_COMPLAINED)
    return Next(_NEXT[state], due_at)


_NEXT: Mapping[str, Words] = {
    PayoutState.INTENDED: Words("请渠道退款。", "The channel is asked to refund it."),
    PayoutState.SENT: Words(
        "如果没有回音,先查询,再用同一编号发出。",
        "If no answer comes it is asked about, then sent again under the same number.",
    ),
    PayoutState.ACCEPTED: Words("再向渠道查询。", "The channel is asked how it stands."),
    PayoutState.UNKNOWN: Words(
        "先查询;渠道确实没收到,才用同一编号再发。",
        "It is asked about; only if it never arrived is it sent again under the same number.",
    ),
}
_ENDED: Mapping[str, Words] = {
    PayoutState.SETTLED: Words(
        "办完了。银行万一退回,会重新打开。", "Done. Should the bank send it back, it opens again."
    ),
    PayoutState.REPLACED: Words(
        "不会再动:由换成的那一笔接着办。", "Nothing more: the leg that replaces it goes on."
    ),
}
_BY_HAND = {
    "offline": Words("等财务付款、另一人核对。", "Finance pays it and somebody else confirms."),
    "chargeback": Words("等投诉结案。", "It waits for the complaint to be closed."),
    "shop": Words("等商家退款并确认。", "The shop pays it back and confirms."),
}
_WAITS = Words("系统不会再自动处理,等你决定。", "Nothing happens by itself: you decide.")
_UNRECORDED = Words(
    "等外汇登记:补全并由另一个人核对后自动发出。",
    "It waits for its exchange record: once that is complete and confirmed it is sent by itself.",
)
_TRANSFERRING = Words("一笔线下转账正在办。", "An offline transfer is under way.")
_OFF = Words(
    "渠道的设置不对,所有退款都在等。", "The channel's settings are wrong; all its refunds wait."
)
_STOPPED = Words("渠道停用中,恢复后继续。", "The channel is stopped; it goes on once it is back.")
_COMPLAINED = Words(
    "订单有未结的投诉,先不发出,以免付两次。",
    "A complaint is open on the order; it is held so that nobody pays twice.",
)
