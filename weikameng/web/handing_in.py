"""The pictures of the application's form: what is there, what is asked for, what was just sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain import uploads as rules
from weikameng.domain.application import MAX_FILES
from weikameng.domain.errors import Refusal
from weikameng.domain.evidence_list import Arriving
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.domain.uploads import UploadAsRead, UploadState, Wanted
from weikameng.domain.words import Words
from weikameng.services import uploads
from weikameng.services.checklist import checklist_of
from weikameng.services.eligibility import Outlook, outlook_of
from weikameng.services.uploads import Stream
from weikameng.web.forms import Asked
from weikameng.web.visitors import buyer_of, politely


@dataclass(frozen=True, slots=True)
class Row:
    """One file of an item; ``why`` is told when it was not taken."""

    upload: UploadAsRead
    why: Words | None

    @property
    def state(self) -> str:
        """Return what the page calls its state."""
        if self.upload.state is not UploadState.RECEIVING:
            return str(self.upload.state)
        return "checking" if self.upload.whole else "paused"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for, with the files that are there for it and what went wrong."""

    kind: str
    label: Words
    hint: Words
    either: bool
    rows: tuple[Row, ...]
    errors: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """What came with the form: tokens to take along, and what was wrong with new files."""

    tokens: tuple[str, ...] = ()
    problems: Mapping[str, Sequence[Words]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether a file that was just chosen was not taken."""
        return any(self.problems.values())


def handed_in(request: HttpRequest, order_number: str, asked: Asked) -> Handed:
    """Take in the files of a form that was sent without the script, and what it names."""
    if request.method != "POST":
        return Handed()
    who: dict[str, Any] = {"owner_id": buyer_of(request), "at": timezone.now()}
    for token in request.POST.getlist("drop")[:MAX_FILES]:
        with suppress(Refusal):  # gone already
            uploads.remove(token if rules.is_token(token) else "", **who)
    dropped = set(request.POST.getlist("drop"))
    tokens = [token for token in request.POST.getlist("upload") if token not in dropped]
    problems: dict[str, list[Words]] = {kind: [] for kind in asked.items}
    for kind in asked.items:
        for file in request.FILES.getlist(f"file_{kind}"):
            wanted = Wanted(order_number, kind, file.name or "", file.size or 0)
            try:
                tokens.append(taken(wanted, file.read, who))
            except Refusal as refusal:
                if refusal.code == "not_found":
                    raise
                problems[kind].append(named(wanted.name, refusal.words))
    return Handed(tuple(dict.fromkeys(tokens)), problems)


def waiting(order_number: str, buyer_id: int, asked: Asked) -> tuple[UploadAsRead, ...]:
    """Return the files that wait for this form; nothing is looked up when none is asked for."""
    if not asked.items:
        return ()
    found = uploads.of_order(order_number, owner_id=buyer_id, at=timezone.now())
    return tuple(upload for upload in found if upload.kind in asked.items)


def items_of(
    outlook: Outlook, asked: Asked, files: Iterable[UploadAsRead], handed: Handed
) -> list[Item]:
    """Return what the form asks for, each with its files."""
    rows = [Row(file, _why(file)) for file in files]
    policy = outlook.policy
    return [
        Item(
            kind=kind,
            label=policy.evidence_words(kind),
            hint=policy.standards[kind],
            either=kind in asked.either,
            rows=tuple(row for row in rows if row.upload.kind == kind),
            errors=tuple(handed.problems.get(kind, ())),
        )
        for kind in asked.items
    ]


def list_of(outlook: Outlook, reason: ReasonOutlook, files: Iterable[UploadAsRead]) -> Any:
    """Return the checklist as it stands with these files."""
    return checklist_of(outlook, reason, [_arriving(file) for file in files])


@login_required
@require_POST
@politely
def checklist(request: HttpRequest, number: str) -> HttpResponse:
    """The checklist while files come in: the same the form shows when it is opened again."""
    at = timezone.now()
    outlook = outlook_of(number, buyer_id=buyer_of(request), at=at)
    asked = request.POST.get("reason", "")
    reason = next((reason for reason in outlook.by_reason(at) if reason.code == asked), None)
    if reason is None:
        return HttpResponse(status=204)
    files = uploads.of_order(number, owner_id=buyer_of(request), at=at)
    room = {"checklist": list_of(outlook, reason, files)}
    return render(request, "weikameng/apply_checklist.html", room)


def taken(wanted: Wanted, read: Callable[[int], bytes], who: dict[str, Any]) -> str:
    """Hand in one whole file; Refusal when it is not taken, and then nothing of it stays."""
    begun = uploads.begin(wanted, **who)
    whole = uploads.receive(begun.token, Stream(0, wanted.size_bytes, read), **who)
    if whole.state is UploadState.REFUSED:
        uploads.remove(begun.token, **who)
        raise Refusal(f"picture_{whole.refusal}", rules.fault_words(whole.refusal))
    return begun.token


def named(name: str, why: Words) -> Words:
    """Return a refusal that says which file it is about."""
    shown = rules.shown_name(name)
    return Words(f"“{shown}”没有收下:{why.zh}", f"“{shown}” was not taken. {why.en}")


def _arriving(file: UploadAsRead) -> Arriving:
    if file.state is UploadState.READY:
        return Arriving(file.kind, "ready")
    return Arriving(file.kind, "refused" if file.state is UploadState.REFUSED else "uploading")


def _why(upload: UploadAsRead) -> Words | None:
    refused = upload.state is UploadState.REFUSED
    return rules.fault_words(upload.refusal) if refused else None
