"""Carries rulings out (R6.3): the case goes on by its own arrows, the money by its own services.

What can't be paid now (a complaint is open at the channel) is tried again by the errand.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from weikameng.domain.books import PLATFORM, SUPPLIER
from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.disputes import Outcome
from weikameng.domain.errors import Conflict, Refusal
from weikameng.domain.policy.share import Share
from weikameng.domain.rulings import read_back
from weikameng.domain.staff_notices import Kind
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels as panel_reading
from weikameng.records.reading.disputes import DisputeAsRead
from weikameng.records.reading.panels import DraftAsRead
from weikameng.records.reading.refunds import CaseToMove, case_to_move
from weikameng.records.writing import disputes as writing
from weikameng.records.writing import refunds
from weikameng.records.writing.payouts import wake
from weikameng.services import judging
from weikameng.services.dispute_notices import Notice, to_officers


def carry_out(number: str, at: datetime) -> bool:
    """Do what the ruling says: approve all or a part, or close the case. Returns whether it is
    done; what was done before stays done."""
    dispute = reading.dispute_of(number)
    if dispute is None or dispute.ruled_at is None or dispute.carried_out_at:
        return False
    ruling = panel_reading.draft_of(dispute.id)
    case = case_to_move(dispute.case_number)
    assert ruling is not None, "a trigger: ruled by a ruling"
    assert case is not None, "a dispute without its case"
    try:
        _carry_out(dispute, ruling, case, at)
    except Refusal as refusal:
        _unpaid(dispute, refusal, at)
        return False
    except Conflict:
        return False  # the order changed in this moment: the errand tries again
    wake(at)
    return True


def _carry_out(dispute: DisputeAsRead, ruling: DraftAsRead, case: CaseToMove, at: datetime) -> None:
    plan = _plan(dispute, ruling, case, at)
    with transaction.atomic():
        refunds.move(case.read, plan, at)
        writing.carried_out(dispute.id, at)


def _plan(dispute: DisputeAsRead, ruling: DraftAsRead, case: CaseToMove, at: datetime) -> CasePlan:
    document = read_back(ruling.document)
    if ruling.outcome is Outcome.NONE:
        return CasePlan((_step(Event.RULE_AGAINST, dispute, ruling, document),))
    units = tuple(str(unit) for unit in case.unit_ids)
    part = ruling.amount_minor if ruling.outcome is Outcome.PART else None
    money = judging.money_of(case, Share(units, part), at)
    step = _step(Event.RULE_FOR, dispute, ruling, document)
    plan = judging.payment_plan(case, step, money, at)
    theirs = document["bearer"] == SUPPLIER
    return replace(plan, bearer=f"{SUPPLIER}:{money.photo.supplier}" if theirs else PLATFORM)


def _step(
    event: Event, dispute: DisputeAsRead, ruling: DraftAsRead, document: dict[str, Any]
) -> Step:
    basis = {
        "dispute": dispute.number,
        "ruling": hashlib.sha256(ruling.document.encode()).hexdigest(),
        "outcome": ruling.outcome.value,
        "clauses": document["clauses"],
        "policy": document["policy"],
    }
    actor = f"arbiter:{ruling.by_id}"
    return Step(event, actor, document["reasons"], document["reasons_en"], basis=basis)


def _unpaid(dispute: DisputeAsRead, refusal: Refusal, at: datetime) -> None:
    with transaction.atomic():
        words = f"{refusal.words.zh} / {refusal.words.en}"[:300]
        to_officers(Notice(Kind.DISPUTE_UNPAID, dispute.number, refusal.code, words=words), at)
