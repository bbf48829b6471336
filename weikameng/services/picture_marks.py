"""What the pictures of an order come to now, while "differs" is trusted and while it is not."""

from weikameng.domain.policy.facts import PicturesChecked
from weikameng.domain.reading.marks import FACT, Mark, mark_of
from weikameng.domain.reading.trust import Trust, trust_in
from weikameng.domain.reading.verdicts import Verdict
from weikameng.records.reading import picture_readings as reading


def trust() -> Trust:
    """Return how right "differs" was of late; while it is not trusted it counts as unreadable."""
    return trust_in(reading.last_judged(Verdict.DIFFERS))


def mark_of_order(order_id: int) -> Mark | None:
    """Return the mark of an order's pictures, None without any."""
    outcomes = reading.outcomes_of(order_id)
    return mark_of(outcomes, trusted=trust().trusted) if outcomes else None


def checked(order_id: int) -> PicturesChecked:
    """Return the same in the words of the policy's fact."""
    mark = mark_of_order(order_id)
    return FACT[mark] if mark else "not_checked"
