"""A buyer's refunds: apply, watch it move, amend, withdraw."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_POST

from weikameng.domain import narrative
from weikameng.domain.application import RefundApplication
from weikameng.domain.case_life import Event, State, may
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.stored import from_json
from weikameng.domain.words import Words
from weikameng.records.reading.evidence import copy_of
from weikameng.records.reading.policies import policy
from weikameng.records.reading.refunds import Progress, cases_of, progress_of, revision_of
from weikameng.services import evidence, refunds
from weikameng.services.eligibility import Outlook, outlook_of
from weikameng.web import saying, standing, telling
from weikameng.web.forms import ApplyForm, Asked, asked_for, sent_with
from weikameng.web.paging import Page, page_of
from weikameng.web.pictures import sealed_picture
from weikameng.web.templatetags.words import in_words, language
from weikameng.web.visitors import buyer_of, politely, tell

Submit = Callable[[RefundApplication], refunds.Applied]


@login_required
@politely
def apply(request: HttpRequest, number: str) -> HttpResponseBase:
    """Apply for a refund: the reason first, then exactly what that reason needs (R2.1)."""
    buyer_id, at = buyer_of(request), timezone.now()
    outlook = outlook_of(number, buyer_id=buyer_id, at=at)
    if outlook.open_case and request.method == "GET":
        return redirect("refund", outlook.open_case.number)
    room = _reasons_room(request, outlook)
    room |= {"action": reverse("apply", args=[number]), "order_number": number}

    def submit(application: RefundApplication) -> refunds.Applied:
        return refunds.apply(application, buyer_id=buyer_id, at=timezone.now())

    return _form_page(request, room, number, submit)


@login_required
@politely
def amend(request: HttpRequest, number: str) -> HttpResponseBase:
    """Amend a case that was sent back or not approved: same case, old evidence kept (R2.6)."""
    buyer_id = buyer_of(request)
    progress = _progress(request, number)
    if not may(progress.state, Event.AMEND):
        return redirect("refund", number)
    outlook = outlook_of(progress.order.number, buyer_id=buyer_id, at=timezone.now())
    room = _reasons_room(request, outlook, progress.latest.reason)
    room |= {
        "action": reverse("amend", args=[number]),
        "order_number": progress.order.number,
        "amending": number,
        "missing": telling.missing_words(_decision(progress)),
        "narrative": progress.latest.narrative,
    }

    def submit(application: RefundApplication) -> refunds.Applied:
        return refunds.amend(number, application, buyer_id=buyer_id, at=timezone.now())

    return _form_page(request, room, progress.order.number, submit)


@login_required
@require_POST
@politely
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Read the description while it is written (R2.3): what is missing, and a sentence to take."""
    outlook = outlook_of(number, buyer_id=buyer_of(request), at=timezone.now())
    text = request.POST.get("narrative", "")
    read = narrative.read_narrative(text)
    room = {
        "written": bool(text.strip()),
        "quality": narrative.quality_with_known_order(read),
        # Before it is clear what went wrong, a ready sentence would put words in their mouth.
        "suggestion": _suggestion(read, outlook) if read.anomaly else None,
    }
    return render(request, "weikameng/narrative_check.html", room)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All my refunds, newest first."""
    number = page_of(request)
    cases, more = cases_of(buyer_of(request), number)
    rows = [saying.case_row(case, case.order.product) for case in cases]
    return render(request, "weikameng/refunds.html", {"rows": rows, "page": Page(number, more)})


@login_required
@politely
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """A case: its status, what happens next and by when, why, where the money is."""
    return render(request, "weikameng/refund.html", _case_room(request, number))


def _etag(request: HttpRequest, number: str) -> str | None:
    seen = revision_of(number, buyer_id=buyer_of(request))
    return f'"{seen[0]}-{seen[1]}-{language()}"' if seen else None


@login_required
@condition(etag_func=_etag)
@politely
def live(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the page that moves; unchanged since the last look it costs one statement."""
    return render(request, "weikameng/refund_live.html", _case_room(request, number))


@login_required
@require_POST
@politely
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw while undecided."""
    refunds.withdraw(number, buyer_id=buyer_of(request), at=timezone.now())
    tell(request, Words("已撤销。时限内可以重新申请。", "Withdrawn. You may apply again in time."))
    return redirect("refund", number)


@login_required
@require_POST
@politely
def ask_person(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a person after an automatic rejection."""
    refunds.ask_person(number, buyer_id=buyer_of(request), at=timezone.now())
    tell(request, Words("已转人工复核。", "A person will review it."))
    return redirect("refund", number)


@login_required
@politely
def picture(request: HttpRequest, number: str, position: int) -> FileResponse:
    """One of my own pictures, as re-encoded on arrival."""
    return sealed_picture(copy_of(number, position, buyer_id=buyer_of(request)))


def _form_page(
    request: HttpRequest, room: dict[str, Any], order_number: str, submit: Submit
) -> HttpResponseBase:
    """Show the form, or send it; a refusal is told on the form and nothing typed is lost."""
    asked: Asked = room["asked"]
    first = {"narrative": room.get("narrative", "")}
    form = ApplyForm(sent_with(request), request.FILES or None, asked=asked, initial=first)
    if request.method == "POST" and form.is_valid() and room["reason"]:
        try:
            done = submit(_application(form, order_number, room["reason"].code))
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            form.add_error(None, in_words(refusal.words))
        else:
            if done.joined:
                tell(request, _JOINED)
            return redirect("refund", done.number)
    files = [form[f"file_{item}"] for item in asked.items]
    labels = [room["policy"].evidence_words(item) for item in asked.items]
    hints = [Words(room["policy"].standards[item], "") for item in asked.items]
    if request.method == "POST" and not room["reason"]:
        form.add_error(None, in_words(_CHOOSE))
    room |= {"form": form, "pictures": list(zip(files, labels, hints, strict=True))}
    return render(request, "weikameng/apply.html", room, status=422 if form.errors else 200)


_CHOOSE = Words("请先选择退款原因。", "Choose the reason first.")
_JOINED = Words("这个订单已有这份申请,不用重复提交。", "This order already has this application.")


def _application(form: ApplyForm, order_number: str, reason: str) -> RefundApplication:
    uploads = [
        evidence.Upload(kind, upload.name, upload.read()) for kind, upload in form.files_given()
    ]
    return RefundApplication(
        order_number=order_number,
        reason=reason,
        narrative=form.cleaned_data["narrative"],
        files=evidence.take(uploads),
    )


def _reasons_room(request: HttpRequest, outlook: Outlook, before: str = "") -> dict[str, Any]:
    """The reason drop-down with where each would lead, and the chosen one."""
    reasons = outlook.by_reason(timezone.now())
    asked = request.POST.get("reason") or request.GET.get("reason") or before
    chosen = next((reason for reason in reasons if reason.code == asked), None)
    rules = outlook.policy
    return {
        "policy": rules,
        "kind": rules.goods[outlook.photo.order.goods_kind].words,
        "likely": [r for r in reasons if r.hopeful and not rules.reasons[r.code].discouraged],
        "unlikely": [r for r in reasons if not r.hopeful or rules.reasons[r.code].discouraged],
        "reason": chosen,
        "reason_row": rules.reasons[chosen.code] if chosen else None,
        "way": saying.WAYS[chosen.way] if chosen else None,
        "asks": [rules.evidence_words(item) for item in chosen.asks] if chosen else [],
        "asked": asked_for(rules, chosen) if chosen else Asked(),
        "amount_minor": outlook.plain.at_stake_minor,
    }


def _suggestion(read: narrative.Narrative, outlook: Outlook) -> Words:
    known = narrative.KnownOrder(
        order_number=outlook.photo.number,
        good=outlook.policy.goods[outlook.photo.order.goods_kind].words,
        amount_minor=outlook.photo.order.paid_minor,
    )
    return narrative.suggestion(read, known)


def _progress(request: HttpRequest, number: str) -> Progress:
    progress = progress_of(number, buyer_id=buyer_of(request))
    if progress is None:
        raise not_found()
    return progress


def _decision(progress: Progress) -> Any:
    return from_json(policy(progress.order.policy.version), progress.decision)


_MAY_CHANGE = frozenset({State.AWAITING_BUYER, State.REJECTED, State.REVIEWING})


def _case_room(request: HttpRequest, number: str) -> dict[str, Any]:
    # Sent back with the next look, so that "nothing new" costs one statement and no swap. Read
    # first: what changes while the page is made is then new at the next look.
    seen = json.dumps(_etag(request, number))
    progress = _progress(request, number)
    decision = _decision(progress)
    return {
        "case": progress.case,
        "order": progress.order,
        "name": Words(progress.product.name_zh, progress.product.name_en),
        "status": standing.status_of(progress, decision, timezone.now()),
        "steps": standing.steps_of(progress),
        "ruling": telling.ruling_of(progress),
        "changes": decision.what_would_change if progress.state in _MAY_CHANGE else (),
        "events": telling.timeline_of(progress),
        "legs": telling.legs_of(progress),
        "decision": decision,
        "reason": decision.policy.reasons[progress.latest.reason].words,
        "rounds": progress.rounds,
        "evidence": [saying.evidence_line(item, decision.policy) for item in progress.evidence],
        "moving": progress.state in telling.MOVING,
        "may_amend": may(progress.state, Event.AMEND),
        "may_withdraw": may(progress.state, Event.WITHDRAW),
        "may_ask_person": may(progress.state, Event.APPEAL) and telling.machine_refused(progress),
        "shown_minor": progress.case.amount_minor or decision.at_stake_minor,
        "amount_label": None if progress.case.amount_minor else Words("涉及金额", "At stake"),
        "etag_json": seen,
    }
