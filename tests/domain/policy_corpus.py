"""Every case with a written answer, together: edges, stories, neighbours of boundaries, tables.
What the policy is held to, wherever it is changed."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from tests.domain import policy_tables as tables
from tests.domain.policy_answers import Told, answer_of, told
from tests.domain.policy_edges import EDGES
from tests.domain.policy_edges_more import MORE
from tests.domain.test_policy_boundaries import NEIGHBOURS
from tests.domain.test_policy_cases import STORIES


@cache
def corpus() -> tuple[Told, ...]:
    """All of them, the most telling first."""
    return tuple(_all())


def _all() -> Iterator[Told]:
    for name, (case, text) in (EDGES | MORE).items():
        yield told(name, case, answer_of(text))
    for name, (case, text) in (STORIES | NEIGHBOURS).items():
        yield told(name, case, answer_of(text, at_least=True))
    for table in (tables.of_lateness, tables.of_every_use, tables.of_suppliers):
        for key, case, text in table():
            answer = answer_of(text)  # every one is about a unit for 100.00
            yield told(" ".join(key), case, replace(answer, amount="100.00"))
