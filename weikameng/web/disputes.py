"""Disputes by page (R6.3): buyers open and argue them, officers answer, arbitrators decide."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from weikameng.domain.case_life import Event, State, may
from weikameng.domain.disputes import MAX_FILES, Outcome, Viewer
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.policy.share import typed_amount
from weikameng.domain.roles import Right
from weikameng.domain.rulings import Draft
from weikameng.domain.tickets import PICTURE_KINDS
from weikameng.domain.words import Words
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels
from weikameng.records.reading.refunds import progress_of
from weikameng.services import arbitration, case_files, disputes, evidence
from weikameng.services.disputes import Seen, Statement
from weikameng.web.dispute_room import room_of, row_of
from weikameng.web.paging import Page, page_of
from weikameng.web.pictures import shown
from weikameng.web.visitors import buyer_of, no_store, politely, tell, with_right

_DONE = {
    "state": Words(
        "陈述已封存。对方提交后或到期时公开。", "Your statement is sealed until it opens."
    ),
    "reply": Words("材料已提交。", "Your material is filed."),
    "challenge": Words("已更换,按抽签顺序补上下一位。", "Replaced by the next of the draw."),
    "declare": Words("已记下你的声明。", "Your declaration is kept."),
    "ask": Words("已通知这一方。", "The side has been asked."),
    "draft": Words("已起草,等签名。", "Drafted; it waits for signatures."),
    "sign": Words("已签名。", "Signed."),
    "dissent": Words("已记下你的不同意见。", "Your dissent is kept."),
}


@login_required
@politely
def open_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take a refused case to arbitration: what will happen, until when, which body."""
    buyer_id, at = buyer_of(request), timezone.now()
    progress = progress_of(number, buyer_id=buyer_id)
    if progress is None:
        raise not_found()
    if found := reading.dispute_of_case(number, buyer_id=buyer_id):
        return redirect("dispute", found.number)
    if not may(progress.state, Event.DISPUTE):
        return redirect("refund", number)
    if request.method == "POST":
        body = request.POST.get("body", "")
        opened = disputes.open_dispute(number, body, buyer_id=buyer_id, at=at)
        tell(request, Words("争议已受理。", "Your dispute is open."), messages.SUCCESS)
        return redirect("dispute", opened)
    until = disputes.may_open_until(number, buyer_id=buyer_id)
    room = {
        "number": number,
        "bodies": [(row.code, Words(row.name_zh, row.name_en)) for row in reading.bodies()],
        "until": until,
        "late": until is None or until <= at,
    }
    return render(request, "weikameng/dispute_open.html", room)


@with_right(Right.SEE_DISPUTES)
def desk(request: HttpRequest) -> HttpResponse:
    """All disputes, newest first, for the shop's side."""
    return _listing(request, reading.page_of_all(page_of(request)))


@with_right(Right.RULE)
def arbitration_desk(request: HttpRequest) -> HttpResponse:
    """The files an arbitrator was drawn for, and no other."""
    mine = reading.page_of_arbitrator(buyer_of(request), page_of(request))
    return _listing(request, mine)


@login_required
@politely
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One dispute, as whoever looks may see it."""
    who = actor_of(request)
    return _page(request, disputes.seen(number, who), who)


@login_required
@politely
def act(request: HttpRequest, number: str, verb: str) -> HttpResponseBase:
    """One step in a dispute; what is refused is told on the page, with the words still there."""
    who = actor_of(request)
    found = disputes.seen(number, who)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if verb not in _DONE:
        raise not_found()
    try:
        _do(request, found, verb, who)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _page(request, found, who, refusal.words)
    tell(request, _DONE[verb], messages.SUCCESS)
    if verb == "declare" and request.POST.get("conflict") == "yes":
        return redirect("arbitration")
    return redirect("dispute", number)


@login_required
@politely
def picture(request: HttpRequest, number: str, file: int) -> HttpResponseBase:
    """A picture that a side filed, for whoever may read that filing."""
    found = disputes.seen(number, actor_of(request))
    copy = reading.copy_seen(found.dispute, file, found.viewer)
    return shown(request, copy, reverse("dispute", args=[number]))


@login_required
@politely
def file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The verifiable file of the case, for the sides and the panel: what both sides can see."""
    who = actor_of(request)
    found = disputes.seen(number, who)
    out = case_files.for_dispute(found.dispute, found.viewer, who.id, timezone.now())
    response = StreamingHttpResponse(out.pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{out.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@politely
def ruling(request: HttpRequest, number: str) -> HttpResponse:
    """The text that is signed, as its exact bytes for the panel; the ruling with its signatures
    for all."""
    found = disputes.seen(number, actor_of(request))
    row = panels.draft_of(found.dispute.id)
    if row is None or (not row.issued and found.viewer is not Viewer.PANEL):
        raise not_found()
    if row.issued:
        content = json.dumps(arbitration.ruling_body(found.dispute, row), ensure_ascii=False)
    else:
        content = row.document
    response = HttpResponse(content.encode(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="ruling-{number}.json"'
    return no_store(response)


def actor_of(request: HttpRequest) -> Actor:
    """Return who looks or acts."""
    return Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]


def _listing(request: HttpRequest, found: tuple[list[reading.Row], bool]) -> HttpResponse:
    rows, more = found
    room = {"rows": [row_of(row) for row in rows], "page": Page(page_of(request), more)}
    return no_store(render(request, "weikameng/disputes.html", room))


def _page(
    request: HttpRequest, found: Seen, who: Actor, problem: Words | None = None
) -> HttpResponse:
    room = room_of(found, who, timezone.now())
    room |= {"problem": problem, "draft": request.POST if problem else {}}
    case = progress_of(found.dispute.case_number)
    room["paid"] = case is not None and case.state is State.REFUNDED
    return no_store(render(request, "weikameng/dispute.html", room, status=422 if problem else 200))


def _do(request: HttpRequest, found: Seen, verb: str, who: Actor) -> None:
    number, sent, at = found.dispute.number, request.POST, timezone.now()
    because = sent.get("because", "")
    match verb:
        case "state":
            disputes.state(number, _statement(request), who, at)
        case "reply":
            disputes.reply(number, _statement(request), who, at)
        case "challenge":
            disputes.challenge(number, _id(sent.get("seat", "")), because, who, at)
        case "declare":
            conflict = sent.get("conflict") == "yes"
            arbitration.declare(number, who, conflict=conflict, because=because, at=at)
        case "ask":
            arbitration.ask(number, sent.get("side", ""), because, who, at)
        case "draft":
            arbitration.draft(number, _draft(request), who, at)
        case "sign":
            signature = sent.get("signature", "")
            arbitration.sign(number, _id(sent.get("draft", "")), who, at, signature)
        case _:
            arbitration.dissent(number, _id(sent.get("draft", "")), because, who, at)


def _statement(request: HttpRequest) -> Statement:
    """Words with pictures: each is checked and re-encoded, and the original sealed, on arrival."""
    files = request.FILES.getlist("file")
    kind = request.POST.get("kind", "")
    if files and kind not in PICTURE_KINDS:
        raise Refusal("upload_kind", _KIND)
    if len(files) > MAX_FILES:
        raise Refusal(
            "too_many_files", Words(f"最多 {MAX_FILES} 张图片。", f"At most {MAX_FILES}.")
        )
    given = [evidence.Upload(kind, one.name or "", one.read()) for one in files]
    return Statement(request.POST.get("text", ""), evidence.take(given) if given else ())


def _draft(request: HttpRequest) -> Draft:
    sent = request.POST
    outcome = sent.get("outcome", "")
    if outcome not in set(Outcome):
        raise Refusal("outcome", Words("请选择裁决结果。", "Choose what you rule."))
    part = outcome == Outcome.PART
    return Draft(
        Outcome(outcome),
        tuple(one for one in sent.get("clauses", "").replace(",", " ").split() if one),
        sent.get("reasons", ""),
        sent.get("reasons_en", ""),
        typed_amount(sent.get("amount", "")) if part else 0,
        sent.get("bearer", "platform"),
    )


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


_KIND = Words("请选择图片里是什么。", "Choose what the pictures show.")
