"""Can this be refunded? Asked before a reason is chosen (R1.3), by the very rules that decide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.errors import not_found
from weikameng.domain.evidence_list import Kept
from weikameng.domain.policy.eligibility import (
    Eligibility,
    ReasonOutlook,
    eligibility,
    eligibility_by_reason,
)
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.model import Policy
from weikameng.records.reading.photograph import EarlierCase, Photograph, album, look
from weikameng.records.reading.policies import versions
from weikameng.services import attached


@dataclass(frozen=True, slots=True)
class Outlook:
    """An order's prospects: the plain answer, the policy behind it, and any case it is in.

    ``kept`` is what will be on the chain once somebody has applied.
    """

    photo: Photograph
    policy: Policy
    later: tuple[Policy, ...]
    plain: Eligibility
    facts: Facts
    kept: tuple[Kept, ...]
    open_case: EarlierCase | None

    def by_reason(self, at: datetime) -> Iterator[ReasonOutlook]:
        """Yield where each reason of the drop-down would lead; what is not asked is not decided."""
        return eligibility_by_reason(self.policy, self.facts, at, self.later)


def outlook_of(order_number: str, *, buyer_id: int, at: datetime) -> Outlook:
    """Return the outlook of a buyer's own order. Refusal not_found for strangers."""
    photo = look(order_number, buyer_id=buyer_id, at=at)
    if photo is None:
        raise not_found()
    return _outlook(photo, at)


def outlooks_of(
    order_numbers: Sequence[str], *, buyer_id: int, at: datetime
) -> Mapping[str, Outlook]:
    """Return the outlooks of a page of a buyer's orders, by number, in one statement."""
    photos = album(order_numbers, buyer_id=buyer_id, at=at)
    return {number: _outlook(photo, at) for number, photo in photos.items()}


def _outlook(photo: Photograph, at: datetime) -> Outlook:
    rules, *later = versions(photo.policy_version, photo.later_versions)
    asked = attached.facts_of(photo)
    facts = Facts(photo.order, asked)
    return Outlook(
        photo=photo,
        policy=rules,
        later=tuple(later),
        plain=eligibility(rules, facts, at, later),
        facts=facts,
        kept=attached.kept_then(photo),
        open_case=next((case for case in photo.cases if case.open), None),
    )
