"""A buyer's refunds: apply, watch it move, amend, withdraw."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import condition, require_POST

from weikameng.domain import using_help
from weikameng.domain.application import MAX_FILES, RefundApplication
from weikameng.domain.case_life import OPEN, Event, State, may
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.guardians import CONSENT_WORDS
from weikameng.domain.uploads import PART_BYTES
from weikameng.domain.using_help import help_with
from weikameng.domain.words import Words
from weikameng.records.reading.disputes import dispute_of_case
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress, cases_of, progress_of, revision_of
from weikameng.services import deciders, disputes, lanes, proofs, refunds, standing, unauthorised
from weikameng.services.checklist import checklist_of_case
from weikameng.services.describing import would_be_sent_back
from weikameng.services.eligibility import Outlook, outlook_of
from weikameng.services.legs import legs_of
from weikameng.services.tracks import track_of
from weikameng.web import (
    describing,
    eligible,
    guardians,
    handing_in,
    identity,
    public_records,
    ratings,
    saying,
    supplier_said,
    telling,
)
from weikameng.web.forms import ApplyForm, Asked, asked_for, with_question
from weikameng.web.paging import Page, page_of
from weikameng.web.templatetags.words import in_words, language
from weikameng.web.visitors import buyer_of, politely, tell

Submit = Callable[[RefundApplication], refunds.Applied]


@login_required
@sensitive_post_parameters("narrative", "before", "guardian-contact")
@politely
def apply(request: HttpRequest, number: str) -> HttpResponseBase:
    """Apply for a refund: the reason first, then exactly what that reason needs (R2.1)."""
    buyer_id, at = buyer_of(request), timezone.now()
    outlook = outlook_of(number, buyer_id=buyer_id, at=at)
    if outlook.open_case and request.method == "GET":
        return redirect("refund", outlook.open_case.number)
    room = _reasons_room(request, outlook)
    room |= {"action": reverse("apply", args=[number]), "order_number": number}
    room["eligibility"] = eligible.shown(outlook, at, applying=True)

    def submit(application: RefundApplication) -> refunds.Applied:
        return refunds.apply(application, buyer_id=buyer_id, at=timezone.now())

    return _form_page(request, room, submit)


@login_required
@sensitive_post_parameters("narrative", "before", "guardian-contact")
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
        "case_id": progress.case.pk,
        "missing": standing.missing_words(progress, _decision(progress)),
        "narrative": progress.latest.narrative,
    }
    if progress.question:
        room["asked"] = with_question(room["asked"], progress.question)

    def submit(application: RefundApplication) -> refunds.Applied:
        return refunds.amend(number, application, buyer_id=buyer_id, at=timezone.now())

    return _form_page(request, room, submit)


@login_required
@require_POST
@sensitive_post_parameters("narrative")
@politely
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Read the description while it is written (R2.3): what is missing, and a sentence to take."""
    outlook = outlook_of(number, buyer_id=buyer_of(request), at=timezone.now())
    room = describing.room_of(request.POST.get("narrative", ""), outlook)
    return render(request, "weikameng/narrative_check.html", room | {"live": True})


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All my refunds, newest first."""
    number = page_of(request)
    cases, more = cases_of(buyer_of(request), number)
    at = timezone.now()
    rows = [saying.case_row_for_buyer(case, case.order.product, case.order, at) for case in cases]
    return render(request, "weikameng/refunds.html", {"rows": rows, "page": Page(number, more)})


@login_required
@politely
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """A case: its status, what happens next and by when, why, where the money is."""
    room = _case_room(request, number)
    room["records"] = public_records.of_case(request, room["case"].pk)
    return render(request, "weikameng/refund.html", room)


def _etag(request: HttpRequest, number: str) -> str | None:
    seen = revision_of(number, buyer_id=buyer_of(request))
    return f'"{"-".join(map(str, (*seen, language())))}"' if seen else None


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


def _form_page(request: HttpRequest, room: dict[str, Any], submit: Submit) -> HttpResponseBase:
    """Show the form, or send it; a refusal is told on the form, and nothing handed in is lost."""
    draft = describing.draft_of(request, room["outlook"])
    first = {"narrative": room.get("narrative", "")}
    form = ApplyForm(draft.data, asked=room["asked"], initial=first)
    chosen = room["reason"].code if room["reason"] else ""
    room["guardian_form"] = guardians.form_for(request, chosen, room.get("case_id"))
    handed = handing_in.handed_in(request, room["order_number"], room["asked"])
    room["uploads"] = handed.tokens
    told = False
    if draft.wish == "submit" and form.is_valid() and room["reason"] and not handed.refused:
        told = _to_be_told(form, draft, room)
        done = None if told else _submitted(request, form, room, submit)
        if done:
            return redirect("refund", done.number)
    if request.method == "POST" and not room["reason"]:
        form.add_error(None, in_words(_CHOOSE))
    if draft.wish:  # what is told of the words stands below the fold
        form.fields["narrative"].widget.attrs["autofocus"] = True
    if draft.wish or room.get("narrative"):
        text = str(form["narrative"].value() or "")
        room |= describing.room_of(text, room["outlook"], told=told)
    room |= {"form": form, "draft": draft} | _pictures(request, room, handed)
    speaker = room["guardian_form"]
    refused = draft.wish == "submit" and (
        told or form.errors or handed.refused or (speaker and speaker.errors)
    )
    return render(request, "weikameng/apply.html", room, status=422 if refused else 200)


def _to_be_told(form: ApplyForm, draft: describing.Draft, room: dict[str, Any]) -> bool:
    """Whether to stop a vague description once, before it is sent back later (R2.3).

    Only on the first application and never a second time; never when pictures come with it (they
    say more than words) or a person is asked for (they can ask back).
    """
    if draft.told_before or room["uploads"] or room.get("amending") or form.data.get("person"):
        return False
    text = form.cleaned_data["narrative"]
    return would_be_sent_back(text, room["outlook"], room["reason"], timezone.now())


def _submitted(
    request: HttpRequest, form: ApplyForm, room: dict[str, Any], submit: Submit
) -> refunds.Applied | None:
    """Send it; None when it was refused, with the refusal on the form."""
    try:
        application = _application(form, room)
        done = submit(application)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        if not guardians.told_at(room["guardian_form"], refusal):
            form.add_error(None, in_words(refusal.words))
        return None
    if done.joined:
        tell(request, _JOINED)
    elif application.masked:
        tell(request, describing.masked_words(application.masked), messages.INFO)
    return done


def _pictures(
    request: HttpRequest, room: dict[str, Any], handed: handing_in.Handed
) -> dict[str, Any]:
    """What the form asks for in pictures, with the files that are there."""
    files = handing_in.waiting(room["order_number"], buyer_of(request), room["asked"])
    items = handing_in.items_of(room["outlook"], room["asked"], files, handed)
    listed = handing_in.list_of(room["outlook"], room["reason"], files) if items else None
    return {"items": items, "checklist": listed, "part_bytes": PART_BYTES, "most": MAX_FILES}


_CHOOSE = Words("请先选择退款原因。", "Choose the reason first.")
_JOINED = Words("这个订单已有这份申请,不用重复提交。", "This order already has this application.")


def _application(form: ApplyForm, room: dict[str, Any]) -> RefundApplication:
    return RefundApplication(
        order_number=room["order_number"],
        reason=room["reason"].code,
        narrative=form.cleaned_data["narrative"],
        uploads=room["uploads"],
        person_wanted=form.data.get("person") == "yes",
        guardian=guardians.declaration_of(room["guardian_form"]),
    )


def _reasons_room(request: HttpRequest, outlook: Outlook, before: str = "") -> dict[str, Any]:
    """The reason drop-down with where each would lead, and the chosen one."""
    reasons = tuple(outlook.by_reason(timezone.now()))
    asked = request.POST.get("reason") or request.GET.get("reason") or before
    chosen = next((reason for reason in reasons if reason.code == asked), None)
    rules, ours = outlook.policy, outlook.facts.application.on_record
    return {
        "outlook": outlook,
        "policy": rules,
        "kind": rules.goods[outlook.photo.order.goods_kind].words,
        "likely": [r for r in reasons if r.hopeful and not rules.reasons[r.code].discouraged],
        "unlikely": [r for r in reasons if not r.hopeful or rules.reasons[r.code].discouraged],
        "reason": chosen,
        "reason_row": rules.reasons[chosen.code] if chosen else None,
        "way": saying.WAYS[chosen.way] if chosen else None,
        "asks": [rules.evidence_words(item) for item in chosen.asks] if chosen else [],
        "asked": asked_for(rules, chosen, ours) if chosen else Asked(),
        "amount_minor": outlook.plain.at_stake_minor,
        "consent": CONSENT_WORDS,
        "help": help_with(outlook.photo.order.goods_kind)
        if chosen and chosen.code == using_help.REASON
        else (),
        "person_offered": bool(chosen and (chosen.asks or not chosen.hopeful)),
    }


def _progress(request: HttpRequest, number: str) -> Progress:
    progress = progress_of(number, buyer_id=buyer_of(request))
    if progress is None:
        raise not_found()
    return progress


def _decision(progress: Progress) -> Any:
    return decision_of(progress.decision)


_MAY_CHANGE = frozenset({State.AWAITING_BUYER, State.REJECTED, State.REVIEWING})


def _complaint(progress: Progress) -> Words | None:
    """What an open complaint does to the case; while money is on its way the status says it."""
    waits = progress.state in OPEN and progress.state is not State.PAYING
    return standing.COMPLAINT if waits and progress.order.chargeback_open else None


def _supplier_told(progress: Progress, at: datetime) -> Words | None:
    with_person = progress.state is State.REVIEWING
    return supplier_said.for_buyer(progress.order.pk, at, with_person=with_person)


def _dispute_of(progress: Progress, buyer_id: int, at: datetime) -> dict[str, Any] | None:
    """The dispute about a case, or until when one can be opened (R6.3)."""
    happened = {line.event for line in progress.events}
    if Event.DISPUTE in happened:
        found = dispute_of_case(progress.case.number, buyer_id=buyer_id)
        return {"number": found.number} if found else None
    if not may(progress.state, Event.DISPUTE):
        return None
    until = disputes.may_open_until(progress.case.number, buyer_id=buyer_id)
    return {"until": until} if until and until > at else None


def _case_room(request: HttpRequest, number: str) -> dict[str, Any]:
    # Sent back with the next look, so that "nothing new" costs one statement and no swap. Read
    # first: what changes while the page is made is then new at the next look.
    seen = json.dumps(_etag(request, number))
    progress = _progress(request, number)
    decision, at = _decision(progress), timezone.now()
    status = standing.status_of(progress, decision, at)
    shown_minor = progress.case.amount_minor or decision.at_stake_minor
    return {
        **ratings.room_of(progress, at),
        "case": progress.case,
        "order": progress.order,
        "name": Words(progress.product.name_zh, progress.product.name_en),
        "status": status,
        "proof": proofs.shown(number, shown_minor, status.title, at),
        "steps": standing.steps_of(progress),
        "ruling": deciders.ruling_of(progress),
        "changes": decision.what_would_change if progress.state in _MAY_CHANGE else (),
        "events": telling.timeline_of(progress),
        "legs": legs_of(progress),
        "decision": decision,
        "reason": decision.policy.reasons[progress.latest.reason].words,
        "rounds": progress.rounds,
        "checklist": checklist_of_case(progress, decision),
        "evidence": [saying.evidence_line(item, decision.policy) for item in progress.evidence],
        "pace": telling.PACES.get(progress.state, ""),
        "may_amend": may(progress.state, Event.AMEND),
        "may_withdraw": may(progress.state, Event.WITHDRAW)
        and progress.latest.reason != unauthorised.REASON,
        "track": track_of(progress, decision, at),
        "dispute": _dispute_of(progress, buyer_of(request), at),
        "may_ask_person": may(progress.state, Event.APPEAL) and deciders.machine_refused(progress),
        "rest": telling.rest_of(progress),
        "complaint": _complaint(progress),
        "identity": identity.offer(progress),
        "lanes": lanes.shown(progress, at),
        "supplier_told": _supplier_told(progress, at),
        "shown_minor": shown_minor,
        "amount_label": None if progress.case.amount_minor else Words("涉及金额", "At stake"),
        "etag_json": seen,
    }
