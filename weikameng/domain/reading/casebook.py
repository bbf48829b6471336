"""Many pictures together: which are one picture twice, and which of one case disagree (N6)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from weikameng.domain.reading.examining import Examination
from weikameng.domain.reading.flags import disagreements
from weikameng.domain.reading.record import OrderRecord
from weikameng.domain.reading.report import flagged
from weikameng.domain.reading.reuse import Prints, prints_of, shared_between


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    order_no: str
    prints: Prints
    examined: Examination


class Casebook:
    """Pictures in the order they came; pairs are looked for only where a token is shared."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def add(self, name: str, record: OrderRecord, examined: Examination) -> None:
        """Remember one examined picture."""
        self._entries.append(_Entry(name, record.order_no, prints_of(examined.lines), examined))

    def summary(self, *, one_case: bool) -> dict[str, Any]:
        """Return counts, pairs that may be one picture, and in one case what disagrees.

        Pictures of one order sharing its number is no reuse.
        """
        verdicts = Counter(c.verdict.value for e in self._entries for c in e.examined.comparisons)
        summary: dict[str, Any] = {
            "pictures": len(self._entries),
            "flagged": sum(bool(entry.examined.flags) for entry in self._entries),
            "verdicts": dict(sorted(verdicts.items())),
            "same_picture": [
                [one.name, other.name]
                for one, other in self._pairs()
                if one.order_no != other.order_no
                and shared_between(one.prints, other.prints).same_picture
            ],
        }
        if one_case:
            summary["disagreements"] = self._disagreements()
        return summary

    def _pairs(self) -> list[tuple[_Entry, _Entry]]:
        holders: dict[str, list[int]] = defaultdict(list)
        pairs: dict[tuple[int, int], None] = {}
        for at, entry in enumerate(self._entries):
            for token in sorted(entry.prints.numbers | entry.prints.lines):
                pairs.update(((before, at), None) for before in holders[token])
                holders[token].append(at)
        return [(self._entries[one], self._entries[other]) for one, other in pairs]

    def _disagreements(self) -> list[dict[str, Any]]:
        return [
            {"pictures": [one.name, other.name], **flagged(flag)}
            for at, one in enumerate(self._entries)
            for other in self._entries[at + 1 :]
            for flag in disagreements(
                {field: (found,) for field, found in one.examined.fields.items()},
                {field: (found,) for field, found in other.examined.fields.items()},
            )
        ]
