"""What the money room says of an offline transfer: states, steps, what comes next."""

from collections.abc import Mapping

from weikameng.domain.transfer_life import Event, State
from weikameng.domain.words import Words
from weikameng.web.money_room.payout_words import Badge

STATES: Mapping[str, Badge] = {
    State.PROPOSED: ("warn", Words("等第二人同意", "Waits for a second person")),
    State.APPROVED: ("warn", Words("等付款", "To be paid")),
    State.PAID: ("warn", Words("等另一人核对", "To be confirmed")),
    State.CONFIRMED: ("ok", Words("已付给买家", "Paid to the buyer")),
    State.REFUSED: ("", Words("没有同意", "Turned down")),
    State.CANCELLED: ("", Words("已取消", "Called off")),
}
EVENTS: Mapping[str, Words] = {
    Event.PROPOSE: Words("提议转账", "Proposed the transfer"),
    Event.REFUSE: Words("没有同意", "Turned it down"),
    Event.APPROVE: Words("同意转账", "Approved it"),
    Event.REVEAL: Words("查看了完整账号", "Looked at the whole account"),
    Event.CANCEL: Words("取消了转账", "Called it off"),
    Event.PAY: Words("登记了付款", "Recorded the payment"),
    Event.SEND_BACK: Words("退回重新登记", "Had the payment recorded anew"),
    Event.CONFIRM: Words("核对无误,买家已收到通知", "Confirmed it; the buyer is told"),
}
SHOWS = (
    ("open", Words("在办", "Under way")),
    (State.PROPOSED, Words("等同意", "To approve")),
    (State.APPROVED, Words("等付款", "To pay")),
    (State.PAID, Words("等核对", "To confirm")),
    ("all", Words("全部", "All")),
)
DONE: Mapping[str, Words] = {
    "refuse": Words("已记下,这笔打款重新等人处理。", "Noted; the payout waits for a person again."),
    "approve": Words(
        "已同意。请照完整账号付款,再登记流水号和回单。",
        "Approved. Pay to the whole account, then record the number and its proof.",
    ),
    "cancel": Words("已取消,这笔打款重新等人处理。", "Called off; the payout waits again."),
    "pay": Words("付款已登记,等另一人核对。", "Recorded; somebody else confirms it."),
    "send_back": Words("已退回,请重新登记付款。", "Sent back; record the payment anew."),
    "confirm": Words(
        "核对完成。买家会看到“已转账”和流水号。",
        "Confirmed. The buyer sees the transfer and its number.",
    ),
}
# The four signatures in order, and whose column they are in.
STEPS = (
    ("proposed", Words("提议", "Proposed")),
    ("approved", Words("同意", "Approved")),
    ("paid", Words("付款", "Paid")),
    ("confirmed", Words("核对", "Confirmed")),
)
