"""What a buyer says of one refund (R12.1)."""

from weikameng.records.models import CaseRating, RefundCase


def rating_of(case_id: int) -> CaseRating | None:
    """Return the rating of a case."""
    return CaseRating.objects.filter(pk=case_id).first()


def state_of(number: str, *, buyer_id: int) -> str | None:
    """Return where a buyer's own case stands; None when there is no such case of theirs."""
    cases = RefundCase.objects.filter(number=number, buyer_id=buyer_id)
    return cases.values_list("state", flat=True).first()
