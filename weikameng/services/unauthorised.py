"""Payments that somebody else made (H4): what is unused is frozen with the case, nothing of the
order is sent until a person has decided (a trigger holds it), and the buyer is told at once."""

from datetime import datetime

from weikameng.domain.errors import Refusal
from weikameng.domain.messages import Kind
from weikameng.domain.words import Words
from weikameng.records.writing import messages

REASON = "UNAUTHORIZED"


def tell(case_id: int, due_at: datetime | None, at: datetime) -> None:
    """Tell the buyer once what was frozen and what to do (in the case's transaction)."""
    news = messages.News(case_id, None, Kind.FROZEN, f"frozen:{case_id}", promised_at=due_at)
    messages.tell([news], at)


def demand_may_withdraw(reason: str, case_number: str) -> None:
    """Refuse: whoever took over the account must not be able to lift what protects it."""
    if reason == REASON:
        raise Refusal("person_ends_it", _PERSON_ENDS_IT, case_number)


_PERSON_ENDS_IT = Words(
    "这份申请说付款不是本人操作,为了安全不能自己撤销。弄清楚是谁买的了,请在对话里告诉我们,"
    "由专人核实后解冻。",
    "This claim says that somebody else paid, so for safety it can't be withdrawn. If you know by"
    " now who bought it, tell us in the conversation; a person checks and unfreezes it.",
)
