"""Makes the exchange record of a refund at the last moment before its money is sent (R6.1)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.stored import facts_from_json
from weikameng.domain.words import Words
from weikameng.records.reading import exchange as reading
from weikameng.records.writing import exchange as writing

# The check passed; or nobody but a person could tell, who then approved the refund.
_KNOWN = frozenset({"passed", "person"})
# What can be missing of a record, in the words of whoever has to bring it.
MISSING: Mapping[str, Words] = {
    "deal": Words("原交易还没登记", "The original deal is not filled in"),
    "confirmed": Words("原交易还没有第二个人核对", "Nobody has confirmed the original deal"),
    "payer": Words("付款人还没通过身份核验", "The payer's identity is not checked yet"),
    "payment": Words("缺渠道的付款流水号", "The channel's number of the payment is missing"),
    "approved": Words("还没有人批准这笔退款", "Nobody has approved the refund"),
    "reason": Words("缺退款原因", "The reason of the refund is missing"),
    "evidence": Words("证据链是空的", "The evidence chain is empty"),
}


def made(payout_id: int, at: datetime) -> bool:
    """Make the record of a payout if all of it is there; return whether it is there now."""
    papers = reading.papers_of(payout_id)
    if papers is None or missing(papers):
        return False
    with transaction.atomic():
        writing.make(papers, at)
    return True


def demand(payout_id: int, at: datetime) -> None:
    """Make the record of what people pay by hand, in their transaction. Refusal without all of it;
    what crosses no border needs none."""
    papers = reading.papers_of(payout_id)
    if papers is None:
        return
    if lacking := missing(papers):
        said = [MISSING[name] for name in lacking]
        raise Refusal(
            "exchange_record",
            Words(
                f"跨境退款要先补全外汇登记:{'、'.join(one.zh for one in said)}。",
                "Money across a border needs its exchange record first:"
                f" {'; '.join(one.en for one in said)}.",
            ),
            papers.order.number,
        )
    writing.make(papers, at)


def missing(papers: reading.Papers) -> tuple[str, ...]:
    """Return what of a record is not there yet, by its name in MISSING."""
    deal = papers.deal
    there = {
        "deal": deal is not None,
        "confirmed": deal is not None and deal.confirmed_at is not None,
        "payer": _is_known(papers),
        "payment": bool(papers.payout.tender.payment_reference),
        "approved": bool(papers.approved_by),
        "reason": bool(papers.reason),
        "evidence": bool(papers.evidence_digest),
    }
    return tuple(name for name, is_there in there.items() if not is_there)


def _is_known(papers: reading.Papers) -> bool:
    """Whether the payer was checked by machine or by a person, or by papers that were sent."""
    facts = facts_from_json(papers.facts)
    sent = facts.order.identity_checked or "identity_check" in facts.application.evidence
    return sent or (papers.payer is not None and papers.payer.state in _KNOWN)
