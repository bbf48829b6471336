"""The middle column of the case page: what our records, the supplier and the past say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from weikameng.domain.case_life import State
from weikameng.domain.identity_words import DOCUMENTS, SHORT
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.sentences import name_words, said_words
from weikameng.domain.words import Words
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.lives import standing_of
from weikameng.records.reading.buyers_history import history_of
from weikameng.records.reading.goods_life import GoodAsRead, goods_of_order
from weikameng.records.reading.identity import MINOR, of_order
from weikameng.records.reading.orders import paid_for
from weikameng.records.reading.refunds import Progress
from weikameng.web import saying

Row = tuple[Words, Words | str]
_OUTCOME, _DOCUMENT = Words("核验结果", "Outcome"), Words("证件种类", "Document")
_REFERENCE = Words("核验编号", "Reference")
_DELIVERY = frozenset({"delivery_record", "error_shown", "key_revealed"})
_PROOFS = frozenset({"activation_record", "key_revealed", "supplier_report"})

_NOT_ACTIVATED = Words("公开日志里没有激活记录", "no activation in the public log")
_LOGGED = {
    "activated": Words("公开日志里有激活记录", "activated, says the public log"),
    "used": Words("公开日志里有使用记录", "used, says the public log"),
}


def facts_room(progress: Progress, rules: Policy) -> dict[str, Any]:
    """Return what parts/desk_facts.html shows."""
    units, tenders = paid_for(progress.order)
    goods = goods_of_order(progress.order.pk)
    past = history_of(progress.case.buyer_id, but=progress.case.pk)
    return {
        "order_rows": saying.order_rows(progress.order, units, tenders),
        "units": [_unit(unit, rules) for unit in units],
        "delivery": _log(progress.evidence, _DELIVERY, rules),
        "proofs": _log(progress.evidence, _PROOFS, rules),
        "logged": [_logged(unit, goods[unit.pk]) for unit in units if unit.pk in goods],
        "supplier": supplier_rows(progress.order, rules),
        "supplier_asked_at": progress.order.supplier_asked_at,
        "identity": _identity(progress),
        "past": past,
        "past_rows": [_case(case) for case in past.latest],
    }


def _identity(progress: Progress) -> list[tuple[Words, Words]]:
    """What staff see of an identity check: masked, and what came of it."""
    order = progress.order
    if not order.cross_border and progress.case.reason != MINOR:
        return []
    found = of_order(order.pk, order.buyer_id, progress.case.applied_at)
    if found is None:
        return [(_OUTCOME, Words("还没有核验", "not checked yet"))]
    rows = [(_OUTCOME, SHORT[found.outcome]), (_DOCUMENT, DOCUMENTS[found.document])]
    if found.name_shown:
        rows.append((Words("姓名", "Name"), Words(found.name_shown, found.name_shown)))
        rows.append((Words("证件号码", "Number"), Words(found.number_shown, found.number_shown)))
    rows.append((_REFERENCE, Words(found.reference, found.reference)))
    return rows


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


def _logged(unit: Any, good: GoodAsRead) -> dict[str, Any]:
    """What the public log holds of a unit's use, and where anybody can check it."""
    use = standing_of(good.state).use
    number = base64url_of(good.id.bytes)
    return {
        "position": unit.position,
        "said": _LOGGED.get(use, _NOT_ACTIVATED),
        "url": reverse("ledger_record", args=[number]),
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
