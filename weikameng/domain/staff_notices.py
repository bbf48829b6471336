"""What staff are told in the house: work that came to them, signatures, promises, their account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain import clock_words
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

MAX_SHOWN = 50
MOST_UNREAD = 99


class Kind(StrEnum):
    """One sentence each. Names stay for ever: old rows speak of them."""

    HANDED_OVER = "handed_over"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    SENT_BACK = "sent_back"
    NEARING = "nearing"
    ROLE_CHANGED = "role_changed"
    FACTOR_RESET = "factor_reset"


@dataclass(frozen=True, slots=True)
class StaffNews:
    """One thing to tell one person once; ``cause`` is unique among what they are told.

    ``about`` is a case's number or empty; ``name`` who did it, ``words`` what they wrote.
    """

    to_id: int
    kind: Kind
    cause: str
    about: str = ""
    name: str = ""
    words: str = ""
    amount_minor: int | None = None
    due_at: datetime | None = None


_SENTENCES: Mapping[Kind, Words] = {
    Kind.HANDED_OVER: Words(
        "{name}把这份申请转给了你:{words}", "{name} handed a case to you: {words}"
    ),
    Kind.TO_SIGN: Words(
        "{name}提议退 {amount} 元,等另一个人签字。",
        "{name} proposes to refund {amount} CNY; another person must sign.",
    ),
    Kind.SIGNED: Words(
        "{name}签了你的提议,{amount} 元正在退给买家。",
        "{name} signed your proposal; {amount} CNY are on their way to the buyer.",
    ),
    Kind.SENT_BACK: Words(
        "{name}没有签你的提议({amount} 元):{words}",
        "{name} did not sign your proposal ({amount} CNY): {words}",
    ),
    Kind.NEARING: Words(
        "你手上的申请快到时限:最晚 {due}。", "A case you hold is nearly due: by {due}."
    ),
    Kind.ROLE_CHANGED: Words(
        "{name}把你的角色改为:{words}。", "{name} changed your role to: {words}."
    ),
    Kind.FACTOR_RESET: Words(
        "{name}重置了你的两步验证:{words}。不是你要求的,请马上告诉主管。",
        "{name} reset your two-factor sign-in: {words}. If you did not ask for it, tell a"
        " supervisor at once.",
    ),
}


def sentence(news: StaffNews, at: datetime) -> Words:
    """Return what it says, in the words of the moment ``at`` it was written."""
    amount = "" if news.amount_minor is None else yuan_of(news.amount_minor)
    due = clock_words.deadline(news.due_at, at) if news.due_at else Words("", "")
    said = _SENTENCES[news.kind]
    given = {"name": news.name, "words": news.words, "amount": amount}
    return Words(
        said.zh.format_map(given | {"due": due.zh}), said.en.format_map(given | {"due": due.en})
    )
