"""Two versions of the policy beside each other: what was added, removed, changed or moved, whether
it touches decisions or only words, and for whom it is better where a number tells (issue 3)."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from weikameng.domain.policy.document.place_words import Place, words_of_place
from weikameng.domain.words import Words

Kind = Literal["added", "removed", "changed", "moved"]
Favour = Literal["buyer", "shop", ""]
# A row of a list is known by one of these, so that it is found again wherever it stands.
_NAMES = ("code", "kind", "id", "name")
_BOTH = "zh/en"
# Lists whose order says something: which rule is asked first, what stands first on a page.
_IN_ORDER = frozenset({"rules", "brakes", "reasons", "goods"})
# What buyers and editors read; no decision does.
_ONLY_WORDS = frozenset(
    [
        "zh",
        "en",
        "title",
        "law",
        "source",
        "hint",
        "good",
        "bad",
        "system_proof",
        "standard",
        "group",
        "notes",
        "recall",
        "non_refundable",
        "completed_when",
        "passes",
        "gist",
        "shows",
        "discouraged",
        "usage_signals",
        "changes",
        "version",
        "major",
        "description_fields",
    ]
)
_MORE_IS_BETTER = frozenset(
    [
        "window_days",
        "window_days_min",
        "window_days_max",
        "window_days_default",
        "paid_total_lt",
        "per_buyer_30d_max",
        "auto_approve_max",
        "supplement_days",
        "amend_after_reject_days",
        "max_attempts_per_item",
        "dispute_open_days_after_reject",
        "late_platform_fault_years",
        "promise_days",
    ]
)
_LESS_IS_BETTER = frozenset({"urgent_from"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``place`` is a path such as ``rules.window.cases.late.when``; ``old`` and
    ``new`` are shown as they are written, empty when there is none.

    ``decides`` says whether decisions may differ by it; ``better_for`` is known for numbers only.
    """

    place: str
    kind: Kind
    old: str
    new: str
    decides: bool
    better_for: Favour
    words: Words


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return every difference between two policy documents, in the order of the new one."""
    return tuple(_tables(old, new, ()))


def _tables(old: Mapping[str, Any], new: Mapping[str, Any], place: Place) -> Iterator[Change]:
    if place:
        old, new = _folded(old), _folded(new)
    for key in [*new, *(key for key in old if key not in new)]:
        here = place if key == _BOTH else (*place, key)
        if key not in new:
            yield _change(here, "removed", old[key], None)
        elif key not in old:
            yield _change(here, "added", None, new[key])
        else:
            yield from _values(old[key], new[key], here)


def _values(old: Any, new: Any, place: Place) -> Iterator[Change]:
    if old == new:
        return
    if _is_words(old) or _is_words(new):
        yield _change(place, "changed", old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _tables(old, new, place)
    elif _is_rows(old) and _is_rows(new):
        before, after = _by_name(old), _by_name(new)
        yield from _tables(before, after, place)
        if place[0] in _IN_ORDER and (len(place) == 1 or place[-1] == "cases"):
            yield from _moved(list(before), list(after), place)
    else:
        yield _change(place, "changed", old, new)


def _moved(old: Sequence[str], new: Sequence[str], place: Place) -> Iterator[Change]:
    """Name the fewest rows whose moving explains the new order."""
    ranks = {name: rank for rank, name in enumerate(old)}
    common = [name for name in new if name in ranks]
    stayed = _longest_rising([ranks[name] for name in common])
    kept = [name for name in old if name in set(new)]
    for spot, name in enumerate(common):
        if ranks[name] not in stayed:
            was, now = _after(kept, kept.index(name)), _after(common, spot)
            yield _change((*place, name), "moved", was, now)


def _after(names: Sequence[str], spot: int) -> str:
    return f"> {names[spot - 1]}" if spot else "^"


def _longest_rising(ranks: Sequence[int]) -> set[int]:
    """Return the values of a longest rising subsequence: rows that need not have moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for spot, rank in enumerate(ranks):
        length = bisect_left(tails, rank)
        tails[length : length + 1] = [rank]
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [spot]
    rising: set[int] = set()
    spot = ends[-1] if ends else -1
    while spot >= 0:
        rising.add(ranks[spot])
        spot = before[spot]
    return rising


def _change(place: Place, kind: Kind, old: Any, new: Any) -> Change:
    was, now = _shown(old), _shown(new)
    words = _said(place, kind, was, now)
    favour = _better_for(place, old, new)
    return Change(".".join(place), kind, was, now, _decides(place, kind, new or old), favour, words)


def _decides(place: Place, kind: Kind, value: Any) -> bool:
    if kind == "moved":  # the first rule that decides wins; reasons are only a list on a page
        return place[0] == "rules"
    return not _ONLY_WORDS.intersection(place) and not _is_words(value)


def _said(place: Place, kind: Kind, was: str, now: str) -> Words:
    what = words_of_place(place)
    if kind == "added":
        return Words(f"新增{what.zh}:{now}", f"New: {what.en}: {now}")
    if kind == "removed":
        return Words(f"删去{what.zh}:{was}", f"Removed: {what.en}: {was}")
    if kind == "moved":
        return Words(f"{what.zh}换了位置:{was} → {now}", f"{what.en} moved: {was} → {now}")
    return Words(f"{what.zh}:{was} → {now}", f"{what.en}: {was} → {now}")


def _better_for(place: Place, old: Any, new: Any) -> Favour:
    more = place[-1] in _MORE_IS_BETTER
    if not more and place[-1] not in _LESS_IS_BETTER:
        return ""
    try:
        grows = Decimal(str(new)) > Decimal(str(old))
    except InvalidOperation:
        return ""
    return "buyer" if grows == more else "shop"


def _folded(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a row's two languages one place, so that one edit is one change."""
    if not {"zh", "en"} <= table.keys():
        return table
    rest = {key: value for key, value in table.items() if key not in {"zh", "en"}}
    return {_BOTH: {"zh": table["zh"], "en": table["en"]}, **rest}


def _is_words(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"zh", "en"}


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _by_name(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return rows by their name, or by their place in the list when they have none of their own."""
    for key in _NAMES:
        names = [str(row.get(key, "")) for row in rows]
        if rows and all(names) and len(set(names)) == len(names):
            return dict(zip(names, rows, strict=True))
    return {str(number): row for number, row in enumerate(rows, start=1)}


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if _is_words(value):
        return f"{value['zh']} / {value['en']}"
    if isinstance(value, Mapping):
        named = [value[key] for key in ("zh", "en") if key in value]
        named = named or [value[key] for key in ("when", *_NAMES) if key in value]
        return " / ".join(str(part) for part in named) or ", ".join(value)
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) or "[]"
    return str(value)
