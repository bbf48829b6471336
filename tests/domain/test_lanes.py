"""Parties side by side are never later than one after another (R6.2)."""

import pytest

from bench.lanes import beside, drawn, measured, one_after_another
from weikameng.domain.calendar import calendar_from
from weikameng.domain.promises import Promises, promises_from
from weikameng.records.documents import shipped


@pytest.fixture(scope="module")
def promises() -> Promises:
    return promises_from(shipped("sla"), calendar_from(shipped("cn_calendar")))


def test_side_by_side_is_never_later(promises: Promises) -> None:
    for seed in range(300):
        case = drawn(seed, promises)
        together = beside(case, promises.calendar)
        assert case.filed_at < together <= one_after_another(case, promises.calendar), seed


def test_the_same_seeds_tell_the_same(promises: Promises) -> None:
    assert measured(20, promises, beside) == measured(20, promises, beside)
