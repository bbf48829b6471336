"""Decisions and facts as JSON: a case keeps what was read and found, not the sentences, and can
be told again or decided again years later (R9.2, N5)."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from weikameng.domain.policy.decision import ClauseResult, Decision, Outcome
from weikameng.domain.policy.facts import (
    ApplicationFacts,
    Facts,
    OrderFacts,
    ReviewFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
)
from weikameng.domain.policy.model import Policy

MOMENTS = ("paid_at", "completed_at", "promised_at", "first_filed_at", "rejected_at")


def to_json(decision: Decision) -> dict[str, Any]:
    """Return the decision as plain JSON; amounts in fen, moments ISO 8601."""
    changes_at = decision.changes_at
    return {
        "outcome": decision.outcome.value,
        "route": decision.route,
        "clauses": list(decision.clauses),
        "amount_minor": decision.amount_minor,
        "split": [list(leg) for leg in decision.split],
        "per_unit": [list(unit) for unit in decision.per_unit],
        "missing": list(decision.missing),
        "tested": [_result_json(result) for result in decision.tested],
        "policy_version": decision.policy_version,
        "changes_at": changes_at.isoformat() if changes_at else None,
        "changes": [list(change) for change in decision.changes],
        "at_stake_minor": decision.at_stake_minor,
    }


def from_json(policy: Policy, data: Mapping[str, Any]) -> Decision:
    """Return the decision that was stored; ``policy`` is the version it names, for its words."""
    return Decision(
        outcome=Outcome(data["outcome"]),
        route=data["route"],
        clauses=tuple(data["clauses"]),
        amount_minor=data["amount_minor"],
        split=_pairs(data["split"]),
        per_unit=_pairs(data["per_unit"]),
        missing=tuple(data["missing"]),
        tested=tuple(_result(policy, row) for row in data["tested"]),
        policy_version=data["policy_version"],
        changes_at=_moment(data["changes_at"]),
        changes=_pairs(data["changes"]),
        at_stake_minor=data["at_stake_minor"],
        policy=policy,
    )


def _result_json(result: ClauseResult) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rule": result.rule,
        "clause": result.clause,
        "verdict": result.verdict,
        "read": [list(pair) for pair in result.read],
    }
    return row | {"told": result.told} if result.told else row


def _result(policy: Policy, row: Mapping[str, Any]) -> ClauseResult:
    return ClauseResult(
        rule=row["rule"],
        clause=row["clause"],
        verdict=row["verdict"],
        read=_pairs(row["read"]),
        told=row.get("told", ""),
        policy=policy,
    )


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Return the facts as plain JSON, every field by its name."""
    plain = _plain(facts)
    assert isinstance(plain, dict)
    return plain


def facts_from_json(data: Mapping[str, Any]) -> Facts:
    """Return the facts that were stored. A fact added since then has its default."""
    order = _known(data["order"])
    supplier = order.pop("supplier", None)
    application = _known(data["application"])
    unit_ids = application.get("unit_ids")
    return Facts(
        order=OrderFacts(
            **order
            | {
                "units": tuple(UnitFacts(**row) for row in order["units"]),
                "tenders": tuple(TenderFacts(**row) for row in order["tenders"]),
                "supplier": SupplierFacts(**supplier) if supplier else None,
            }
        ),
        application=ApplicationFacts(
            **application
            | {
                "evidence": frozenset(application["evidence"]),
                "unit_ids": None if unit_ids is None else tuple(unit_ids),
            }
        ),
        review=_review(data.get("review")),
    )


def _review(row: Mapping[str, Any] | None) -> ReviewFacts | None:
    return None if row is None else ReviewFacts(**dict(row) | {"extra": _pairs(row["extra"])})


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _moment(value) if name in MOMENTS else value for name, value in row.items()}


def _plain(value: object) -> object:
    if names := _names(type(value)):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]


# Asked for at every decision; the classes never change.
_NAMES: dict[type, tuple[str, ...]] = {}


def _pairs(rows: Any) -> tuple[Any, ...]:
    return tuple((first, second) for first, second in rows)


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
