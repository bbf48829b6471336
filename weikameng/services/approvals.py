"""Large refunds take two people (R3.5): one proposes, another signs it or sends it back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import Step
from weikameng.domain.errors import Conflict, Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.roles import Right
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import approvals as reading
from weikameng.records.reading.refunds import CaseToMove
from weikameng.records.writing import approvals as writing
from weikameng.records.writing import picture_readings as readings
from weikameng.records.writing.payouts import wake
from weikameng.services import judging, staff_notices
from weikameng.services.judging import Judge, Money
from weikameng.services.staff_log import noted
from weikameng.services.staff_notices import Proposal

if TYPE_CHECKING:
    from weikameng.records.models import ApprovalRequest


def propose(case: CaseToMove, step: Step, money: Money, judge: Judge, at: datetime) -> None:
    """Put a large approval forward (``reviews.decide`` calls this); the case stays as it is."""
    what = writing.Proposed(
        case.read.id,
        case.read.revision,
        money.amounts,
        step.because,
        step.because_en,
        step.basis,
    )
    try:
        with transaction.atomic():
            made = writing.propose(what, judge.id, at)
            noted(judge.id, Act.CASE_APPROVAL_ASKED, judging.about(case), step.because, at)
            asked = Proposal(made, case.read.number, judge.id, money.amount_minor)
            staff_notices.to_sign(asked, at)
    except Conflict as error:
        judging.demand_as_seen(case, Event.APPROVE, None)
        raise judging.moved(case) from error


def co_sign(case_number: str, request_id: int, judge: Judge, at: datetime) -> None:
    """Approve what another person proposed, with their words; the money then goes back.

    Refusal for whoever proposed it, and when case or amount are no longer as proposed.
    """
    case = judging.case_for(case_number, judge, Right.APPROVE_LARGE)
    row = _open(case, request_id)
    _demand_another(row, judge)
    amounts = tuple((int(unit), int(fen)) for unit, fen in row.amounts)
    step = Step(Event.APPROVE, judge.actor, row.because, row.because_en, row.basis)
    plan = judging.payment_plan(case, step, judging.as_proposed(case, amounts, at), at)
    try:
        with transaction.atomic():
            writing.decide(row.pk, "signed", judge.id, "", at)
            judging.keep(case, plan, at, amount_minor=row.amount_minor, two_people=True)
            readings.decided(case.read.id, approved=True, by_id=row.asked_by_id, at=at)
            staff_notices.signed(_proposal(case, row), judge.id, at)
    except Conflict as error:
        raise judging.moved(case) from error
    wake(at)


def send_back(case_number: str, request_id: int, note: str, judge: Judge, at: datetime) -> None:
    """Don't sign: whoever proposed it reads why and may decide anew."""
    case = judging.case_for(case_number, judge, Right.APPROVE_LARGE)
    row = _open(case, request_id)
    _demand_another(row, judge)
    _decide(case, row, "sent_back", judge, (judging.demand_words(note, _NOTE), at))


def take_back(case_number: str, request_id: int, judge: Judge, at: datetime) -> None:
    """Take one's own proposal back before it is signed."""
    case = judging.case_for(case_number, judge)
    row = _open(case, request_id)
    if row.asked_by_id != judge.id:
        raise Refusal("not_yours", _NOT_YOURS)
    _decide(case, row, "taken_back", None, ("", at))


def _decide(
    case: CaseToMove,
    row: "ApprovalRequest",
    state: str,
    judge: Judge | None,
    said: tuple[str, datetime],
) -> None:
    note, at = said
    try:
        with transaction.atomic():
            writing.decide(row.pk, state, judge.id if judge else None, note, at)
            by_id = judge.id if judge else row.asked_by_id
            noted(by_id, Act.CASE_APPROVAL_REFUSED, judging.about(case), note, at)
            if judge:
                staff_notices.sent_back(_proposal(case, row), judge.id, note, at)
            else:
                staff_notices.taken_back(_proposal(case, row), at)
    except Conflict as error:
        raise judging.moved(case) from error


def _proposal(case: CaseToMove, row: "ApprovalRequest") -> Proposal:
    return Proposal(row.pk, case.read.number, row.asked_by_id, row.amount_minor)


def _open(case: CaseToMove, request_id: int) -> "ApprovalRequest":
    """Return the proposal that is open; Refusal when this one was decided or replaced."""
    row = reading.open_of(case.read.id)
    if row is not None and row.pk == request_id:
        return row
    earlier = next((one for one in reading.history_of(case.read.id) if one.pk == request_id), None)
    if earlier is None:
        raise Refusal("not_open", _NOT_OPEN, case.read.number)
    name = earlier.decided_by.display_name if earlier.decided_by else ""
    done = _ENDS.get(earlier.state, _ENDS["lapsed"])
    raise Refusal(
        "not_open",
        Words(f"{done.zh.format(name=name)}请刷新。", f"{done.en.format(name=name)} Reload."),
        case.read.number,
    )


def _demand_another(row: "ApprovalRequest", judge: Judge) -> None:
    if row.asked_by_id == judge.id:
        amount = yuan_of(row.amount_minor)
        raise Refusal(
            "own_request",
            Words(
                f"这 {amount} 元是你提议的,要由另一个人签字或退回。",
                f"You proposed these {amount} CNY; another person must sign or send it back.",
            ),
        )


_NOTE = Words(
    f"请写明为什么退回,{judging.MIN_WORDS} 到 {judging.MAX_WORDS} 字。",
    f"Say why you send it back, in {judging.MIN_WORDS} to {judging.MAX_WORDS} characters.",
)
_NOT_YOURS = Words(
    "这不是你提议的,不能由你收回。", "You did not propose this, so you can't take it back."
)
_NOT_OPEN = Words(
    "没有等签字的提议,请刷新。", "No proposal waits for a signature; reload the page."
)
_ENDS = {
    "signed": Words("{name} 已经签字通过。", "{name} has signed it already."),
    "sent_back": Words("{name} 已经退回。", "{name} has sent it back already."),
    "taken_back": Words("提议人已经收回。", "Whoever proposed it has taken it back."),
    "lapsed": Words("这份申请已经有了变化。", "The case has changed meanwhile."),
    "open": Words("这份申请已经有了变化。", "The case has changed meanwhile."),
}
