"""The middle column of the case page: what our records, the supplier and the past say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from weikameng.domain.case_life import State
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.sentences import name_words, said_words
from weikameng.domain.words import Words
from weikameng.records.reading.buyers_history import history_of
from weikameng.records.reading.orders import paid_for
from weikameng.records.reading.refunds import Progress
from weikameng.web import saying

Row = tuple[Words, Words | str]
_DELIVERY = frozenset({"delivery_record", "error_shown", "key_revealed"})
_PROOFS = frozenset({"activation_record", "key_revealed"})


def facts_room(progress: Progress, rules: Policy) -> dict[str, Any]:
    """Return what parts/desk_facts.html shows."""
    units, tenders = paid_for(progress.order)
    past = history_of(progress.case.buyer_id, but=progress.case.pk)
    return {
        "order_rows": saying.order_rows(progress.order, units, tenders),
        "units": [_unit(unit, rules) for unit in units],
        "delivery": _log(progress.evidence, _DELIVERY, rules),
        "proofs": _log(progress.evidence, _PROOFS, rules),
        "supplier": supplier_rows(progress.order, rules),
        "supplier_asked_at": progress.order.supplier_asked_at,
        "past": past,
        "past_rows": [_case(case) for case in past.latest],
    }


def supplier_rows(order: Any, rules: Policy) -> list[tuple[Words, Words]]:
    """What the supplier said, in the words the clauses use for it."""
    if not order.supplier_status:
        return []
    arrived = {True: "yes", False: "no", None: "unknown"}[order.supplier_arrived]
    said = {"supplier_status": order.supplier_status, "arrived": arrived}
    if order.supplier_code:
        said["supplier_code"] = order.supplier_code
    return [(name_words(fact), said_words(rules, fact, value)) for fact, value in said.items()]


def _unit(unit: Any, rules: Policy) -> dict[str, Any]:
    left = unit.paid_minor - unit.refunding_minor
    return {
        "position": unit.position,
        "paid_minor": unit.paid_minor,
        "left_minor": left,
        "usage": said_words(rules, "usage", unit.usage),
        "used_days": unit.used_days,
        "revealed_at": unit.revealed_at,
    }


def _log(items: Iterable[Any], kinds: frozenset[str], rules: Policy) -> list[dict[str, Any]]:
    """Return the items of these kinds, newest first, each with its place on the chain."""
    found = [item for item in items if item.kind in kinds]
    return [
        {
            "at": item.at,
            "position": item.position,
            "label": saying.evidence_line(item, rules)["label"],
            "said": _said(item.body, rules),
            "seal": item.digest[:12],
        }
        for item in reversed(found)
    ]


def _said(body: Mapping[str, Any], rules: Policy) -> Words:
    """The outcome of a delivery or an answer, as far as the record says it."""
    if "zh" in body and "en" in body:
        return Words(body["zh"], body["en"])
    parts = []
    if status := body.get("status"):
        parts.append(said_words(rules, "supplier_status", status))
    if code := body.get("code"):
        parts.append(said_words(rules, "supplier_code", code))
    if "arrived" in body:
        arrived = {True: "yes", False: "no", None: "unknown"}[body["arrived"]]
        name, value = name_words("arrived"), said_words(rules, "arrived", arrived)
        parts.append(Words(f"{name.zh}:{value.zh}", f"{name.en}: {value.en}"))
    if units := body.get("units"):
        named = [said_words(rules, "usage", unit["usage"]) for unit in units]
        parts += list(dict.fromkeys(named))
    return Words("、".join(one.zh for one in parts), ", ".join(one.en for one in parts))


def _case(case: Any) -> dict[str, Any]:
    tone, state = saying.CASE_BADGES[State(case.state)]
    return {
        "number": case.number,
        "url": reverse("desk_case", args=[case.number]),
        "good": Words(case.order.product.name_zh, case.order.product.name_en),
        "tone": tone,
        "state": state,
        "at": case.applied_at,
        "amount": yuan_of(case.amount_minor) if case.amount_minor else "",
    }
