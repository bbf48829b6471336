"""The tracks of special cases (H3-H5, H7, B2): what a buyer reads of where theirs stands. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain.case_life import State
from weikameng.domain.words import Words


class Name(StrEnum):
    """Which way a special case goes."""

    GUARDIAN = "guardian"
    UNAUTHORISED = "unauthorised"
    RENEWAL = "renewal"
    DEVICE = "device"
    CHARGEBACK = "chargeback"


@dataclass(frozen=True, slots=True)
class Track:
    """What page and API tell of a special case: what happens next, by when, what is known.

    ``steps`` are things to do, one after the other; ``rows`` what is on record.
    """

    name: Name
    title: Words
    next: Words
    by: datetime | None
    rows: tuple[tuple[Words, Words], ...] = ()
    steps: tuple[Words, ...] = ()


TITLES = {
    Name.GUARDIAN: Words("监护人通道", "The guardian's track"),
    Name.UNAUTHORISED: Words("非本人操作", "Somebody else paid"),
    Name.RENEWAL: Words("自动续费", "Automatic renewal"),
    Name.DEVICE: Words("使用帮助", "Help with using it"),
    Name.CHARGEBACK: Words("支付渠道的投诉或拒付", "A complaint at the payment channel"),
}
# What another refund of the same order reads while it is not known who paid (H4).
HELD_TITLE = Words("退款先等核实", "The refund waits for our check")
HELD = Words(
    "有一份申请说这个订单不是本人付的。为了钱不落到别人手里,没发出的退款先等专人核实,核实完"
    "自动继续或告诉你结果。",
    "One claim about this order says that somebody else paid. So that the money reaches nobody"
    " else, what has not been sent waits until a person has checked; then it goes on by itself, or"
    " you hear why not.",
)
_S = State
_PAYS = Words(
    "已经决定退款,钱按决定的份额原路退回,到账后告诉你。",
    "It was decided to refund. The money goes back the way it was paid; you hear when it arrives.",
)
_OVER = Words("已经办完。", "This is done.")
_NEXT: dict[Name, dict[State, Words]] = {
    Name.GUARDIAN: {
        _S.AWAITING_BUYER: Words(
            "请监护人补齐下面的材料,可以遮挡无关信息。收齐后由专人决定,不会因为已经使用或超过时限"
            "直接驳回。",
            "Please send the papers still missing; what does not matter may be covered. Once all"
            " are here a person decides; use or lateness alone does not bar it.",
        ),
        _S.REVIEWING: Words(
            "由专人核实监护关系和付款记录,按孩子的年龄、金额和双方的过错决定退多少,写明怎么算的。",
            "A person checks guardianship and payment and decides how much goes back, by the"
            " child's age, the amount and the fault on both sides; you read how it was worked out.",
        ),
        _S.REJECTED: Words(
            "这次没有通过,理由在下面。可以补充材料再提交,也可以申请争议处理。",
            "It was not approved; the reasons stand below. You may add papers and send it again, or"
            " open a dispute.",
        ),
    },
    Name.UNAUTHORISED: {
        _S.AWAITING_BUYER: Words(
            "没有使用的商品已经冻结,这个订单没发出的退款先不发。请补上支付机构的受理通知或报警回执,"
            "再由专人核实。",
            "What is unused is frozen and nothing of this order is sent. Please add the payment"
            " provider's notice or the police receipt; then a person checks.",
        ),
        _S.REVIEWING: Words(
            "没有使用的商品已经冻结,这个订单没发出的退款先不发。专人正在和支付机构核实,之后决定。",
            "What is unused is frozen and nothing of this order is sent. A person is checking with"
            " the payment provider and then decides.",
        ),
        _S.REJECTED: Words(
            "专人核实后没有通过,商品已经解冻。可以补充材料再提交,也可以申请争议处理。",
            "A person checked and did not approve it; the goods are released. You may add material"
            " and send it again, or open a dispute.",
        ),
    },
    Name.RENEWAL: {
        _S.AWAITING_BUYER: Words("请补上下面还差的材料。", "Please send what is still missing."),
        _S.REVIEWING: Words(
            "由专人核对扣款前有没有按规定提前 5 天提醒。没有提醒的,退还没有使用的部分。",
            "A person checks whether you were reminded 5 days before the charge, as the law asks."
            " If not, the part you did not use goes back.",
        ),
        _S.REJECTED: Words(
            "这次没有通过,理由在下面。有别的证明可以补充再提交。",
            "It was not approved; the reasons stand below. If you have other proof, send it.",
        ),
    },
    Name.DEVICE: {
        _S.REJECTED: Words(
            "自己的设备、网络的问题一般不退,先按下面的步骤试。不同意可以要求人工复核。",
            "Trouble with one's own device or network is usually not refunded; try the steps below"
            " first. If you disagree, ask that a person decides.",
        ),
        _S.REVIEWING: Words(
            "由专人看是不是商品本身的问题。等的时候可以按下面的步骤试。",
            "A person looks whether the good itself is at fault. Meanwhile you can try these"
            " steps.",
        ),
    },
}
_ELSE = {
    _S.SCREENING: Words("系统正在初审。", "It is being screened."),
    _S.APPROVED: _PAYS,
    _S.PAYING: _PAYS,
    _S.PAYOUT_STUCK: Words(
        "已经决定退款,渠道没有退成,财务正在处理。",
        "It was decided to refund; the channel has not returned it and finance is on it.",
    ),
    _S.REFUNDED: Words("钱已经退到。", "The money has arrived."),
    _S.DISPUTED: Words("由第三方仲裁,进展在争议页面。", "In arbitration; see the dispute's page."),
}
_STILL_HELD = Words(
    "渠道有了结果,或者你撤回,就继续办,不用再申请。",
    "It goes on once the channel decides or you withdraw; you need not apply again.",
)


def next_of(name: Name, state: State, waits: Words | None = None) -> Words:
    """Return what happens next on a track, in the state its case is in.

    ``waits``: what money that is held up waits for, where that is not its channel.
    """
    if name is Name.CHARGEBACK:
        return _STILL_HELD
    if waits is not None:
        return waits
    return _NEXT[name].get(state) or _ELSE.get(state, _OVER)
