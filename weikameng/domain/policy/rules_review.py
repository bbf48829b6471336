"""What the human reviewer found: once a fact is established by a person it settles the case
(R3.2). Findings that settle nothing let the other rules go on."""

from weikameng.domain.money import minor_of, rounded_share
from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.facts import ReviewFacts
from weikameng.domain.policy.question import WRONG_TARGET, Finding, Question, Rule

NOT_ARRIVED = frozenset({"not_arrived", "failed", "reversed", "no_record", "not_found"})
ARRIVED = frozenset({"arrived", "success", "credited"})
UNREDEEMED = frozenset({"unredeemed", "not_redeemed", "unused", "not_used", "not_activated"})
VOIDED = frozenset({"voided", "void", "void_ok", "unredeemed_voided", "frozen_and_voided"})
REDEEMED = frozenset({"redeemed", "used", "activated", "redeemed_by_buyer"})
BY_OTHER = frozenset({"redeemed_by_other", "used_by_other", "invalid", "key_invalid"})
KEY_FACTS = ("key", "key_status", "key_state", "activation", "usage", "redeemed_by")
AMOUNT_FACTS = ("refund_amount", "approved_amount", "amount")
CLAUSE_OF_REASON = {
    "NOT_ARRIVED": "A6",
    "TOPUP_FAILED": "A6",
    "SYSTEM_ERROR": "A6",
    "KEY_NOT_DELIVERED": "A6",
    "OUT_OF_STOCK": "A6",
    "OVERCHARGED": "A6",
    "KEY_INVALID": "A7",
    "NOT_AS_DESCRIBED": "A7",
    "REGION_LOCKED": "A7",
    "UNDER_DELIVERED": "A8",
    "DELAYED": "A8",
    "SERVICE_INTERRUPTED": "A9",
    "NOT_ACTIVATED": "A4",
    "WRONG_PRODUCT": "A4",
    "DUPLICATE_ORDER": "A4",
    "AUTO_RENEWAL": "H5",
    "UNAUTHORIZED": "H4",
    "MINOR": "H3",
}


def review(q: Question) -> Finding | None:
    """Forged proof, the recall, the supplier's reply, the key, a worked-out amount; in order."""
    found = q.review
    if found is None:
        return None
    extra = dict(found.extra)
    if found.evidence_forged:
        return Finding(Outcome.REJECT, ("C4",), told="forged")
    finding = (
        _partial(q, extra) or _recall(q, found) or _supplier(q, found) or _key(q, found, extra)
    )
    if finding and finding.outcome is Outcome.APPROVE and q.order.cross_border:
        # Money leaves the country only with an identity: the identity rule asks for it (H1).
        return _with_clause(finding, "H1") if q.identity_known else None
    return finding


def _with_clause(finding: Finding, clause: str) -> Finding:
    return Finding(
        finding.outcome,
        (*finding.clauses, clause),
        "cross_border",
        finding.told,
        pay_minor=finding.pay_minor,
    )


def _approve(clause: str, told: str, pay_minor: int | None = None) -> Finding:
    clauses = (clause,) if pay_minor is None else (clause, "F3")
    return Finding(Outcome.APPROVE, clauses, "standard", told, pay_minor=pay_minor)


def _reject(told: str, *clauses: str) -> Finding:
    return Finding(Outcome.REJECT, clauses, told=told, changes=(("new_proof", ""),))


def _recall(q: Question, found: ReviewFacts) -> Finding | None:
    if found.recall in ("ok", "success", "recalled"):
        return _approve("A3" if q.credited else "A1", "recalled")
    if found.recall in ("failed", "refused", "impossible"):
        return _reject("not_recalled", "A3")
    return None


def _supplier(q: Question, found: ReviewFacts) -> Finding | None:
    reply = found.supplier_reply
    if reply in NOT_ARRIVED:
        return _approve("A6", "not_arrived")
    if reply in ARRIVED and q.reason.code not in WRONG_TARGET:
        return _reject("arrived", "B1")
    return None


def _key(q: Question, found: ReviewFacts, extra: dict[str, str]) -> Finding | None:
    said = {found.supplier_reply, *(extra.get(name, "") for name in KEY_FACTS)}
    void = extra.get("void", "")
    if said & BY_OTHER or "other" in said:
        return _approve("A7", "redeemed_by_other")
    if said & REDEEMED or "buyer" in said:
        return _reject("redeemed", "B1")
    if void in ("failed", "false", "refused"):
        return _reject("not_voided", "A5", "B1")
    if said & (VOIDED | UNREDEEMED) or void in ("ok", "true", "success"):
        return _approve("A7" if q.reason.code == "KEY_INVALID" else "A5", "voided")
    return None


def _partial(q: Question, extra: dict[str, str]) -> Finding | None:
    """An amount the reviewer worked out, a short delivery (A8) or unused days (A9)."""
    pay = _partial_minor(q, extra)
    if pay is None:
        return None
    clause = CLAUSE_OF_REASON.get(q.reason.code, "A6")
    return _approve(clause, "partial", min(pay, q.remaining_minor))


def _partial_minor(q: Question, extra: dict[str, str]) -> int | None:
    for name in AMOUNT_FACTS:
        if name in extra:
            return minor_of(extra[name])
    left = extra.get("remaining_days") or extra.get("days_left")
    total = extra.get("total_days") or extra.get("days_total")
    if left and total:
        return rounded_share(q.remaining_minor, int(left), int(total))
    listed = sum(unit.price_minor for unit in q.wanted)
    if "short_amount" in extra:
        return rounded_share(q.remaining_minor, minor_of(extra["short_amount"]), listed)
    if "delivered_amount" in extra:
        short = listed - minor_of(extra["delivered_amount"])
        return rounded_share(q.remaining_minor, short, listed)
    return None


def read_review(q: Question) -> Read:
    """Show what the reviewer found, each fact that was asked."""
    if q.review is None:
        return (("review", "none"),)
    pairs = [("supplier_reply", q.review.supplier_reply), ("recall", q.review.recall)]
    if q.review.evidence_forged is not None:
        pairs.append(("evidence_forged", "yes" if q.review.evidence_forged else "no"))
    return tuple(pair for pair in pairs if pair[1]) + q.review.extra


RULES: tuple[Rule, ...] = (Rule("review", "C1", review, read_review),)
