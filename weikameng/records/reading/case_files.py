"""Questions for the file of a case that no page asks: receipts, messages, texts of policies."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from weikameng.domain.words import Words
from weikameng.records.models import LedgerGood, Message, PayoutReceipt, PolicyVersion


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A version with its text, verbatim, and the SHA-256 of it."""

    version: str
    title: Words
    text: str
    digest: str


def receipts_of(case_id: int) -> Mapping[int, Sequence[PayoutReceipt]]:
    """Return what channels answered about a case's payouts, by payout, oldest first."""
    found: dict[int, list[PayoutReceipt]] = {}
    rows = PayoutReceipt.objects.filter(payout__case_id=case_id).defer("raw").order_by("id")
    for row in rows:
        assert row.payout_id is not None, "a receipt is of a payout"
        found.setdefault(row.payout_id, []).append(row)
    return found


def messages_of(case_id: int) -> Sequence[int]:
    """Return the ids of the messages that are no line of the case's history."""
    return list(Message.objects.filter(case_id=case_id).values_list("id", flat=True))


def salts_of(goods: Iterable[UUID]) -> Mapping[UUID, bytes]:
    """Return what opens the commitments about goods; those whose salt was destroyed are missing."""
    rows = LedgerGood.objects.filter(pk__in=list(goods)).exclude(salt=None)
    return {good: bytes(salt) for good, salt in rows.values_list("id", "salt") if salt}


def policy_texts(versions: Collection[str]) -> Sequence[PolicyRow]:
    """Return these versions with their texts, by name."""
    rows = PolicyVersion.objects.filter(version__in=versions).order_by("version")
    return [
        PolicyRow(row.version, Words(row.title_zh, row.title_en), row.text, row.digest)
        for row in rows
    ]
