"""The shipped policy, read once for the tests of the policy room, and variants of its text."""

from functools import cache
from typing import Any

from weikameng.domain.policy import Policy
from weikameng.domain.policy.document.checking import Checked
from weikameng.domain.policy.document.checking import check as checked
from weikameng.domain.policy.document.reading import policy_of
from weikameng.records.documents import shipped, shipped_policy_text

CALENDAR: dict[str, Any] = shipped("cn_calendar")
TEXT = shipped_policy_text()
POLICY: Policy = policy_of(TEXT, CALENDAR)


@cache
def changed(*swaps: tuple[str, str]) -> Checked:
    """Check the shipped text with pieces replaced; each piece has to be there."""
    text = TEXT
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return checked(text, CALENDAR)
