"""What the bot speaks from, read once a message: the case as its page tells it, the order with the
decision its page shows, the rules in force."""

from datetime import datetime
from typing import Any

from weikameng.domain.arrival import BALANCE, BY_HAND
from weikameng.domain.bot.facts import (
    CaseTold,
    LegTold,
    OrderTold,
    Prospect,
    ReasonTold,
    Refused,
    RulesTold,
)
from weikameng.domain.case_clocks import FIRST_REVIEW, HUMAN_REVIEW
from weikameng.domain.case_life import Event, State, may
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.refusing import basis_from
from weikameng.domain.supply import trouble_words
from weikameng.domain.words import Words
from weikameng.records.documents import shipped
from weikameng.records.reading import policies, talk
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services.deciders import machine_refused, ruling_of
from weikameng.services.disputes import may_open_until
from weikameng.services.eligibility import Outlook, outlook_of
from weikameng.services.legs import legs_of
from weikameng.services.standing import missing_words, status_of

_WAIT = "wait_until_promised"


def rules(at: datetime) -> RulesTold:
    """Return the policy in force and our promises, as far as they are quoted."""
    policy = policies.policy(policies.in_force_at(at).version)
    params, promises = policy.params, policies.promises()
    return RulesTold(
        version=policy.version,
        window_days=(params.window_days_min, params.window_days_max),
        one_click_below_minor=params.one_click_below_minor,
        one_click_30d_max=params.one_click_30d_max,
        max_attempts=params.max_attempts,
        amend_days=params.amend_days,
        dispute_days=params.dispute_days,
        clauses={one.id: one.words for one in policy.clauses.values()},
        review_hours=promises.terms[FIRST_REVIEW].limit,
        review_days=promises.terms[HUMAN_REVIEW].limit,
        arrivals=tuple(
            (_channel_words(code), term.words)
            for code, term in promises.arrival.items()
            if code not in {BALANCE, BY_HAND}
        ),
    )


def case(number: str | None, *, buyer_id: int, at: datetime) -> CaseTold | None:
    """Return a buyer's own case as its page tells it; None for strangers."""
    progress = progress_of(number, buyer_id=buyer_id) if number else None
    if progress is None:
        return None
    decision = policies.decision_of(progress.decision)
    status = status_of(progress, decision, at)
    state = progress.state
    waits = state is State.AWAITING_BUYER
    by_machine = may(state, Event.APPEAL) and machine_refused(progress)
    return CaseTold(
        number=progress.case.number,
        order_number=progress.order.number,
        good=Words(progress.product.name_zh, progress.product.name_en),
        state=state,
        title=status.title,
        text=status.text,
        due_at=status.due_at,
        legs=tuple(_leg(leg) for leg in legs_of(progress)),
        round=progress.case.round,
        missing=missing_words(progress, decision) if waits else None,
        refused=_refused(progress, decision) if state is State.REJECTED else None,
        may_amend=may(state, Event.AMEND),
        may_withdraw=may(state, Event.WITHDRAW),
        may_ask_person=by_machine,
        dispute_until=_dispute_until(progress, buyer_id),
    )


def order(number: str, *, buyer_id: int, at: datetime) -> OrderTold | None:
    """Return a buyer's own order with its prospects; None for strangers."""
    named = talk.order_named(number, buyer_id=buyer_id)
    if named is None:
        return None
    outlook = outlook_of(number, buyer_id=buyer_id, at=at)
    facts = outlook.photo.order
    return OrderTold(
        number=number,
        good=named.good,
        paid_minor=facts.paid_minor,
        paid=facts.paid_at is not None,
        delivered=facts.delivered,
        key=named.key,
        cross_border=facts.cross_border,
        trouble=trouble_words(named.supplier_code) if named.progress == "failed" else None,
        prospect=_prospect(outlook, at),
        goods=tuple(str(good.id) for good in outlook.photo.goods),
    )


def _prospect(outlook: Outlook, at: datetime) -> Prospect:
    plain = outlook.plain
    clause = plain.decision.deciding[-1]
    return Prospect(
        eligible=plain.eligible,
        way=plain.way,
        sentence=plain.sentence,
        clause=plain.clause,
        clause_words=clause.clause_words,
        version=plain.decision.policy_version,
        until=plain.until if plain.until and plain.until > at else None,
        evidence=tuple(outlook.policy.evidence_words(item) for item in plain.evidence),
        changes=plain.what_would_change,
        on_its_way=_WAIT in plain.evidence,
        reasons=_reasons(outlook, at),
    )


def _reasons(outlook: Outlook, at: datetime) -> tuple[ReasonTold, ...]:
    """The reasons that can lead to a refund, with what each asks for."""
    policy = outlook.policy
    return tuple(
        ReasonTold(
            code=one.code,
            words=one.words,
            asks=tuple(policy.evidence_words(item) for item in one.asks),
        )
        for one in outlook.by_reason(at)
        if one.hopeful and not policy.reasons[one.code].discouraged and _WAIT not in one.asks
    )


def _refused(progress: Progress, decision: Decision) -> Refused:
    """A person's own words where a person decided, else the sentence of the clause that did."""
    ruling = ruling_of(progress)
    if ruling and not machine_refused(progress):
        line = next(line for line in progress.events if line.event == Event.REJECT)
        stands_on = basis_from(line.basis)
        clauses = decision.policy.clauses
        if stands_on is None or stands_on.clause not in clauses:
            return Refused(ruling["because"])
        clause = clauses[stands_on.clause]
        return Refused(ruling["because"], clause.id, clause.words, decision.policy.version)
    basis = decision.deciding[-1]
    return Refused(decision.sentence, basis.clause, basis.clause_words, decision.policy_version)


def _dispute_until(progress: Progress, buyer_id: int) -> datetime | None:
    if not may(progress.state, Event.DISPUTE):
        return None
    return may_open_until(progress.case.number, buyer_id=buyer_id)


def _leg(leg: dict[str, Any]) -> LegTold:
    return LegTold(
        amount_minor=leg["amount_minor"],
        route=leg["route"],
        state=leg["state"],
        account=leg["account"],
        by=leg["expected_at"],
        reference=leg["reference"],
    )


def _channel_words(code: str) -> Words:
    rows = shipped("sla")["arrival_by_channel"]
    row = next(row for row in rows if row["channel"] == code)
    return Words(row["zh"], row["en"])
