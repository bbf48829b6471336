"""The development screens with the truth beside them, and how a reading of them is scored."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from weikameng.domain.reading.examining import Examination
from weikameng.domain.reading.folding import bare, tight
from weikameng.domain.reading.moments import dates_in, moments_in
from weikameng.domain.reading.record import Catalogue, OrderRecord, record_of

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "screens"
TIERS = ("clean", "light", "heavy", "extreme")
NAMES = ("product", "merchant", "error", "zone")
# What a page says about arrival is the buyer's claim; the record's state is no truth for it.
CLAIMS = ("carrier", "vip", "supplier")
NOT_COMPARED = ("qdate", "qtime", "cdate", "balance", "arrival")


@dataclass(frozen=True)
class Screen:
    """One picture and what is true about it."""

    truth: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """The picture."""
        return FOLDER / str(self.truth["file"])

    @property
    def tier(self) -> str:
        """The class of damage."""
        return str(self.truth["tier"])

    @cached_property
    def record(self) -> OrderRecord:
        """What the back office knows of the order it was handed in for."""
        return record_of(self.truth["order"])

    @property
    def altered(self) -> bool:
        """Forged, or the picture of another order."""
        return bool(self.truth["forged"]) or self.truth["forge_kind"] is not None

    def fields(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        """Our field, the truth's field, and the truth of every field that can be seen in full."""
        for name, said in self.truth["fields"].items():
            if said["visible"] == "full":
                claims = name == "status" and self.truth["type"] in CLAIMS
                yield "arrival" if claims else name.removesuffix("_masked"), name, said


@dataclass
class Score:
    """Counts of one class of damage."""

    fields: int = 0
    exact: int = 0
    verdicts: Counter[tuple[bool, str]] = field(default_factory=Counter)
    pictures: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, screen: Screen, seen: Examination | None) -> None:
        """Count one picture; None where nothing could be read."""
        verdicts = {c.field: c.verdict.value for c in seen.comparisons} if seen else {}
        for ours, name, said in screen.fields():
            right = seen is not None and _exact(seen, ours, said)
            self.fields += 1
            self.exact += right
            if not right:
                self.misses.append(f"{screen.truth['id']} {name} {said['raw']}")
            if ours not in NOT_COMPARED:
                other = _is_other(screen, name, said)
                self.verdicts[other, verdicts.get(ours, "not_shown")] += 1
        self.pictures[screen.altered, bool(seen and seen.flags)] += 1

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.fields + other.fields,
            self.exact + other.exact,
            self.verdicts + other.verdicts,
            self.pictures + other.pictures,
            self.misses + other.misses,
        )

    @property
    def genuine(self) -> int:
        """Fields that show what the record says."""
        return sum(count for (other, _), count in self.verdicts.items() if not other)

    @property
    def foreign(self) -> int:
        """Fields that show something else: altered, or another order's."""
        return sum(count for (other, _), count in self.verdicts.items() if other)

    @property
    def false_differs(self) -> int:
        """Genuine fields called different."""
        return self.verdicts[False, "differs"]


def screens() -> list[Screen]:
    """Return every screen of the folder, in order."""
    paths = (path for path in sorted(FOLDER.glob("*.json")) if path.name != "manifest.json")
    return [Screen(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def catalogue(all_of: Iterable[Screen]) -> Catalogue:
    """Return every name the orders of these screens carry: what the shop sells."""
    return Catalogue.of(screen.record for screen in all_of)


def _exact(seen: Examination, ours: str, said: Mapping[str, Any]) -> bool:
    found = seen.fields.get(ours)
    if found is None:
        return False
    if ours == "arrival":
        return bare(str(said["raw"])) in bare(found.raw)
    if ours in NAMES:
        return bare(found.value) == bare(str(said["norm"]))
    return tight(found.value).upper() == tight(_written(said)).upper()


def _written(said: Mapping[str, Any]) -> str:
    """A moment counts to the precision shown, whatever the way it is written."""
    raw = str(said["raw"])
    moments = moments_in(raw)
    if moments:
        return moments[0].written
    days = dates_in(raw)
    return days[0] if days else str(said["norm"])


def _is_other(screen: Screen, name: str, said: Mapping[str, Any]) -> bool:
    if screen.truth["forge_kind"] != "reused":
        return name in screen.truth["forged_fields"]
    shown, known = str(said["norm"]), str(screen.truth["order"].get(name.removesuffix("_masked")))
    if name.endswith("_masked"):
        head, tail = shown.replace("*", " ").split()
        return not (known.startswith(head) and known.endswith(tail))
    return tight(shown).upper() != tight(known).upper()
