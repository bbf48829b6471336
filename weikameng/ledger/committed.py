"""What the log commits to instead of saying it: which words, under which name, so that whoever
holds the salt can show them and anyone can check.
"""

from collections.abc import Mapping

from weikameng.ledger.commitments import commitment
from weikameng.ledger.encodings import base64url_of

# The names the commitments are made under, by their place in an entry.
DOMAINS = {
    "order": "weikameng/order/v1",
    "claim": "weikameng/claim/v1",
    "evidence": "weikameng/evidence/v1",
}


def commits(salt: bytes | None, values: Mapping[str, bytes]) -> dict[str, str]:
    """Return the commitments to values, as an entry holds them; none once the salt is destroyed."""
    if salt is None:
        return {}
    return {
        place: base64url_of(commitment(salt, DOMAINS[place], value))
        for place, value in values.items()
    }


def order_value(order_number: str) -> bytes:
    """What ``order`` commits to."""
    return order_number.encode()


def claim_value(case_number: str, state: str = "", amount_minor: int = 0) -> bytes:
    """What ``claim`` commits to: the case; of a decision and a payment also the outcome and fen."""
    said = f"{case_number}\n{state}\n{amount_minor}" if state else case_number
    return said.encode()
