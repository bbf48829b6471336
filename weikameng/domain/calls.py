"""The telephone: who is on the line, what was verified before anything is done, and calls back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

MAX_SAID = 2000
LONGEST_SECONDS = 4 * 3600  # nobody is on the phone longer; more is a slip of the keyboard
# Two things a stranger does not know both of; either alone is on a screenshot.
LEAST_VERIFIED = 2
MAX_TRIES = 3  # calls that nobody answers


class Proof(StrEnum):
    """What a caller told us that agrees with our records. Names stay for ever in the history."""

    ORDER_NUMBER = "order_number"
    PAID_AMOUNT = "paid_amount"
    PAID_ON = "paid_on"
    ACCOUNT_END = "account_end"
    CONFIRMED_PHONE = "confirmed_phone"


PROOF_WORDS: Mapping[Proof, Words] = {
    Proof.ORDER_NUMBER: Words("报出了订单号", "Told the order number"),
    Proof.PAID_AMOUNT: Words("报出了实付金额", "Told what was paid"),
    Proof.PAID_ON: Words("报出了付款日期和渠道", "Told the day and the way of payment"),
    Proof.ACCOUNT_END: Words("报出了充值账号后四位", "Told the end of the top-up account"),
    Proof.CONFIRMED_PHONE: Words("用已确认的手机来电", "Calls from the confirmed phone"),
}


class Fate(StrEnum):
    """What came of calling back."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class CallNote:
    """One call as it is noted: when it began, how long it took, what was said."""

    began_at: datetime
    seconds: int
    said: str


def checked(note: CallNote, at: datetime) -> CallNote:
    """Return the note without blanks around it; Refusal for what can't have been."""
    said = note.said.replace("\x00", "").strip()
    if not 1 <= len(said) <= MAX_SAID:
        raise Refusal("call_said", _SAID)
    if not 0 <= note.seconds <= LONGEST_SECONDS or note.began_at > at:
        raise Refusal("call_length", _LENGTH)
    return CallNote(note.began_at, note.seconds, said)


def demand_verified(proofs: Collection[Proof]) -> tuple[Proof, ...]:
    """Return what was verified, in a fixed order; Refusal when it is too little."""
    given = tuple(proof for proof in Proof if proof in set(proofs))
    if len(given) < LEAST_VERIFIED:
        raise Refusal("not_verified", _NOT_VERIFIED)
    return given


_SAID = Words(
    f"请写下通话里说了什么,{MAX_SAID} 字以内。",
    f"Write down what was said, at most {MAX_SAID} characters.",
)
_LENGTH = Words(
    "通话时间不对:开始时间不能晚于现在,时长不超过 4 小时。",
    "This can't be: a call does not begin later than now, nor last longer than 4 hours.",
)
_NOT_VERIFIED = Words(
    f"请先核对来电人:至少 {LEAST_VERIFIED} 项和我们的记录一致,才能代为申请。",
    f"Verify the caller first: at least {LEAST_VERIFIED} things must agree with our records"
    " before you apply for them.",
)
