"""The desk, plain for now: the queue by promise, and one case to approve or reject with words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.case_life import Event, may
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.sentences import name_words, said_words
from weikameng.domain.reading.marks import MARK_WORDS, Mark
from weikameng.domain.words import Words
from weikameng.records.reading import refunds as reading
from weikameng.records.reading.picture_readings import mark_at
from weikameng.records.reading.policies import decision_of
from weikameng.services import held_payouts, reviews
from weikameng.services.checklist import checklist_of_case
from weikameng.services.picture_marks import trust
from weikameng.web import saying, telling
from weikameng.web.desk_pictures import badge, distrust, room_of
from weikameng.web.forms import VerdictForm, sent_with
from weikameng.web.legs import legs_of
from weikameng.web.paging import Page, page_of
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import buyer_of, desk_only, politely, tell

# Somebody or something else moved the case first: the page shows where it is now.
_TOO_LATE = frozenset({"not_now", "moved"})


@desk_only
def queue(request: HttpRequest) -> HttpResponse:
    """Cases that wait for a person, the earliest promise first; by what their pictures say."""
    number, believed = page_of(request), trust()
    wanted = next((mark for mark in Mark if mark == request.GET.get("pictures")), None)
    cases, more = reading.queue(number, wanted, trusted=believed.trusted)
    rows = [
        {
            **saying.case_row(case, case.order.product),
            "url": reverse("desk_case", args=[case.number]),
            "due_at": case.due_at,
            "buyer": case.buyer.display_name,
            "amount_minor": case.order.paid_minor,
            "pictures": badge(mark_at(getattr(case, "mark_rank", None))),
        }
        for case in cases
    ]
    room = {
        "rows": rows,
        "page": Page(number, more),
        "marks": MARK_WORDS.items(),
        "wanted": wanted,
        "distrust": None if believed.trusted else distrust(believed),
    }
    return render(request, "weikameng/desk.html", room)


@desk_only
@politely
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case on one page; approving or rejecting needs words for the buyer."""
    form = VerdictForm(sent_with(request))
    if request.method == "POST" and form.is_valid():
        verdict = reviews.Verdict(
            approve=form.cleaned_data["verdict"] == "approve",
            because=form.cleaned_data["because"],
        )
        try:
            reviews.decide(
                number,
                verdict,
                reviewer_id=buyer_of(request),
                role=request.user.role,  # type: ignore[union-attr]
                at=timezone.now(),
            )
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            if refusal.code in _TOO_LATE:
                tell(request, refusal.words)
                return redirect("desk_case", number)
            form.add_error("because", in_words(refusal.words))
        else:
            tell(request, Words("已决定,买家会看到你的话。", "Decided; the buyer sees your words."))
            return redirect("desk")
    role = request.user.role  # type: ignore[union-attr]
    room = _room(request, number) | {"form": form, "decides": role in reviews.REVIEWERS}
    return render(request, "weikameng/desk_case.html", room, status=422 if form.errors else 200)


@desk_only
@require_POST
@politely
def ask_again(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the payment channel again about money that is held up."""
    role = request.user.role  # type: ignore[union-attr]
    held_payouts.ask_again(number, staff_id=buyer_of(request), role=role, at=timezone.now())
    tell(request, Words("已重新向渠道核实。", "The channel is being asked again."))
    return redirect("desk_case", number)


def _room(request: HttpRequest, number: str) -> dict[str, Any]:
    progress = reading.progress_of(number)
    if progress is None:
        raise not_found()
    decision = decision_of(progress.decision)
    order = progress.order
    return {
        **room_of(request, number, order.pk, order.policy.version),
        "case": progress.case,
        "order": progress.order,
        "name": Words(progress.product.name_zh, progress.product.name_en),
        "badge": dict(zip(("tone", "state"), saying.CASE_BADGES[progress.state], strict=True)),
        "reason": decision.policy.reasons[progress.latest.reason].words,
        "rounds": progress.rounds,
        "events": telling.timeline_of(progress, Words("买家", "Buyer")),
        "legs": legs_of(progress),
        "decision": decision,
        "ruling": telling.ruling_of(progress),
        "checklist": checklist_of_case(progress, decision),
        "evidence": [saying.evidence_line(item, decision.policy) for item in progress.evidence],
        "supplier": _supplier(progress.order, decision.policy),
        "open": may(progress.state, Event.APPROVE),
        "held_up": may(progress.state, Event.RESUME),
        "at_stake_minor": decision.at_stake_minor,
        "complaint": progress.order.chargeback_open,
    }


def _supplier(order: Any, rules: Policy) -> list[tuple[Words, Words]]:
    """What the supplier said, in the words the clauses use for it."""
    if not order.supplier_status:
        return []
    arrived = {True: "yes", False: "no", None: "unknown"}[order.supplier_arrived]
    said = {"supplier_status": order.supplier_status, "arrived": arrived}
    if order.supplier_code:
        said["supplier_code"] = order.supplier_code
    return [(name_words(fact), said_words(rules, fact, value)) for fact, value in said.items()]
