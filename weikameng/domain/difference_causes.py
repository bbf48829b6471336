"""What each cause of a difference means and what comes next: one row a cause (R4.5).

docs/reconciliation.md shows the same table; a test holds them equal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from weikameng.domain.statements import Cause, DayState, Kind
from weikameng.domain.words import Words


class Turn(StrEnum):
    """Whose turn it is."""

    TOMORROW = "tomorrow"  # the next statement settles it
    ENGINE = "engine"  # the channel is being asked
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause: the kind of difference it explains, whose turn it is, what it means, what to do."""

    cause: Cause
    kind: Kind
    turn: Turn
    meaning: Words
    next_step: Words


_ROWS = (
    CauseRow(
        Cause.LATE_LINE,
        Kind.MISSING,
        Turn.TOMORROW,
        Words("零点前一小时内到账,可能记在第二天", "Settled within an hour of midnight"),
        Words(
            "等第二天的账单,系统会自己核对。",
            "Wait: the next day's statement should have it and settles this by itself.",
        ),
    ),
    CauseRow(
        Cause.DAY_BEFORE_UNREAD,
        Kind.MISSING,
        Turn.PERSON,
        Words("可能记在前几天,那几天还没有对账", "Perhaps on a day before that was not read yet"),
        Words(
            "先对前几天的账,对上了这一条会自己消除。",
            "Reconcile the days before; if it stands there, this settles by itself.",
        ),
    ),
    CauseRow(
        Cause.NO_LINE,
        Kind.MISSING,
        Turn.PERSON,
        Words("渠道说已退,账单上没有这一笔", "The channel said paid; the statement has no line"),
        Words(
            "用退款编号在渠道后台查。退成了就重新取账单,或写明后关闭;没退成,找渠道客服,并在“打款”里记下钱退回来了。",
            "Look the refund up in the channel's back office. Paid: read the statement again, or "
            "close with a note. Not paid: call the channel, and record that the money came back.",
        ),
    ),
    CauseRow(
        Cause.NO_STATEMENT,
        Kind.MISSING,
        Turn.PERSON,
        Words("渠道说这天没有账单,我们却有到账的退款", "The channel says it has no statement"),
        Words(
            "在渠道后台下载这天的账单再上传;后台也没有,就联系渠道客服。",
            "Download the day's statement in the channel's back office and upload it; if there is "
            "none there either, call the channel.",
        ),
    ),
    CauseRow(
        Cause.UNDER_WAY,
        Kind.MISSING,
        Turn.ENGINE,
        Words("我们记为已到账,账单上还在处理", "We hold it as paid, the statement as under way"),
        Words(
            "系统已再问渠道。渠道仍说已退,就写明后关闭;没退成,会转到“打款”等人处理。",
            "The channel is asked again. Still paid: close with a note. Failed after all: it turns "
            "up among the payouts that wait for a person.",
        ),
    ),
    CauseRow(
        Cause.SETTLED_UNHEARD,
        Kind.EXTRA,
        Turn.ENGINE,
        Words("渠道已经退了,我们还没听到", "The channel paid and we had not heard"),
        Words(
            "系统已马上去问渠道,问到后这一条会自己消除。",
            "The channel is asked at once; its answer settles this.",
        ),
    ),
    CauseRow(
        Cause.REFUSED_BUT_PAID,
        Kind.EXTRA,
        Turn.PERSON,
        Words("我们记为退不了,账单上却退了", "We hold it as refused; the statement says paid"),
        Words(
            "先不要换别的方式退,会退两次。在“打款”里“重新向渠道核实”。",
            "Don't pay by another way: that would pay twice. Ask the channel again, under Payouts.",
        ),
    ),
    CauseRow(
        Cause.REPLACED_LEG_PAID,
        Kind.EXTRA,
        Turn.PERSON,
        Words(
            "这一笔已换别的方式退,账单上却也退了:买家可能收到两次",
            "Replaced by another payout, yet paid: the buyer may have been paid twice",
        ),
        Words(
            "马上看替换它的那一笔。还没付就停下;已付,联系渠道或买家追回,写明后关闭。",
            "Look at the payout that replaced it, now. Not paid yet: stop it. Paid: recover the "
            "money from the channel or the buyer, then close with a note.",
        ),
    ),
    CauseRow(
        Cause.UNKNOWN_NUMBER,
        Kind.EXTRA,
        Turn.PERSON,
        Words("不是我们发出的退款", "Not a refund of ours"),
        Words(
            "查是谁在渠道后台或别的系统退的。有人重复退了,就追回;确有其事,写明后关闭。",
            "Find out who refunded it, in the back office or by another system. If it was paid "
            "twice, recover it; if it is in order, close with a note.",
        ),
    ),
    CauseRow(
        Cause.FORGOTTEN_NUMBER,
        Kind.EXTRA,
        Turn.PERSON,
        Words(
            "编号是我们的样子,库里却没有:可能恢复过旧备份",
            "Numbered like ours but not in our database: perhaps an old backup was restored",
        ),
        Words(
            "先停掉打款,避免重退。前 16 位是退款编号,请维护人员查备份。",
            "Stop payouts first, or it may be paid again. The first 16 digits are the refund case; "
            "have operations look at the backups.",
        ),
    ),
    CauseRow(
        Cause.NAMELESS,
        Kind.EXTRA,
        Turn.PERSON,
        Words("账单这一行没有退款编号", "The line has no refund number"),
        Words(
            "用渠道流水号在渠道后台查是谁退的,写明后关闭。",
            "Look up by the channel's reference who refunded it, then close with a note.",
        ),
    ),
    CauseRow(
        Cause.STRANGE_STATUS,
        Kind.EXTRA,
        Turn.PERSON,
        Words("账单上的状态或金额,我们认不出", "A status or an amount that we can't read"),
        Words(
            "在渠道后台看这一笔的结果,写明后关闭,并告诉维护人员补上这个状态。",
            "See in the channel's back office what became of it, close with a note, and tell "
            "operations, so that this status becomes known.",
        ),
    ),
    CauseRow(
        Cause.PAID_MORE,
        Kind.UNEQUAL,
        Turn.PERSON,
        Words("渠道退得比我们要的多", "The channel paid more than we asked for"),
        Words(
            "留好账单,联系渠道查明并追回多退的钱。",
            "Keep the statement; have the channel explain it and return the surplus.",
        ),
    ),
    CauseRow(
        Cause.PAID_LESS,
        Kind.UNEQUAL,
        Turn.PERSON,
        Words("渠道退得比我们要的少", "The channel paid less than we asked for"),
        Words(
            "联系渠道查明。真的少退了,差额要补给买家;只是扣了手续费,写明后关闭。",
            "Have the channel explain it. If the buyer got less, the rest is owed; if a fee was "
            "taken off, close with a note.",
        ),
    ),
    CauseRow(
        Cause.MORE_THAN_ONCE,
        Kind.REPEATED,
        Turn.PERSON,
        Words("同一笔退款在账单上不止一行", "One refund stands on the statements more than once"),
        Words(
            "在渠道后台查是否退了两次。退了两次就追回;只是账单重复,写明后关闭。",
            "See in the channel's back office whether it was paid twice. If so, recover it; if the "
            "line is only repeated, close with a note.",
        ),
    ),
    CauseRow(
        Cause.CAME_BACK,
        Kind.RETURNED,
        Turn.ENGINE,
        Words("账单说钱退回来了,我们还没听到", "The statement says that the money came back"),
        Words(
            "系统已再问渠道。问不出来,就在“打款”里记下钱退回来了。",
            "The channel is asked again. If it tells nothing, record under Payouts that the money "
            "came back.",
        ),
    ),
    CauseRow(
        Cause.FAILED_AFTER_SUCCESS,
        Kind.RETURNED,
        Turn.ENGINE,
        Words("我们记为已到账,账单上却没退成", "We hold it as paid; the statement says it failed"),
        Words(
            "系统已再问渠道。真没退成,在“打款”里记下钱退回来了,再换方式退。",
            "The channel is asked again. If it failed, record under Payouts that the money came "
            "back, then pay by another way.",
        ),
    ),
    CauseRow(
        Cause.RETURN_OF_UNKNOWN,
        Kind.RETURNED,
        Turn.PERSON,
        Words("退回了一笔不是我们发出的退款", "Money of a refund that is not ours came back"),
        Words(
            "查是谁退的,把退回的钱记到该记的地方,写明后关闭。",
            "Find out whose refund it was, see that the money is booked there, close with a note.",
        ),
    ),
)
CAUSES: Mapping[Cause, CauseRow] = {row.cause: row for row in _ROWS}

KIND_WORDS: Mapping[Kind, Words] = {
    Kind.MISSING: Words("账单缺这一笔", "Missing on the statement"),
    Kind.EXTRA: Words("账单多这一笔", "Extra on the statement"),
    Kind.UNEQUAL: Words("金额不一致", "Another amount"),
    Kind.REPEATED: Words("重复出现", "Repeated"),
    Kind.RETURNED: Words("钱退回来了", "Returned"),
}
TURN_WORDS: Mapping[Turn, Words] = {
    Turn.TOMORROW: Words("等下一天", "Expected tomorrow"),
    Turn.ENGINE: Words("正在问渠道", "Channel being asked"),
    Turn.PERSON: Words("要人处理", "Needs a person"),
}
DAY_WORDS: Mapping[DayState, Words] = {
    DayState.CLEAN: Words("已对平", "Clean"),
    DayState.EXPECTED: Words("等下一天的账单", "Awaits the next statement"),
    DayState.DIFFERENT: Words("有差异", "Differences"),
    DayState.NOT_YET: Words("账单还没出", "Not out yet"),
    DayState.NOT_THERE: Words("没有取到账单", "Statement not obtained"),
    DayState.NOT_RUN: Words("没有对过", "Not run"),
}
