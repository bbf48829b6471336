"""When a supplier is asked: by its own gaps, and only while it remembers the order (R3.3)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.supply import UNKNOWN, Questions, ask_at

ORDERED = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
RULES = Questions(timedelta(seconds=5), timedelta(minutes=1), timedelta(days=3))


def test_the_first_question_waits_until_the_supplier_can_know() -> None:
    assert ask_at(RULES, ORDERED, [], ORDERED) == ORDERED + timedelta(seconds=5)


def test_between_two_questions_lies_the_suppliers_gap() -> None:
    asked = [ORDERED + timedelta(seconds=5)]
    assert ask_at(RULES, ORDERED, asked, ORDERED + timedelta(seconds=6)) == (
        ORDERED + timedelta(seconds=65)
    )


def test_long_after_it_may_be_asked_at_once() -> None:
    late = ORDERED + timedelta(days=2)
    assert ask_at(RULES, ORDERED, [ORDERED], late) == late


def test_a_supplier_that_has_forgotten_the_order_is_not_asked() -> None:
    assert ask_at(RULES, ORDERED, [], ORDERED + timedelta(days=3, seconds=1)) is None


@given(
    st.lists(st.integers(0, 300_000), max_size=5),
    st.integers(0, 300_000),
)
def test_no_question_ever_comes_too_early_or_too_late(asked, seconds) -> None:
    before = [ORDERED + timedelta(seconds=one) for one in asked]
    at = ORDERED + timedelta(seconds=seconds)
    following = ask_at(RULES, ORDERED, before, at)
    if following is not None:
        assert following >= max(at, ORDERED + RULES.first_after)
        assert all(following - one >= RULES.gap for one in before)
        assert following <= ORDERED + RULES.kept_for


def test_an_answer_keeps_its_bytes_out_of_logs() -> None:
    assert "raw" not in repr(UNKNOWN)
