"""What can be played, as one table: by name, by the last two digits of the amount, or drawn."""

from dataclasses import dataclass
from enum import StrEnum

from weikameng.domain.words import Words


class Fault(StrEnum):
    """What goes wrong with one call."""

    NONE = "none"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    BAD_GATEWAY = "bad_gateway"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    NO_BALANCE = "no_balance"
    LIMITED = "limited"
    PERIOD_OVER = "period_over"
    BAD_SIGNATURE = "bad_signature"
    UNSIGNED = "unsigned"
    WRONG_SERIAL = "wrong_serial"
    CODE = "code"  # the provider code the plan names


# A question can meet these too; the others are refusals of a refund.
ON_QUERIES = frozenset(
    {
        Fault.CUT_BEFORE,
        Fault.CUT_AFTER,
        Fault.BAD_GATEWAY,
        Fault.ERROR_BEFORE,
        Fault.BAD_SIGNATURE,
        Fault.UNSIGNED,
        Fault.WRONG_SERIAL,
        Fault.LIMITED,
    }
)


class Life(StrEnum):
    """What becomes of a refund once it is taken."""

    SETTLED = "settled"
    SLOW = "slow"
    CLOSED = "closed"
    ABNORMAL = "abnormal"
    REVERSED = "reversed"


class Mail(StrEnum):
    """How the notification about it travels."""

    PLAIN = "plain"
    DUPLICATED = "duplicated"
    REORDERED = "reordered"
    DELAYED = "delayed"
    TAMPERED = "tampered"
    PROBE = "probe"
    FORGED = "forged"
    STALE = "stale"
    OVERSIZED = "oversized"
    LOST = "lost"


class Line(StrEnum):
    """How the statement shows it."""

    PLAIN = "plain"
    MISSING = "missing"
    EXTRA = "extra"
    UNEQUAL = "unequal"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row: ``until`` is how many refund calls meet the fault (0: every one)."""

    name: str
    words: Words
    fault: Fault = Fault.NONE
    until: int = 1
    life: Life = Life.SETTLED
    mail: Mail = Mail.PLAIN
    line: Line = Line.PLAIN
    code: str = ""


_F, _L, _M, _S, _SLOW = Fault, Life, Mail, Line, Life.SLOW

# Last two digits of the amount in fen → scenario. Common price endings (00, 50, 90 …) are free.
BY_AMOUNT: dict[int, Scenario] = {
    10: Scenario("ok", Words("正常", "All is well")),
    11: Scenario(
        "accepted_then_settled",
        Words("先受理，五分钟后到账", "Accepted, settled five minutes later"),
        life=_SLOW,
    ),
    12: Scenario(
        "no_balance",
        Words("商户余额不足（前两次）", "The merchant's balance is short, twice"),
        _F.NO_BALANCE,
        until=2,
    ),
    13: Scenario(
        "error_not_executed", Words("报错，未执行", "An error; nothing was done"), _F.ERROR_BEFORE
    ),
    14: Scenario(
        "error_but_executed",
        Words("报错，其实已执行", "An error, although it was done"),
        _F.ERROR_AFTER,
    ),
    15: Scenario(
        "executed_and_cut",
        Words("已执行，连接中断", "It is done, then the line dies"),
        _F.CUT_AFTER,
    ),
    16: Scenario(
        "cut_before", Words("执行前连接中断", "The line dies before it is done"), _F.CUT_BEFORE
    ),
    17: Scenario(
        "bad_signature",
        Words("已执行，应答签名错误", "It is done; the answer's signature is wrong"),
        _F.BAD_SIGNATURE,
    ),
    18: Scenario(
        "unsigned",
        Words("已执行，应答没有签名", "It is done; the answer has no signature"),
        _F.UNSIGNED,
    ),
    19: Scenario("bad_gateway", Words("网关 502，未执行", "502; nothing was done"), _F.BAD_GATEWAY),
    21: Scenario("closed", Words("退款关闭", "The refund is closed"), life=_L.CLOSED),
    22: Scenario("abnormal", Words("退款异常", "The refund is abnormal"), life=_L.ABNORMAL),
    23: Scenario("frequency_limited", Words("频率超限", "Too many requests"), _F.LIMITED),
    24: Scenario(
        "period_over", Words("超过退款期限", "The refund window is over"), _F.PERIOD_OVER, until=0
    ),
    25: Scenario(
        "wrong_serial",
        Words("已执行，应答用未知密钥签名", "It is done; an unknown key signed the answer"),
        _F.WRONG_SERIAL,
    ),
    26: Scenario(
        "reversed",
        Words("到账一天后被银行退回", "Settled, sent back by the bank a day later"),
        life=_L.REVERSED,
    ),
    31: Scenario(
        "notice_duplicated",
        Words("通知重复", "Notified three times"),
        life=_SLOW,
        mail=_M.DUPLICATED,
    ),
    32: Scenario(
        "notice_reordered",
        Words("通知乱序", "Notices overtake each other"),
        life=_SLOW,
        mail=_M.REORDERED,
    ),
    33: Scenario(
        "notice_delayed",
        Words("通知迟到一小时", "Notified an hour late"),
        life=_SLOW,
        mail=_M.DELAYED,
    ),
    34: Scenario(
        "notice_tampered",
        Words("先来一封被改过的通知", "A tampered notice comes first"),
        life=_SLOW,
        mail=_M.TAMPERED,
    ),
    35: Scenario(
        "notice_probe",
        Words("先来一封签名探测", "A signature probe comes first"),
        life=_SLOW,
        mail=_M.PROBE,
    ),
    36: Scenario(
        "notice_forged",
        Words("先来一封伪造的通知", "A notice signed by a stranger comes first"),
        life=_SLOW,
        mail=_M.FORGED,
    ),
    37: Scenario(
        "notice_stale",
        Words("先来一封过期的通知", "A notice signed too long ago comes first"),
        life=_SLOW,
        mail=_M.STALE,
    ),
    38: Scenario(
        "notice_oversized",
        Words("先来一封过大的通知", "A notice of two megabytes comes first"),
        life=_SLOW,
        mail=_M.OVERSIZED,
    ),
    39: Scenario("notice_lost", Words("通知丢失", "Never notified"), life=_SLOW, mail=_M.LOST),
    41: Scenario(
        "statement_missing", Words("账单缺一行", "The statement lacks the line"), line=_S.MISSING
    ),
    42: Scenario(
        "statement_extra", Words("账单多一行", "The statement has a line too many"), line=_S.EXTRA
    ),
    43: Scenario(
        "statement_unequal",
        Words("账单金额不一致", "The statement's amount is one fen more"),
        line=_S.UNEQUAL,
    ),
}
SCENARIOS: dict[str, Scenario] = {row.name: row for row in BY_AMOUNT.values()}
OK = SCENARIOS["ok"]

# What a drawn plan picks from when it is not told: everything that passes by itself.
_ENDURING = {"ok", "closed", "abnormal", "period_over", "reversed"}
PASSING = tuple(
    name for name, row in SCENARIOS.items() if name not in _ENDURING and row.line is Line.PLAIN
)


def named(name: str) -> Scenario:
    """Return a scenario; ``code:ACQ.BUYER_NOT_EXIST`` plays that refusal. ValueError if unknown."""
    if name.startswith("code:"):
        code = name.removeprefix("code:")
        return Scenario(name, Words(f"一直答复 {code}", f"Always {code}"), Fault.CODE, 0, code=code)
    if name not in SCENARIOS:
        raise ValueError(f"no scenario {name!r}; choose one of {', '.join(SCENARIOS)}")
    return SCENARIOS[name]
