"""The desk's rules without a desk: how long a claim holds, and what a search is about."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from weikameng.domain import numbers
from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

# A difficult case takes twenty minutes with the supplier on the phone; whoever has not looked for
# longer has gone home, and the buyer's promise runs on.
LAPSE = timedelta(minutes=30)
# An open page says every minute that it is open; two may get lost.
LOOKING = timedelta(minutes=3)
# Claims are for working on: nobody keeps the urgent ones for the afternoon.
MAX_HELD = 20
MAX_FILTERS = 20  # what still fits on one screen; more is a list to search in
MAX_NOTE = 200
_NUMBER_DIGITS, _PAYOUT_DIGITS = 16, 18
_GAPS = re.compile(r"[\s\-_·]+")


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed: ``number`` is a case's or an order's of ours, ``texts`` ways to write it.

    ``mistyped``: it has a number's length and its check digits do not hold.
    """

    texts: tuple[str, ...]
    number: str = ""
    mistyped: bool = False

    @property
    def of_case(self) -> bool:
        """Whether it is a refund's number."""
        return self.number.startswith(numbers.CASE)


def search_of(typed: str) -> Search:
    """Read what was typed, with or without gaps, in any width; a payout's number is its case's."""
    text = unicodedata.normalize("NFKC", typed).replace("\x00", "").strip()
    tight = _GAPS.sub("", text)
    if not tight:
        raise Refusal("nothing_typed", _NOTHING_TYPED)
    texts = tuple(dict.fromkeys((text, tight)))
    if not (tight.isascii() and tight.isdigit()):
        return Search(texts)
    long = len(tight) in (_NUMBER_DIGITS, _PAYOUT_DIGITS)
    if long and numbers.is_number(tight[:_NUMBER_DIGITS]):
        return Search(texts, tight[:_NUMBER_DIGITS])
    return Search(texts, mistyped=long)


_NOTHING_TYPED = Words(
    "请输入退款编号、订单号或充值账号再查找。",
    "Type a refund number, an order number or a top-up account, then search.",
)
