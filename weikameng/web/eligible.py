"""Can this be refunded? As pages say it: the whole answer, and one line for a list (R1.3)."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from weikameng.domain import clock_words
from weikameng.domain.policy.eligibility import Eligibility
from weikameng.domain.words import Words
from weikameng.services.eligibility import Outlook
from weikameng.web import saying

_ON_ITS_WAY = "wait_until_promised"
_AT_STAKE = Words("涉及金额", "At stake")
_SHORT = {
    "one_click": Words("一键退款", "one click"),
    "screened": Words("系统审核", "screened"),
    "manual": Words("人工复核", "a person reviews"),
}


def shown(outlook: Outlook, at: datetime, *, applying: bool = False) -> dict[str, Any] | None:
    """What parts/eligibility.html shows; nothing while unpaid or while a case is open.

    ``applying``: on the form itself, which needs no button that leads to it.
    """
    if outlook.photo.order.paid_at is None or outlook.open_case:
        return None
    plain = outlook.plain
    number, version = outlook.photo.number, plain.decision.policy_version
    answer = {
        "text": plain.sentence,
        "clause": plain.clause,
        "clause_url": clause_url(version, plain.clause),
        "would_change": plain.what_would_change,
        "version": version,
    }
    if _ON_ITS_WAY in plain.evidence:
        return answer | {"tone": "info", "title": saying.ON_ITS_WAY}
    hopeful = not applying and any(reason.hopeful for reason in outlook.by_reason(at))
    return (
        answer
        | _answer(outlook, plain)
        | {
            "apply_url": reverse("apply", args=[number]) if hopeful else None,
            "apply_words": saying.APPLY if plain.eligible else saying.APPLY_ANYWAY,
            "reasons_below": applying,
        }
    )


def _answer(outlook: Outlook, plain: Eligibility) -> dict[str, Any]:
    return {
        "tone": "ok" if plain.eligible else "warn",
        "title": saying.eligible_title(plain),
        # Nothing has been handed over yet: what a person will do is said as what will be.
        "text": saying.A_PERSON_WILL_LOOK if plain.way == "manual" else plain.sentence,
        "route": saying.WAYS[plain.way] if plain.eligible else None,
        "until": plain.until,
        "evidence": [outlook.policy.evidence_words(item) for item in plain.evidence],
        "no_evidence": plain.eligible and not plain.evidence,
        "amount_minor": plain.at_stake_minor if plain.eligible else None,
        "amount_label": _AT_STAKE if plain.way == "manual" else None,
    }


def in_short(outlook: Outlook, at: datetime) -> dict[str, Any] | None:
    """The answer in one line for a list: until when and how, or on which clause not."""
    order, plain = outlook.photo.order, outlook.plain
    if outlook.open_case:
        tone, state = saying.CASE_BADGES[outlook.open_case.state]
        return {"tone": tone, "words": Words(f"退款:{state.zh}", f"Refund: {state.en}")}
    if order.paid_at is None or all(unit.refunded for unit in order.units):
        return None
    if _ON_ITS_WAY in plain.evidence:
        return {"tone": "clock", "words": saying.ON_ITS_WAY}
    if not plain.eligible:
        words = Words(
            f"按现在的记录不能直接退(依据 {plain.clause})",
            f"Not refundable as it stands (clause {plain.clause})",
        )
        return {"tone": "warn", "words": words}
    until = clock_words.deadline(plain.until, at) if plain.until else None
    when = Words(f"{until.zh}前", f"until {until.en}") if until else _NO_END
    sure = plain.way != "manual"
    may, way = (_REFUNDABLE if sure else _MAY_APPLY), _SHORT[plain.way]
    words = Words(f"{may.zh}:{when.zh},{way.zh}", f"{may.en} {when.en}: {way.en}")
    return {"tone": "ok" if sure else "info", "words": words}


_NO_END = Words("不限时", "at any time")
_REFUNDABLE = Words("可退", "Refundable")
_MAY_APPLY = Words("可申请", "You may apply")


def clause_url(version: str, clause: str) -> str:
    """Where a clause can be read as it stood in one version, for good."""
    return f"{reverse('policy_version', args=[version])}#{clause}"
