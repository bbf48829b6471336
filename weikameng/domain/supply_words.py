"""What a supplier's answer means in plain words, for desk and buyer. Unknown is not failed."""

from datetime import datetime

from weikameng.domain.clock_words import moment
from weikameng.domain.supply import NOT_FOUND_CODES
from weikameng.domain.words import Words

NAMES = {
    "sandbox": Words("沙箱合作方", "the sandbox supplier"),
    "fulu": Words("福禄", "Fulu"),
    "xingquanyi": Words("星权益", "Xingquanyi"),
}
_CAUSES = {
    "TOO_OLD": Words(
        "订单太久,合作方已经查不到,所以没有去问",
        "the order is older than the supplier keeps, so it was not asked",
    ),
    "SWITCHED_OFF": Words(
        "这个合作方的接口没有接通,没有去问",
        "this supplier is not connected, so it was not asked",
    ),
    "NOT_FOUND": Words(
        "合作方说查不到这个订单,这不等于失败",
        "the supplier does not find the order, which does not mean it failed",
    ),
    "BAD_SIGNATURE": Words(
        "答复的签名不对,不能采信", "the answer's signature is wrong, so it proves nothing"
    ),
    "UNREADABLE_ANSWER": Words("答复读不懂", "the answer can't be read"),
    "OTHER_ORDER": Words("答复说的是另一个订单", "the answer is about another order"),
    "PARTIAL": Words("合作方说只充了一部分", "the supplier says only a part was delivered"),
    "CONTRADICTION": Words("前后答复不一致", "its answers contradict each other"),
}
_LINE = Words("线路不通或合作方没有按时答复", "the line was dead, or no answer came in time")
_TROUBLE = Words("合作方系统出错:{code}", "the supplier's system reports trouble: {code}")
_LINE_CODES = ("ConnectError", "Timeout", "ProtocolError", "ReadError", "WriteError", "SLOW")
NEVER_HEARD = Words("问了,没有收到答复", "asked, and no answer was received")


def name_words(supplier: str) -> Words:
    """Return a supplier's name."""
    return NAMES.get(supplier, Words(supplier, supplier))


def cause_words(code: str) -> Words:
    """Return why an answer says nothing, as part of a sentence."""
    if code in NOT_FOUND_CODES:
        return _CAUSES["NOT_FOUND"]
    if known := _CAUSES.get(code):
        return known
    if any(part in code for part in _LINE_CODES):
        return _LINE
    return Words(_TROUBLE.zh.format(code=code), _TROUBLE.en.format(code=code))


def meaning_of(status: str, code: str, arrived: bool | None) -> Words:
    """Return what an answer says, as part of a sentence."""
    if arrived is True:
        return Words("已到账", "credited")
    if arrived is False:
        return Words("没有到账", "not credited")
    if status == "processing":
        return Words("还在充值中", "still being delivered")
    if status in {"success", "failed"}:
        return Words("没有说是否到账", "it does not say whether it arrived")
    if not status:
        return NEVER_HEARD
    cause = cause_words(code)
    return Words(f"不清楚:{cause.zh}", f"not known: {cause.en}")


def told_words(at: datetime, arrived: bool | None, now: datetime) -> Words:
    """Return what the buyer is told of an answer; who the supplier is stays with us."""
    when = moment(at, now)
    if arrived is None:
        return Words(
            f"我们在 {when.zh} 问过合作方,还没有明确的答复,由人工核实。",
            f"We asked the supplier on {when.en}; it has not said clearly whether it arrived."
            " A person looks into it.",
        )
    if arrived:
        return Words(
            f"合作方在 {when.zh} 答复:已到账。", f"The supplier says credited ({when.en})."
        )
    return Words(
        f"合作方在 {when.zh} 答复:没有到账。", f"The supplier says not credited ({when.en})."
    )
