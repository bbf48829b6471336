"""Worked cases: from their JSON to facts, and from a decision to the words a case expects.

Used by the command line, the tests and the backtest examples."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from weikameng.domain.money import minor_of, unit_shares, yuan_of
from weikameng.domain.policy.decision import Decision
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
from weikameng.domain.policy.split import split_over

# Vouchers are not money: they come back as vouchers and never enter a split (F6).
VOUCHERS = frozenset({"coupon", "points", "voucher"})
LIVE_STATUSES = frozenset({"", "active", "ok", "paid", "success", "normal"})
CLOSED_COMPLAINTS = frozenset({"", "none", "closed", "withdrawn", "no"})


def facts_of_case(policy: Policy, case: Mapping[str, Any]) -> tuple[Facts, datetime]:
    """Return the facts of one case and the moment it asks about.

    ValueError or KeyError when the case does not follow the schema.
    """
    order, application = case["order"], case["application"]
    if order["goods_kind"] not in policy.goods:
        raise ValueError(f"unknown goods_kind {order['goods_kind']!r}")
    units = _units(order)
    facts = Facts(
        order=_order(order, units, _tenders(order, units), _identity(case)),
        application=_application(application, order.get("buyer", "")),
        review=_review(case.get("review")),
    )
    return facts, datetime.fromisoformat(case["now"])


def prediction_of(case_id: str, decision: Decision) -> dict[str, Any]:
    """Return the decision in the form ``score.py`` reads; amounts as decimal strings in yuan."""
    amount = decision.amount_minor
    return {
        "id": case_id,
        "decision": decision.outcome.value,
        "route": decision.route,
        "clauses": list(decision.clauses),
        "refund_amount": None if amount is None else yuan_of(amount),
        "split": [[route, yuan_of(minor)] for route, minor in decision.split],
        "missing": list(decision.missing),
    }


def _units(order: Mapping[str, Any]) -> tuple[UnitFacts, ...]:
    rows = order["units"]
    prices = [minor_of(row["price"]) for row in rows]
    shares = unit_shares(minor_of(order["paid_total"]), prices)
    return tuple(
        UnitFacts(
            id=str(row["id"]),
            price_minor=price,
            paid_minor=share,
            usage=row.get("usage", "unknown"),
            used_days=int(row.get("used_days") or 0),
            refunded_minor=_refunded(row.get("refunded"), share),
            closed=row.get("refunded") is True,
        )
        for row, price, share in zip(rows, prices, shares, strict=True)
    )


def _refunded(said: bool | str | None, share: int) -> int:
    """``refunded`` is a truth about the whole unit or an amount in yuan."""
    if isinstance(said, str):
        return min(minor_of(said), share)
    return share if said else 0


def _tenders(order: Mapping[str, Any], units: tuple[UnitFacts, ...]) -> tuple[TenderFacts, ...]:
    """Read the legs; what went back earlier went back by the same rule, so it is split again."""
    rows = [row for row in order["payments"] if row["method"] not in VOUCHERS]
    legs = [
        TenderFacts(row["method"], minor_of(row["amount"]), status=_leg_status(row)) for row in rows
    ]
    refunded = sum(unit.refunded_minor for unit in units)
    if any("refunded" in row for row in rows):
        gone = [minor_of(row.get("refunded") or "0") for row in rows]
    elif refunded and legs:
        shares = iter(split_over(legs, refunded))
        gone = _in_place(legs, list(shares))
    else:
        gone = [0] * len(legs)
    return tuple(
        TenderFacts(leg.route, leg.amount_minor, back, leg.status)
        for leg, back in zip(legs, gone, strict=True)
    )


def _in_place(legs: list[TenderFacts], shares: list[tuple[str, int]]) -> list[int]:
    """Give each leg its share of a split that leaves out legs with nothing."""
    gone: list[int] = []
    for leg in legs:
        mine = bool(shares) and shares[0][0] == leg.route
        gone.append(min(shares.pop(0)[1], leg.amount_minor) if mine else 0)
    return gone


def _leg_status(row: Mapping[str, Any]) -> str:
    status = str(row.get("status") or "")
    return "active" if status in LIVE_STATUSES else status


def _order(
    row: Mapping[str, Any],
    units: tuple[UnitFacts, ...],
    tenders: tuple[TenderFacts, ...],
    identity_checked: bool,
) -> OrderFacts:
    return OrderFacts(
        goods_kind=row["goods_kind"],
        units=units,
        tenders=tenders,
        list_total_minor=minor_of(row.get("list_total") or row["paid_total"]),
        paid_minor=minor_of(row["paid_total"]),
        paid_at=_moment(row.get("paid_at")),
        completed_at=_moment(row.get("completed_at")),
        delivered=bool(row["delivered"]),
        promised_at=_moment(row.get("promised_at")),
        supplier=_supplier(row.get("supplier")),
        cross_border=bool(row.get("cross_border")),
        identity_checked=identity_checked,
        chargeback_open=_is_open(row.get("chargeback")),
        overcharge_minor=minor_of(row.get("overcharge") or "0"),
        risk_flag=bool(row.get("risk")),
        promise_7d=bool(row.get("promise_7d")),
        renewal_reminded=row.get("renewal_reminded"),
        window_days=row.get("window_days"),
        chain_state=_state(row.get("chain")),
    )


def _supplier(row: Mapping[str, Any] | None) -> SupplierFacts | None:
    if row is None:
        return None
    return SupplierFacts(
        status=row.get("status") or "unknown",
        arrived=row.get("arrived"),
        code=row.get("code") or "",
        recallable=row.get("recallable"),
    )


def _application(row: Mapping[str, Any], buyer: str) -> ApplicationFacts:
    units, asked = row.get("units"), row.get("amount_requested")
    return ApplicationFacts(
        applicant=_applicant(str(row["applicant"]), buyer),
        channel=row.get("channel", "form"),
        reason=row["reason"],
        evidence=frozenset(row.get("evidence") or ()),
        description_quality=row.get("desc_quality") or "good",
        unit_ids=None if units is None else tuple(str(unit) for unit in units),
        amount_requested_minor=None if asked is None else minor_of(asked),
        attempt=int(row.get("attempt") or 1),
        new_material=bool(row.get("new_material")),
        first_filed_at=_moment(row.get("first_filed_at")),
        rejected_at=_moment(row.get("rejected_at")),
        open_case=str(row.get("open_application") or ""),
        one_click_30d=int(row.get("one_click_30d") or 0),
        dispute=bool(row.get("dispute")),
        outage_at_deadline=bool(row.get("outage_at_deadline")),
    )


def _applicant(said: str, buyer: str) -> Literal["owner", "guardian", "stranger"]:
    if said in (buyer, "owner"):
        return "owner"
    return "guardian" if said.split(":")[0] == "guardian" else "stranger"


def _review(row: Mapping[str, Any] | None) -> ReviewFacts | None:
    if row is None:
        return None
    known = ("supplier_reply", "recall", "evidence_forged")
    return ReviewFacts(
        supplier_reply=str(row.get("supplier_reply") or ""),
        recall=str(row.get("recall") or ""),
        evidence_forged=row.get("evidence_forged"),
        extra=tuple((name, _text(row[name])) for name in row if name not in known),
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _identity(case: Mapping[str, Any]) -> bool:
    """An identity check made at purchase is reused (choice 10), wherever the case records it."""
    places = (case["order"], case["application"], case.get("context") or {})
    return any(
        name.startswith("identity") and bool(value)
        for place in places
        for name, value in place.items()
    )


def _is_open(said: object) -> bool:
    if isinstance(said, Mapping):
        said = said.get("status", "open")
    return said.lower() not in CLOSED_COMPLAINTS if isinstance(said, str) else bool(said)


def _state(said: object) -> str:
    if isinstance(said, Mapping):
        said = said.get("state") or said.get("status") or said.get("activation") or ""
    return str(said or "").lower()


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
