"""The policy as typed data: what one published version says. The catalogue document is parsed
here and nowhere else (N1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from weikameng.domain.money import minor_of
from weikameng.domain.policy.evidence_words import words_of_item
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class Clause:
    """One published clause with the law entries it stands on."""

    id: str
    words: Words
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of the reason drop-down (R2.2). ``window`` is hard, soft or none."""

    code: str
    words: Words
    group: str
    fault: str
    all_of: tuple[str, ...]
    any_of: tuple[str, ...]
    window: str
    route: str
    hint: str
    good_example: str
    bad_example: str
    description_fields: tuple[str, ...]
    discouraged: bool

    def missing(self, evidence: frozenset[str]) -> tuple[str, ...]:
        """Return the items still to be sent; ``any_of:a|b`` when one of several will do (C1)."""
        lacking = tuple(item for item in self.all_of if item not in evidence)
        if self.any_of and evidence.isdisjoint(self.any_of):
            lacking += ("any_of:" + "|".join(self.any_of),)
        return lacking

    @property
    def asks(self) -> bool:
        """Whether this reason needs anything from the buyer at all."""
        return bool(self.all_of or self.any_of)


@dataclass(frozen=True, slots=True)
class GoodsKind:
    """One kind of good. ``direct`` goods are credited upstream, others are delivered as a key."""

    kind: str
    words: Words
    direct: bool
    window_days: int
    completed_when: str
    non_refundable: str
    recall: str
    notes: str


@dataclass(frozen=True, slots=True)
class Params:
    """The numbers of a version. Money in fen, spans in calendar days unless named years."""

    window_days_min: int
    one_click_below_minor: int
    one_click_30d_max: int
    auto_approve_max_minor: int
    urgent_from_minor: int
    supplement_days: int
    amend_days: int
    max_attempts: int
    dispute_days: int
    original_route_days: int
    late_platform_fault_years: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One immutable version, with the rest days that its deadlines roll over (CIV-200-204)."""

    version: str
    params: Params
    clauses: Mapping[str, Clause]
    reasons: Mapping[str, Reason]
    goods: Mapping[str, GoodsKind]
    evidence: Mapping[str, Words]
    standards: Mapping[str, str]
    rest_days: frozenset[date]
    make_up_days: frozenset[date]

    def evidence_words(self, item: str) -> Words:
        """Name a missing item for the buyer, including ``any_of:a|b`` and the special items."""
        return words_of_item(item, self.evidence)

    def is_rest(self, day: date) -> bool:
        """Return whether deadlines roll over this day; a make-up working Sunday does not (D2)."""
        return day in self.rest_days or (day.weekday() >= 5 and day not in self.make_up_days)


def policy_from(document: Mapping[str, Any], calendar: Mapping[str, Any]) -> Policy:
    """Parse a catalogue document and a calendar. ValueError names what is wrong."""
    try:
        policy = Policy(
            version=str(document["version"]),
            params=_params(document["params"]),
            clauses=_table({key: _clause(key, row) for key, row in document["clauses"].items()}),
            reasons=_table({row["code"]: _reason(row) for row in document["reasons"]}),
            goods=_table({row["kind"]: _goods(row) for row in document["goods"]}),
            evidence=_table(
                {item: words_of_item(item, {}, row["zh"]) for item, row in _evidence(document)}
            ),
            standards=_table({item: row["standard_zh"] for item, row in _evidence(document)}),
            rest_days=_days(calendar, "off"),
            make_up_days=_days(calendar, "work"),
        )
    except KeyError as error:
        raise ValueError(f"the policy document lacks {error}") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"the policy document has the wrong shape: {error}") from error
    _check(policy)
    return policy


def _check(policy: Policy) -> None:
    known = set(policy.evidence)
    for reason in policy.reasons.values():
        if unknown := {*reason.all_of, *reason.any_of} - known:
            raise ValueError(f"reason {reason.code} asks for unknown evidence {sorted(unknown)}")
        if reason.window not in {"hard", "soft", "none"}:
            raise ValueError(f"reason {reason.code} has the unknown window {reason.window!r}")
    if "OTHER" not in policy.reasons:
        raise ValueError("the policy document lacks the reason OTHER")


T = TypeVar("T")


def _table(rows: dict[str, T]) -> Mapping[str, T]:
    return MappingProxyType(rows)


def _evidence(document: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(document["evidence"].items())


def _days(calendar: Mapping[str, Any], kind: str) -> frozenset[date]:
    years = calendar["years"].values()
    return frozenset(date.fromisoformat(day) for year in years for day in year[kind])


def _clause(key: str, row: Mapping[str, Any]) -> Clause:
    return Clause(key, Words(row["zh"], row["en"]), tuple(row["law"]))


def _params(row: Mapping[str, Any]) -> Params:
    return Params(
        window_days_min=int(row["window_days_min"]),
        one_click_below_minor=minor_of(row["one_click"]["paid_total_lt"]),
        one_click_30d_max=int(row["one_click"]["per_buyer_30d_max"]),
        auto_approve_max_minor=minor_of(row["auto_approve_max"]),
        urgent_from_minor=minor_of(row["urgent_from"]),
        supplement_days=int(row["supplement_days"]),
        amend_days=int(row["amend_after_reject_days"]),
        max_attempts=int(row["max_attempts_per_item"]),
        dispute_days=int(row["dispute_open_days_after_reject"]),
        original_route_days=int(row["original_route_max_age_days"]),
        late_platform_fault_years=int(row["late_platform_fault_years"]),
    )


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(
        code=row["code"],
        words=Words(row["zh"], row["en"]),
        group=row["group"],
        fault=row["fault"],
        all_of=tuple(row["evidence"]["all_of"]),
        any_of=tuple(row["evidence"]["any_of"]),
        window=row["window"],
        route=row["route"],
        hint=row["hint_zh"],
        good_example=row["standard"]["good_zh"],
        bad_example=row["standard"]["bad_zh"],
        description_fields=tuple(row["description_fields"]),
        discouraged=bool(row["discouraged"]),
    )


def _goods(row: Mapping[str, Any]) -> GoodsKind:
    return GoodsKind(
        kind=row["kind"],
        words=Words(row["zh"], row["en"]),
        direct=row["fulfilment"] == "direct",
        window_days=int(row["window_days"]),
        completed_when=row["completed_when"],
        non_refundable=row["non_refundable_zh"],
        recall=row["recall_zh"],
        notes=row["notes_zh"],
    )
