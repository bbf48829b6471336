"""Who bears the cost of a refund (R4.6): what the supplier itself says, then the reason's fault."""

from weikameng.domain.books import PLATFORM, SUPPLIER
from weikameng.domain.policy.facts import SupplierFacts
from weikameng.domain.policy.model import Policy

# The supplier did not deliver, or took it back: it has nothing to be paid for.
_UNDELIVERED = frozenset({"failed", "reversed"})
# What a supplier's proven delivery answers. Other faults (a key that fails, a service that stops)
# are not answered by saying that it arrived.
_ANSWERED_BY_ARRIVAL = frozenset({"NOT_ARRIVED"})


def bearer_of(rules: Policy, reason: str, said: SupplierFacts | None, supplier: str) -> str:
    """Return ``platform`` or ``supplier:<name>``; ``supplier`` is the product's, ``said`` its word.

    The facts come before the chosen reason. What a buyer typed wrongly and we give back anyway is
    ours to bear, and so is what nobody is to blame for. The buyer bears what is not refunded:
    that is never in these books. A reason that the version doesn't know counts as OTHER.
    """
    theirs = f"{SUPPLIER}:{supplier}"
    if said and (said.status in _UNDELIVERED or said.arrived is False):
        return theirs
    if said and said.arrived and reason in _ANSWERED_BY_ARRIVAL:
        return PLATFORM
    chosen = rules.reasons.get(reason) or rules.reasons["OTHER"]
    return theirs if chosen.fault == SUPPLIER else PLATFORM
