"""Identity checks are asked, asked again by the clock, and let refunds go on (R6.1)."""

from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from weikameng.domain import identity as rules
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import SYSTEM, CasePlan, Step
from weikameng.domain.errors import Conflict, Refusal
from weikameng.domain.identity import Claim, Outcome, Verdict
from weikameng.domain.identity_words import IDENTITY_FIRST, TO_A_PERSON
from weikameng.domain.policy.stored import facts_from_json
from weikameng.records.reading import identity as reading
from weikameng.records.reading.identity import CheckAsRead
from weikameng.records.reading.photograph import photograph
from weikameng.records.reading.refunds import CaseToMove, case_to_move
from weikameng.records.writing import identity as writing
from weikameng.records.writing import refunds as cases
from weikameng.records.writing.identity import Answer
from weikameng.services import attached, chain, identity_keys, screening
from weikameng.services.identity_provider import provider
from weikameng.services.promised import due_at

BATCH, MAX_TRIES = 20, 3
# So long a case is in review before its buyer is asked, with a deadline, to say who they are.
ASKED_AFTER = timedelta(days=7)
NOBODY, NO_KEY = "NO_PROVIDER", "NO_KEY"


def ask_first(check_id: int, claim: Claim, at: datetime) -> Outcome:
    """Ask about a check that was just written; returns what came of it."""
    check = reading.check(check_id)
    verdict = _asked(claim)
    _answered(check, check.tries, verdict, at)
    return verdict[1].outcome


def ask_due(at: datetime) -> int:
    """Ask again about what nobody has answered; returns how many were asked. May run twice."""
    asked = 0
    for check in reading.due(at, BATCH):
        if writing.lease(check, at + rules.LEASE):
            _answered(check, check.tries + 1, _asked_again(check), at)
            asked += 1
    return asked


def ask_missing(at: datetime) -> int:
    """Ask buyers who never said who they are, a week after they applied; returns how many.

    From then on the time to supplement runs, and without an answer the refund is closed (D4).
    """
    asked = 0
    for number in reading.unidentified(at - ASKED_AFTER, BATCH):
        case = case_to_move(number)
        if case is None or case.read.state is not State.REVIEWING or known(case):
            continue
        plan = CasePlan((Step(Event.ASK, SYSTEM),))
        plan = replace(plan, due_at=due_at(State.AWAITING_BUYER, case.route, plan, at))
        try:
            cases.move(case.read, plan, at)
            asked += 1
        except Conflict:
            continue  # a person or the buyer was quicker
    return asked


def known(case: CaseToMove) -> bool:
    """Whether nothing stands between a case and its money as far as its identity goes: none is
    needed, it matches, or no machine will answer and a person decides."""
    stands = reading.standing(case.read.id)
    if stands is None or stands.state in {"passed", "person"}:
        return True
    facts = facts_from_json(case.facts)
    return facts.order.identity_checked or "identity_check" in facts.application.evidence


def demand_known(case: CaseToMove) -> None:
    """Refuse to approve money across a border for somebody nobody has checked (H1)."""
    if not known(case):
        raise Refusal("identity_first", IDENTITY_FIRST, case.read.number)


def _asked_again(check: CheckAsRead) -> tuple[str, Verdict]:
    try:
        claim = identity_keys.opened(check)
    except InvalidToken:
        claim = None
    return _asked(claim) if claim else ("", Verdict(Outcome.UNAVAILABLE, NO_KEY))


def _asked(claim: Claim) -> tuple[str, Verdict]:
    who = provider()
    if who is None:
        return "", Verdict(Outcome.UNAVAILABLE, NOBODY)
    return who.name, who.verify(claim)


def _answered(check: CheckAsRead, tries: int, said: tuple[str, Verdict], at: datetime) -> None:
    """Keep the answer, that it matched, and let the refunds that waited for it go on: together."""
    name, verdict = said
    silent = verdict.outcome is Outcome.UNAVAILABLE
    later = rules.next_try(check.asked_at, tries, at) if silent else None
    guardian = reading.for_guardian(check.order_id)
    matched = verdict.outcome is Outcome.MATCH
    fresh = at + timedelta(days=settings.IDENTITY_FRESH_DAYS) if matched and not guardian else None
    with transaction.atomic():
        if not writing.answer(check.id, tries, Answer(verdict, name, later, fresh), at):
            return
        if matched:
            record = attached.identity_record(check.document, guardian=guardian)
            chain.keep(check.order_id, [record], at)
        if matched or rules.needs_person(verdict.outcome, later):
            order_id = None if fresh else check.order_id
            for number in reading.waiting_cases(check.buyer_id, order_id):
                _go_on(number, at, matched=matched)


def _go_on(case_number: str, at: datetime, *, matched: bool) -> None:
    """Decide a case by what is known now; what a person has asked for is theirs to settle."""
    for _ in range(MAX_TRIES):
        case = case_to_move(case_number)
        if case is None or case.asked_by_person:
            return
        photo = photograph(case.order_number, buyer_id=case.buyer_id, at=at)
        assert photo is not None, "a case without its order"
        if not matched:
            photo = replace(photo, order=replace(photo.order, identity_checked=True))
        screened = screening.screen_identified(case, photo, at)
        try:
            if matched:
                screening.write_decision(case, screened, at)
            elif screened.plan.steps:
                cases.move(case.read, _to_person(screened.plan), at)
            return
        except Conflict:
            continue  # the buyer or a person was quicker: look again


def _to_person(plan: CasePlan) -> CasePlan:
    """The decision stays as it was: nobody knows more, a person goes on from there."""
    (step,) = plan.steps
    because, because_en = TO_A_PERSON
    return replace(plan, steps=(replace(step, because=because, because_en=because_en),))
