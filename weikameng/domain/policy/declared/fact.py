"""How a fact is declared: once, with its name, type, unit, meaning and source (N2). Conditions of a
policy may read these and nothing else; the docs page and the editor's help come from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from weikameng.domain.money import yuan_of
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words

if TYPE_CHECKING:
    from weikameng.domain.policy.declared.question import Question

Value = bool | int | str | datetime | tuple[str, ...]
# A moment that does not come: an order without a promise is never late. Conditions need no null.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Kind(StrEnum):
    """What a fact holds. ``fen`` and ``count`` are whole numbers, ``items`` only to be shown."""

    TRUTH = "truth"
    COUNT = "count"
    FEN = "fen"
    TEXT = "text"
    MOMENT = "moment"
    ITEMS = "items"


UNITS = {
    Kind.TRUTH: Words("是或否", "true or false"),
    Kind.COUNT: Words("个数", "a number"),
    Kind.FEN: Words("分(人民币)", "fen (1/100 yuan)"),
    Kind.TEXT: Words("代码", "a code"),
    Kind.MOMENT: Words("时刻(没有时为“永不”)", "a moment (“never” when there is none)"),
    Kind.ITEMS: Words("清单,只用于展示", "a list, only to be shown"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One declared fact. ``values`` are the codes a text can hold, with their words.

    ``source`` says who knows it: order, supplier, units, application, review, record, clock,
    policy (a number of the version) or finding (known once a rule has decided).
    """

    name: str
    kind: Kind
    words: Words
    meaning: Words
    source: str
    of: "Callable[[Question], Value]"
    values: Mapping[str, Words] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def iso(moment: datetime) -> str:
    """Write a moment in Beijing time; one that does not come is empty."""
    return "" if moment == NEVER else moment.astimezone(BEIJING).isoformat()


# How a value is kept in the trace of a decision: yuan, ISO 8601 in Beijing time, yes or no.
WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TRUTH: lambda value: "yes" if value else "no",
    Kind.COUNT: str,
    Kind.FEN: yuan_of,
    Kind.TEXT: str,
    Kind.MOMENT: iso,
    Kind.ITEMS: ",".join,
}


def yes_no(value: bool | None) -> str:
    """Write a truth that may be unknown: unknown is not no (choice 2 of the policy)."""
    return "unknown" if value is None else "yes" if value else "no"
