"""Decisions and facts as JSON: a case keeps what was read and found, not the sentences, and can
be told again or decided again years later (R9.2, N5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from weikameng.domain.policy.decision import Decision, Verdict
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import Outcome

# A letter a rule, in the order of the version: its document says the rest.
_LETTERS: Mapping[Verdict, str] = {"passes": "p", "decides": "d", "not_reached": "n"}
_VERDICTS: Mapping[str, Verdict] = {letter: verdict for verdict, letter in _LETTERS.items()}


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
        "verdicts": "".join(_LETTERS[verdict] for verdict in decision.verdicts),
        "told": decision.told,
        "shown": dict(decision.shown),
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
        verdicts=tuple(_VERDICTS[letter] for letter in data["verdicts"]),
        told=data["told"],
        shown=data["shown"],
        policy_version=data["policy_version"],
        changes_at=_moment(data["changes_at"]),
        changes=_pairs(data["changes"]),
        at_stake_minor=data["at_stake_minor"],
        policy=policy,
    )


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Return the facts as plain JSON, every field by its name; the same facts, the same JSON."""
    plain = msgspec.to_builtins(facts, order="deterministic")
    assert isinstance(plain, dict)
    return plain


def facts_from_json(data: Mapping[str, Any]) -> Facts:
    """Return the facts that were stored. A fact added since then has its default."""
    facts: Facts = msgspec.convert(data, Facts)
    return facts


def facts_from_text(text: str) -> Facts:
    """Return the facts from JSON text: the quick way, for many."""
    return _FACTS.decode(text)


_FACTS: msgspec.json.Decoder[Facts] = msgspec.json.Decoder(Facts)


def _pairs(rows: Any) -> tuple[Any, ...]:
    return tuple((first, second) for first, second in rows)


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
