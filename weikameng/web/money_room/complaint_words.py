"""What the money room says of complaints: how they stand, what was done, what each end means."""

from collections.abc import Mapping

from weikameng.domain.complaints import OUTCOME_WORDS, Event, Outcome, Reach
from weikameng.domain.words import Words
from weikameng.web.money_room.payout_words import Badge

OPEN: Badge = ("warn", Words("未结", "Open"))
ENDED: Mapping[str, Badge] = {
    Outcome.WITHDRAWN: ("", Words("买家撤回", "Withdrawn")),
    Outcome.LOST: ("", Words("没有支持买家", "Not upheld")),
    Outcome.PAID: ("ok", Words("渠道已退钱", "Paid by the channel")),
}
REACHES: Mapping[str, Badge] = {
    Reach.HELD: ("warn", Words("先等着", "Held")),
    Reach.DEAD: ("bad", Words("没有退成", "Not paid")),
    Reach.UNDER_WAY: ("info", Words("已发出,拦不住", "Sent: can't be held")),
    Reach.PAID: ("ok", Words("已到账,拦不住", "Paid: can't be held")),
}
EVENTS: Mapping[str, Words] = {
    Event.OPEN: Words("记录", "Recorded"),
    Event.CLOSE: Words("结案", "Closed"),
    Event.REOPEN: Words("重新打开", "Opened again"),
}
# The three ends, with what each does to the money.
ENDS: tuple[tuple[str, Words, Words], ...] = (
    (
        Outcome.WITHDRAWN,
        OUTCOME_WORDS[Outcome.WITHDRAWN],
        Words("等着的退款马上发出。", "What is held is sent at once."),
    ),
    (
        Outcome.LOST,
        OUTCOME_WORDS[Outcome.LOST],
        Words(
            "渠道没有退钱。等着的退款马上发出。", "It paid nothing. What is held is sent at once."
        ),
    ),
    (
        Outcome.PAID,
        OUTCOME_WORDS[Outcome.PAID],
        Words(
            "这笔钱先抵掉等着的退款,不会再付一次;不够的由我们补,多出的记作已退。",
            "It stands for what is held, which is not paid again: we pay what is missing, and more"
            " than that counts as refunded.",
        ),
    ),
)
RECORDED = Words("已记录。", "Recorded. ")
KNOWN = Words("这一件已经记过。", "This one is recorded already.")
DONE: Mapping[str, Words] = {
    "close": Words("已结案。", "Closed."),
    "reopen": Words("已重新打开,没发出的退款先等着。", "Open again; what is not sent waits."),
}
