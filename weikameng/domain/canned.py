"""Canned replies: texts that supervisors keep and agents send, filled from what is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

MAX_NAME, MAX_TEXT = 40, 1000
MOST_REPLIES = 100  # what a list of buttons and a head still hold
_PLACE = re.compile(r"\{([^{}]*)\}")
# What a text may name, and how the form tells it. Nothing here is a secret of anybody.
VARIABLES: Mapping[str, Words] = {
    "buyer": Words("买家的名字", "the buyer's name"),
    "agent": Words("你的名字", "your name"),
    "order": Words("订单号", "the order number"),
    "good": Words("商品", "the good"),
    "paid": Words("实付金额", "what was paid"),
    "case": Words("退款编号", "the refund number"),
    "state": Words("退款进度", "where the refund stands"),
    "due": Words("最晚时间", "by when it moves on"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """A reply as it is kept: a name and a text, each in both languages."""

    name_zh: str
    name_en: str
    text_zh: str
    text_en: str


def check(text: str) -> None:
    """Refuse a text with a variable nobody knows, or with a brace that belongs to none."""
    unknown = [name for name in _PLACE.findall(text) if name not in VARIABLES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in VARIABLES)
        shown = unknown[0][:20]
        raise Refusal(
            "unknown_variable",
            Words(
                f"没有“{{{shown}}}”这个变量。可以用:{known}。",
                f"There is no variable {{{shown}}}. You can use: {known}.",
            ),
        )
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        raise Refusal("unknown_variable", _BRACE)


def filled(text: str, known: Mapping[str, str]) -> str:
    """Return the text with what is known in its places.

    Raises Refusal when it needs what this conversation does not have: nobody is sent a gap.
    """
    missing = [name for name in _PLACE.findall(text) if not known.get(name)]
    if missing:
        words = VARIABLES[missing[0]]
        raise Refusal(
            "not_known_here",
            Words(
                f"这段话要用到{words.zh},这个会话里还没有。请换一段,或先关联订单。",
                f"This text needs {words.en}, which this conversation does not have."
                " Choose another one, or link the order first.",
            ),
        )
    return _PLACE.sub(lambda place: known[place[1]], text)


def needs(text: str) -> frozenset[str]:
    """Return the variables a text names."""
    return frozenset(_PLACE.findall(text))


_BRACE = Words(
    "大括号只能用来写变量,例如 {order}。请补全或删掉多余的括号。",
    "Braces are for variables only, such as {order}. Close them or leave them out.",
)
