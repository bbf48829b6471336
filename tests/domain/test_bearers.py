"""Who bears a refund: the supplier's own word first, then whose fault the reason is (R4.6)."""

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.bearers import bearer_of
from weikameng.domain.policy.facts import SupplierFacts

THEIRS, OURS = "supplier:fulu", "platform"
ARRIVED = SupplierFacts("success", arrived=True)
NEVER_ARRIVED = SupplierFacts("success", arrived=False)
UNASKED = SupplierFacts("success")
FAILED = SupplierFacts("failed")
REVERSED = SupplierFacts("reversed", arrived=True)
UNKNOWN = SupplierFacts("unknown")


@pytest.mark.parametrize(
    ("reason", "said", "bearer"),
    [
        # Its own word that nothing was delivered, whatever reason the buyer chose.
        ("OTHER", FAILED, THEIRS),
        ("WRONG_ACCOUNT", FAILED, THEIRS),
        ("TOPUP_FAILED", FAILED, THEIRS),
        ("SYSTEM_ERROR", NEVER_ARRIVED, THEIRS),
        ("WRONG_ACCOUNT", REVERSED, THEIRS),
        # Otherwise the fault of the reason.
        ("KEY_INVALID", None, THEIRS),
        ("NOT_ARRIVED", UNASKED, THEIRS),
        ("NOT_ARRIVED", UNKNOWN, THEIRS),
        ("DELAYED", SupplierFacts("processing"), THEIRS),
        ("OUT_OF_STOCK", None, OURS),
        ("SYSTEM_ERROR", ARRIVED, OURS),
        # What the buyer typed wrongly, or no longer wants, is goodwill of ours.
        ("WRONG_ACCOUNT", ARRIVED, OURS),
        ("NOT_ACTIVATED", None, OURS),
        ("UNAUTHORIZED", None, OURS),
        ("MINOR", ARRIVED, OURS),
        ("OTHER", None, OURS),
        # It says that it arrived: that answers "not arrived" and nothing else.
        ("NOT_ARRIVED", ARRIVED, OURS),
        ("SERVICE_INTERRUPTED", ARRIVED, THEIRS),
        ("UNDER_DELIVERED", ARRIVED, THEIRS),
        # A reason that this version does not know counts as OTHER.
        ("NOT_THERE_ANY_MORE", None, OURS),
    ],
)
def test_the_facts_decide_before_the_chosen_reason(reason, said, bearer) -> None:
    assert bearer_of(POLICY, reason, said, "fulu") == bearer
