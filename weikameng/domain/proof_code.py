"""The short code on our own order and refund pages, which belongs to what the page says: a number,
an amount, a status, a minute. A screenshot on which one of them was changed gives itself away.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from weikameng.domain.numbers import CASE, ORDER
from weikameng.domain.words import Words

# No letter that a reader takes for another: none of 0 O D Q, 1 I L, 2 Z, 5 S, 6 G, 7, 8 B, U V.
ALPHABET = "3469ACEFHJKMNPRTWXY"
BODY, CHECK, GROUP = 9, 3, 4
LENGTH = BODY + CHECK
MAX_SLIPS = 2  # signs a reader may get wrong and still have read this code and no other
MINUTE = "%Y-%m-%d %H:%M"
_SALT = b"weikameng.screenshot_codes.1"
_FOLDED = str.maketrans("GVvgqb", "6YY996")

# The words a page of ours may say for a status; no two statuses of one table share any.
ORDER_STATUSES: Mapping[str, tuple[Words, ...]] = {
    "awaiting_payment": (Words("待付款", "To be paid"),),
    "paid": (Words("充值中", "Being delivered"),),
    "delivered": (Words("已完成", "Delivered"),),
    "failed": (Words("没有成功", "Failed"),),
    "cancelled": (Words("已取消", "Cancelled"),),
    "refunding": (Words("退款中", "Refund on its way"),),
    "refunded": (Words("已退款", "Refunded"),),
}
CASE_STATUSES: Mapping[str, tuple[Words, ...]] = {
    "screening": (Words("正在向合作方核实", "Checking with the supplier"),),
    "reviewing": (Words("人工复核中", "Under review"), Words("加急处理中", "Urgent review")),
    "awaiting_buyer": (Words("等你补充材料", "Waiting for you"),),
    "approved": (Words("审核通过", "Approved"),),
    "paying": (
        Words("退款处理中", "Refund on its way"),
        Words("退款先等投诉的结果", "The refund waits for your complaint"),
    ),
    "payout_stuck": (
        Words("原路退回受阻", "The original route is held up"),
        Words("到账的钱被退回了", "The money came back"),
    ),
    "refunded": (Words("退款成功", "Refunded"),),
    "rejected": (Words("未通过", "Not approved"),),
    "disputed": (Words("争议处理中", "In dispute"),),
    "withdrawn": (Words("已撤销", "Withdrawn"),),
    "closed": (Words("超时未补充,已关闭", "Closed, no reply"),),
}
NUMBER_WORDS = {ORDER: Words("订单号", "order number"), CASE: Words("退款编号", "refund number")}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says: its order or case number, the amount, the status, the minute in Beijing."""

    number: str
    amount_minor: int
    status: str
    minute: str


@dataclass(frozen=True, slots=True)
class ProofKey:
    """Makes and knows codes. Two shops, or one shop with a new secret, have different keys."""

    secret: bytes = field(repr=False)

    def code(self, claim: Claim) -> str:
        """Return the twelve letters that belong to these words."""
        said = f"{claim.number}|{claim.amount_minor}|{claim.status}|{claim.minute}"
        body = self._letters(said, BODY)
        return body + self._letters(body, CHECK)

    def issued(self, code: str) -> bool:
        """Whether a code is whole and ours: the last three letters follow from the others."""
        return len(code) == LENGTH and hmac.compare_digest(
            self._letters(code[:BODY], CHECK).encode(), code[BODY:].encode()
        )

    def _letters(self, text: str, count: int) -> str:
        left = int.from_bytes(hmac.digest(self.secret, text.encode(), "sha256"))
        letters = ""
        for _ in range(count):
            left, place = divmod(left, len(ALPHABET))
            letters += ALPHABET[place]
        return letters


def key_from(secret: str) -> ProofKey:
    """Return the key that follows from the platform's secret."""
    return ProofKey(hmac.digest(secret.encode(), _SALT, "sha256"))


def grouped(code: str) -> str:
    """Return a code in groups of four, as it stands on a page."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def folded(text: str) -> str:
    """Return what was read as letters of a code: capitals, look-alikes as the letter they stand
    for, nothing that no code has but letters and digits.
    """
    kept = (sign for sign in text.translate(_FOLDED).upper() if sign.isascii() and sign.isalnum())
    return "".join(kept)


def same_code(code: str, read: str) -> bool:
    """Whether what was read is this code but for a slip or two; chance does not come that near."""
    if len(read) != len(code):
        return False
    return sum(one != other for one, other in zip(code, read, strict=True)) <= MAX_SLIPS


def minute_of(local: datetime) -> str:
    """Return the minute as it stands on a page, of a moment in Beijing's time."""
    return f"{local:{MINUTE}}"


def statuses_of(number: str) -> Mapping[str, tuple[Words, ...]]:
    """Return the statuses a page about this number may show."""
    return CASE_STATUSES if number.startswith(CASE) else ORDER_STATUSES


def status_said(number: str, words: Words) -> str | None:
    """Return the status a page of ours means by these words, None for words not listed here."""
    return next((name for name, said in statuses_of(number).items() if words in said), None)


def every_word(statuses: Mapping[str, tuple[Words, ...]]) -> Iterable[tuple[str, str]]:
    """Return status and word for every word, in both languages."""
    for name, said in statuses.items():
        for words in said:
            yield name, words.zh
            yield name, words.en
