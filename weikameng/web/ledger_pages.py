"""The public log as pages for people: look a record up, see the signed heads, check for yourself.

Open to everybody, and the same is shown to all: what is said comes out of the log alone.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from weikameng.domain.anchor_words import STATES
from weikameng.domain.anchoring import AnchorState
from weikameng.domain.bundle_words import bundle_words, told_words
from weikameng.domain.life_words import (
    ACTORS,
    EVENTS,
    NOT_A_NUMBER,
    NOT_THERE,
    STANDS,
    committed,
    stands,
    vouching,
)
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.good_bundles import BundleOutcome
from weikameng.ledger.lives import every_step
from weikameng.records.reading import anchors as anchor_reading
from weikameng.records.reading import goods_life, heads, log
from weikameng.records.reading.anchors import KeptAnchor
from weikameng.services import good_proofs, good_records, log_reading
from weikameng.services.good_records import GoodRecord, RecordLine
from weikameng.web.ledger_witnesses import witnesses_room
from weikameng.web.qr import record_code

View = Callable[..., HttpResponse]
_TONES = {AnchorState.FINAL: "ok", AnchorState.MINED: "info", AnchorState.SENT: "info"}
# What the scripts of the page can come to.
_CHECKED_HERE = tuple(one for one in BundleOutcome if one is not BundleOutcome.HOLDS)
# Asked anew each time: the log grows, and the frame names who is signed in.
FRESH = "private, no-cache"
MAX_ASKED = 300


def fresh(view: View) -> View:
    """Let no cache show an older record than there is."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        response = view(request, *args, **named)
        response.headers["Cache-Control"] = FRESH
        return response

    return shown


@fresh
def front(request: HttpRequest) -> HttpResponse:
    """What the log is, its newest head, and the field that finds a record."""
    asked = request.GET.get("number", "").strip()[:MAX_ASKED]
    problem = None
    if asked:
        good_id = good_records.good_id_of(asked)
        if good_id and goods_life.is_known(good_id):
            return redirect("ledger_record", number_of(good_id))
        problem = NOT_THERE if good_id else NOT_A_NUMBER
    newest = anchor_reading.newest(1)
    room = {
        "asked": asked,
        "problem": problem,
        "signed": log.published(),
        "origin": log_reading.log_origin(),
        "anchor": _anchored(newest[0]) if newest else None,
    }
    return render(request, "weikameng/ledger.html", room)


@fresh
def record(request: HttpRequest, number: str) -> HttpResponse:
    """The record of a good or a case, as the log holds it; a second spelling is led to the one."""
    good_id = good_records.good_id_of(number)
    if good_id is None:
        raise Http404
    if number != number_of(good_id):
        return redirect("ledger_record", number_of(good_id))
    found = good_records.record_of(good_id)
    if found is None and not goods_life.is_known(good_id):
        raise Http404
    room = {"number": number, "code": record_code(request, number)}
    if found:
        room |= _record_room(found)
    return render(request, "weikameng/ledger_record.html", room)


@fresh
def signed_heads(request: HttpRequest) -> HttpResponse:
    """The heads that were signed, newest first, and which of them stand on a chain."""
    asked, anchored = request.GET.get("before", ""), request.GET.get("anchored") == "1"
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    found, more = heads.heads_before(before, anchored=anchored)
    upto = heads.anchored_upto()
    rows = [
        {
            "head": one,
            "anchor": _anchored(one.anchor) if one.anchor else None,
            "covered": one.size <= upto,
        }
        for one in found
    ]
    room = {"rows": rows, "before": before, "anchored": anchored}
    room["older"] = found[-1].size if more else None
    room |= witnesses_room()
    return render(request, "weikameng/ledger_heads.html", room)


@fresh
def verify(request: HttpRequest) -> HttpResponse:
    """How anyone checks a record: in this page, by our program, by other people's."""
    good_id = good_records.good_id_of(request.GET.get("good", "")[:MAX_ASKED])
    room = {
        "number": number_of(good_id) if good_id else "",
        "site": _site(request),
        "vkey": log_reading.log_vkey(),
        "lives": _lives_text(),
        "states": STANDS.items(),
        "outcomes": [(one.value, bundle_words(one, "{detail}")) for one in _CHECKED_HERE],
    }
    return render(request, "weikameng/ledger_verify.html", room)


@fresh
def mirrors(request: HttpRequest) -> HttpResponse:
    """What a mirror does, and how to run one."""
    room = {"site": _site(request), "vkey": log_reading.log_vkey()}
    return render(request, "weikameng/ledger_mirrors.html", room)


def number_of(good_id: UUID) -> str:
    """Return an id as entries and pages spell it."""
    return base64url_of(good_id.bytes)


def _record_room(found: GoodRecord) -> dict[str, Any]:
    told = good_proofs.told_of(found.good)
    return {
        "told": told_words(told) if told and told.as_of else None,
        "record": found,
        "stands": stands(found.state) if found.state is not None else None,
        "lines": [_line(line) for line in reversed(found.lines)],
        "sku": found.lines[0].event.sku,
        "anchor": _anchored(found.anchor) if found.anchor else None,
    }


def _line(line: RecordLine) -> dict[str, Any]:
    event = line.event
    return {
        "index": line.index,
        "at": event.at,
        "words": EVENTS[event.type],
        "actor": ACTORS.get(event.actor, event.actor),
        "vouching": vouching(event.actor, attested_by_platform=event.attested_by_platform),
        "weaker": event.attested_by_platform,
        "committed": committed(sorted(event.commit)) if event.commit else None,
        "hash": base64url_of(line.leaf_hash),
    }


def _anchored(one: KeptAnchor) -> dict[str, Any]:
    chain_id, _, contract = one.place.split(":")
    return {
        "size": one.size,
        "state": STATES[one.state],
        "tone": _TONES.get(one.state, "warn"),
        "block": one.block,
        "at": one.mined_at,
        "chain": chain_id,
        "contract": contract,
        "transaction": one.transactions[-1],
    }


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _lives_text() -> str:
    """Return which event may follow where, a state a line, for the script on the page."""
    rows = every_step().items()
    return "\n".join(
        " ".join([state or "-", *(f"{event}:{after}" for event, after in steps.items())])
        for state, steps in rows
    )
