"""The evidence chain of a case, for its buyer and for the desk: every item, and the file (R7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weikameng.domain.chain_words import SOURCES, broken_words, whole_words
from weikameng.domain.evidence_list import kept_words
from weikameng.domain.policy.model import Policy
from weikameng.domain.words import Words
from weikameng.ledger.evidence_chain import SHORTEST_PIN, Break, Entry
from weikameng.records.reading.policies import policy
from weikameng.services import chain_files
from weikameng.services.chain_files import KeptChain
from weikameng.web.visitors import buyer_of, desk_only, no_store, politely


@dataclass(frozen=True, slots=True)
class Row:
    """One item as the page shows it; ``state`` is ok, bad (breaks here) or unsure (behind it)."""

    position: int
    words: Words
    source: Words
    at: datetime
    seal: str
    file: str
    follows: str
    said: Words | str
    state: str


@login_required
@politely
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The chain of my own case."""
    kept = chain_files.of_case(number, buyer_id=buyer_of(request))
    urls = {
        "back_url": reverse("refund", args=[number]),
        "file": reverse("chain_file", args=[number]),
    }
    return render(request, "weikameng/chain.html", _room(kept) | urls)


@desk_only
@politely
def desk_page(request: HttpRequest, number: str) -> HttpResponse:
    """The chain of a case, for whoever works on it."""
    kept = chain_files.of_case(number)
    back, file = reverse("desk_case", args=[number]), reverse("desk_chain_file", args=[number])
    return render(request, "weikameng/chain.html", _room(kept) | {"back_url": back, "file": file})


@login_required
@politely
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The chain of my own case as a file that anybody can check."""
    return _handed_out(chain_files.of_case(number, buyer_id=buyer_of(request)))


@desk_only
@politely
def desk_file(_request: HttpRequest, number: str) -> HttpResponse:
    """The same for the desk."""
    return _handed_out(chain_files.of_case(number))


def _handed_out(kept: KeptChain) -> HttpResponse:
    content = chain_files.exported(kept, timezone.now())
    response = HttpResponse(content, content_type="application/json")
    name = f"evidence-{kept.case_number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return no_store(response)


def _room(kept: KeptChain) -> dict[str, Any]:
    broken, count = kept.broken, len(kept.entries)
    rules = policy(kept.policy_version)
    return {
        "number": kept.case_number,
        "order_number": kept.order_number,
        "rows": rows_of(kept.entries, broken, rules),
        "tone": "bad" if broken else "ok",
        "state": broken_words(broken.code, broken.position) if broken else whole_words(count),
        "broken": broken,
        "head": kept.entries[-1].digest if kept.entries else "",
        "short": SHORTEST_PIN,
    }


def rows_of(entries: Sequence[Entry], broken: Break | None, rules: Policy) -> list[Row]:
    """Return the items, oldest first; what stands behind a break is not vouched for."""
    rows = []
    before = ""
    for entry in entries:
        rows.append(
            Row(
                position=entry.position,
                words=kept_words(entry.kind, rules),
                source=SOURCES.get(entry.source, Words(entry.source, entry.source)),
                at=datetime.fromisoformat(entry.at),
                seal=entry.digest[:SHORTEST_PIN],
                file=entry.file[:SHORTEST_PIN],
                follows=before[:SHORTEST_PIN],
                said=_said(entry),
                state=_state(entry, broken),
            )
        )
        before = entry.digest
    return rows


def _state(entry: Entry, broken: Break | None) -> str:
    if broken is None or broken.position is None or entry.position < broken.position:
        return "ok"
    return "bad" if entry.position == broken.position else "unsure"


def _said(entry: Entry) -> Words | str:
    """What an item says in words of people; facts stay in the file."""
    body = entry.body
    if entry.kind == "error_shown" and "zh" in body:
        return Words(str(body["zh"]), str(body["en"]))
    text = str(body.get("text", "")) if entry.kind in {"narrative", "conversation"} else ""
    return Words(text, str(body["en"])) if "en" in body else text
