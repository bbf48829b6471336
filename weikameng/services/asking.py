"""Asking the buyer for more (R3.5): exactly what, by when; our clock stands still meanwhile."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from weikameng.domain.asking import askable, days_of, question_of
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict
from weikameng.domain.evidence_list import Kept, spared
from weikameng.domain.policy.decision import Decision
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services import judging
from weikameng.services.judging import Judge
from weikameng.services.promised import due_at


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: items of the reason's list, words of one's own, for how many days.

    ``days`` 0 is the policy's own number; ``revision`` is what the page showed.
    """

    items: tuple[str, ...] = ()
    text: str = ""
    days: int = 0
    revision: int | None = None


def may_ask(progress: Progress, decision: Decision) -> tuple[str, ...]:
    """Return what may be asked for about this case: nothing that our records hold (C3)."""
    ours = spared(Kept(item.kind, item.source, item.at) for item in progress.evidence)
    return askable(decision.policy, progress.latest.reason, ours)


def ask_buyer(case_number: str, asked: Asked, judge: Judge, at: datetime) -> datetime:
    """Send the case back with a question and return until when it may be answered."""
    case = judging.case_for(case_number, judge)
    judging.demand_as_seen(case, Event.ASK, asked.revision)
    progress = progress_of(case_number)
    assert progress is not None, "read a moment ago"
    decision = decision_of(progress.decision)
    question = question_of(asked.items, asked.text, may_ask(progress, decision))
    least = decision.policy.params.supplement_days
    more = timedelta(days=days_of(asked.days or least, least) - least)
    words = question.words(decision.policy)
    plan = CasePlan((Step(Event.ASK, judge.actor, words.zh, words.en, question.as_json()),))
    promised = due_at(State.AWAITING_BUYER, case.route, plan, at)
    assert promised is not None, "the clock of a supplement has a limit"
    try:
        with transaction.atomic():
            judging.keep(case, replace(plan, due_at=promised + more), at)
    except Conflict as error:
        raise judging.moved(case) from error
    return promised + more
