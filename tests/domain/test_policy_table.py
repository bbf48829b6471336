"""Every state of use x every kind x every reason, each with no evidence and with all of it; what
suppliers say x stage x use x reason; lateness x use x reason: nothing is left to chance."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.domain import policy_tables as tables
from tests.domain.policy_answers import answer_of, disagreement, found_on

Table = Callable[[], Iterator[tables.Row]]
PROVED = 2  # without evidence and with it
SIZES: dict[Table, int] = {
    tables.of_every_use: 6 * 8 * 22 * PROVED,
    tables.of_suppliers: 12 * 3 * 4 * 22 * PROVED,
    tables.of_lateness: 4 * 3 * 22,
}


@pytest.mark.parametrize("table", SIZES, ids=lambda table: table.__name__)
def test_every_row_of_a_table_is_decided_as_it_says(table: Table) -> None:
    wrong = {
        key: problem
        for key, case, answer in table()
        if (problem := disagreement(found_on(case), answer_of(answer)))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("table", "size"), SIZES.items(), ids=lambda one: getattr(one, "__name__", str(one))
)
def test_a_table_says_something_once_about_everything(table: Table, size: int) -> None:
    keys = Counter(key for key, _, _ in table())
    assert [key for key, times in keys.items() if times > 1] == []
    assert len(keys) == size


def test_used_goods_are_never_paid_by_a_table_without_a_person() -> None:
    for key, case, answer in tables.of_every_use():
        if case["order"]["units"][0]["usage"] in ("used", "activated"):
            assert not answer.startswith("approve"), key


def test_what_the_platform_has_is_never_asked_for() -> None:
    known = {"order_screenshot", "delivery_record", "activation_record"}
    for table in SIZES:
        for key, _, answer in table():
            assert known.isdisjoint(answer.replace("|", " ").replace(":", " ").split(" ")), key


def test_more_evidence_never_makes_an_answer_worse() -> None:
    worth = ("refuse", "reject", "need_more", "manual", "approve_auto")
    answers = {
        key: worth.index(answer.split(" ")[0])
        for table in (tables.of_every_use, tables.of_suppliers)
        for key, _, answer in table()
    }
    bare = {key[:-1]: rank for key, rank in answers.items() if key[-1] == "bare"}
    proved = {key[:-1]: rank for key, rank in answers.items() if key[-1] == "proved"}
    assert [key for key, rank in bare.items() if proved[key] < rank] == []
