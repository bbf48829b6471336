"""The case page of the desk: the conversation, the facts, the verdict and the decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.case_life import Event, State, may
from weikameng.domain.errors import not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import Words
from weikameng.records.reading import refunds as reading
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress
from weikameng.services import held_payouts, lanes, supplier_checks
from weikameng.services.checklist import checklist_of_case
from weikameng.services.deciders import ruling_of
from weikameng.services.exchange_records import MISSING
from weikameng.services.held_up import held_up
from weikameng.services.legs import legs_of
from weikameng.services.reissuing import may_reissue
from weikameng.services.reviews import REVIEWERS
from weikameng.web import desk_deciding, public_records, saying, supplier_said, telling
from weikameng.web.desk_after import after_room
from weikameng.web.desk_approvals import approval_room
from weikameng.web.desk_claims import holding_of
from weikameng.web.desk_deciding import Table
from weikameng.web.desk_facts import facts_room
from weikameng.web.desk_pictures import room_of
from weikameng.web.desk_special import special_room
from weikameng.web.desk_talk import talk_of
from weikameng.web.visitors import buyer_of, desk_only, politely, tell

# Where somebody still decides, so that an answer of the supplier helps.
_ASKS_SUPPLIER = frozenset({State.REVIEWING, State.AWAITING_BUYER})


@desk_only
@politely
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case on one page; what is sent is decided, or told about without losing a word."""
    progress = _progress(number)
    decision = decision_of(progress.decision)
    if request.method != "POST":
        table = desk_deciding.laid(request, progress, decision)
    else:
        table = desk_deciding.act(request, progress, decision)
        if table.done:
            tell(request, table.done)
            return redirect("desk")
        if table.lost_why:
            progress = _progress(number)
            table.forms = table.forms if may(progress.state, Event.APPROVE) else {}
        desk_deciding.seen_again(progress, table)
    room = _room(request, progress) | _decision_room(request, progress, table)
    return render(request, "weikameng/desk_case.html", room, status=table.status)


@desk_only
@require_POST
@politely
def ask_again(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the payment channel again about money that is held up."""
    role = request.user.role  # type: ignore[union-attr]
    held_payouts.ask_again(number, staff_id=buyer_of(request), role=role, at=timezone.now())
    tell(request, Words("已重新向渠道核实。", "The channel is being asked again."))
    return redirect("desk_case", number)


@desk_only
@require_POST
@politely
def ask_supplier(request: HttpRequest, number: str) -> HttpResponse:
    """Have the supplier asked once more; the answer comes as evidence while the page is read."""
    who = Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]
    supplier_checks.ask_soon(number, who=who, at=timezone.now())
    tell(request, _BEING_ASKED)
    return redirect("desk_case", number)


_BEING_ASKED = Words(
    "正在问合作方。有答复会成为凭证,刷新就能看到。",
    "The supplier is being asked. Its answer becomes evidence; reload to see it.",
)


def _progress(number: str) -> Progress:
    progress = reading.progress_of(number)
    if progress is None:
        raise not_found()
    return progress


def _decision_room(request: HttpRequest, progress: Progress, table: Table) -> dict[str, Any]:
    return {
        **approval_room(request, progress),
        "table": table,
        "may_decide": desk_deciding.judge_of(request).role in REVIEWERS,
        "may_reissue": may_reissue(progress, desk_deciding.judge_of(request).role),
        "money": table.money,
        "money_rows": desk_deciding.rows_of(table.money) if table.money else [],
    }


def _room(request: HttpRequest, progress: Progress) -> dict[str, Any]:
    decision, order, case = decision_of(progress.decision), progress.order, progress.case
    at = timezone.now()
    held = held_up(progress, at)
    return {
        **room_of(request, case.number, order.pk, order.policy.version),
        **holding_of(request, progress),
        **facts_room(progress, decision.policy),
        **after_room(progress),
        **special_room(request, progress, decision),
        **talk_of(case.pk, buyer_of(request)),
        "case": case,
        "order": order,
        "name": Words(progress.product.name_zh, progress.product.name_en),
        "badge": dict(zip(("tone", "state"), saying.DESK_BADGES[progress.state], strict=True)),
        "reason": decision.policy.reasons[progress.latest.reason].words,
        "rounds": progress.rounds,
        "events": telling.timeline_of(progress, Words("买家", "Buyer")),
        "legs": legs_of(progress),
        "lanes": lanes.shown(progress, at, to_staff=True),
        "decision": decision,
        "ruling": ruling_of(progress),
        "checklist": checklist_of_case(progress, decision),
        "evidence": [saying.evidence_line(item, decision.policy) for item in progress.evidence],
        "supplier_said": supplier_said.for_desk(order.pk),
        "may_ask_supplier": case.state in _ASKS_SUPPLIER
        and progress.product.fulfilment == "direct",
        "open": may(progress.state, Event.APPROVE),
        "held_up": held,
        "record_lacks": [MISSING[name] for name in held.missing] if held else [],
        "at_stake_minor": decision.at_stake_minor,
        "complaint": order.chargeback_open,
        "records": public_records.of_case(request, case.pk),
    }
