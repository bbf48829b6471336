"""Incidents through the API (N7), for tokens of finance and supervisors: declared, tried dry,
started by two people of the same numbers, watched, reported. Auditors read."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import actor_of, demand_scope
from weikameng.api.cursors import MAX_ID, Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.moments import Moment
from weikameng.api.words import Said, said
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.forecast import Funds, Need
from weikameng.domain.incident_report import HEAD, Outcome, line_of
from weikameng.domain.incidents import FATE_WORDS, MAX_WORDS, Fate, Finding, State
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.spreadsheet import BOM
from weikameng.domain.words import Words
from weikameng.records.reading import incidents as reading
from weikameng.services import incidents

router = Router(tags=["incidents"])
READ, WRITE = "incidents:read", "incidents:write"
MAX_SUPPLIER, MAX_SKU, MAX_STATE = 40, 60, 10
IncidentId = Annotated[int, Path(ge=1, le=MAX_ID)]
Sentence = Annotated[str, Field(max_length=MAX_WORDS)]
_NOT_STARTED = frozenset({State.PROPOSED, State.DECLARED, State.ASKED})


class SentenceIn(Schema):
    """What buyers read, in both languages."""

    zh: Sentence
    en: Sentence


class IncidentIn(SentenceIn):
    """What failed: goods of a supplier, one good, or both; orders paid in [since, until)."""

    supplier: str = Field("", max_length=MAX_SUPPLIER)
    sku: str = Field("", max_length=MAX_SKU)
    since: Moment
    until: Moment
    finding: Finding


class ExpectedIn(Schema):
    """The numbers of the dry run one has seen: units, and their fen."""

    expected_units: int = Field(ge=0, le=MAX_ID)
    expected_minor: int = Field(ge=0, le=MAX_ID)


class SeenIn(Schema):
    """Where one has seen it stand; refused when it stands elsewhere by now."""

    seen_state: str = Field(max_length=MAX_STATE, description="``state`` as one has read it")


class FateOut(Schema):
    """How many units came, or would come, to one end; every end but ``refund`` is a reason."""

    fate: str
    meaning: Said
    units: int


class ChannelMoneyOut(Schema):
    """What a channel would pay, fen; ``short``: its recorded balance does not suffice with it.

    ``pending_minor`` is everything it has to pay by then, ``balance_minor`` what was left of the
    balance recorded last; null where nobody recorded one.
    """

    route: str
    refunds: int
    amount_minor: int
    pending_minor: int
    balance_minor: int | None
    short: bool


class DryRunOut(Schema):
    """What it would do now; nothing was written."""

    expected_units: int
    expected_minor: int
    orders: int
    left_out: Sequence[FateOut]
    money: Sequence[ChannelMoneyOut]


class IncidentProgressOut(Schema):
    """How far it is; amounts in fen."""

    orders: int
    orders_done: int
    refunded: int
    refunded_minor: int
    left_out: Sequence[FateOut]


class IncidentLine(Schema):
    """One incident of the list. ``state``: proposed, declared, asked, running, paused, done,
    dropped."""

    id: int
    state: str
    supplier: str
    sku: str
    since: datetime
    until: datetime
    finding: str
    words: Said
    declared_at: datetime


class IncidentOut(IncidentLine):
    """One incident: ``dry_run`` before it starts, ``progress`` after. People by their names."""

    declared_by: str
    asked_by: str
    approved_by: str
    ended_at: datetime | None
    dry_run: DryRunOut | None
    progress: IncidentProgressOut | None


class IncidentsOut(Schema):
    """One page of incidents, the newest first."""

    items: Sequence[IncidentLine]
    next: NextCursor


@router.get("", response=IncidentsOut, summary="Incidents, the newest first")
def listing(request: HttpRequest, limit: Limit = 20, cursor: Cursor = "") -> Any:
    """Return a page of them."""
    _demand(request, READ)
    rows = reading.incidents_before(place_in(cursor), limit + 1)
    return page_of(rows, limit, _line, lambda row: row.pk)


@router.post("", response={201: IncidentOut}, summary="Declare what failed")
def declare(request: HttpRequest, sent: IncidentIn) -> Any:
    """Declare it; nothing is refunded by that."""
    by, at = _demand(request, WRITE), timezone.now()
    scope = (sent.supplier, sent.sku, sent.since, sent.until, sent.finding)
    declared = incidents.Declaration(*scope, Words(sent.zh, sent.en))
    return Status(201, _out(incidents.declare(declared, by, at=at), at))


@router.get("/{incident}", response=IncidentOut, summary="One incident, with its dry run")
def look(request: HttpRequest, incident: IncidentId) -> Any:
    """Return what it would do now, or how far it is."""
    _demand(request, READ)
    return _out(incident, timezone.now())


@router.get("/{incident}/report", summary="What became of every unit, as CSV")
def report(request: HttpRequest, incident: IncidentId) -> StreamingHttpResponse:
    """Return the report, sent while it is read."""
    _demand(request, READ)
    if reading.incident(incident) is None:
        raise not_found()
    answer = StreamingHttpResponse(
        _report_lines(reading.report(incident)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="incident-{incident}.csv"'
    return answer


@router.post("/{incident}/take-up", response=IncidentOut, summary="Declare what a rule proposed")
def take_up(request: HttpRequest, incident: IncidentId, sent: SentenceIn) -> Any:
    """Make it one's own, with the words buyers read."""
    by, at = _demand(request, WRITE), timezone.now()
    incidents.take_up(incident, Words(sent.zh, sent.en), by, at=at)
    return _out(incident, at)


@router.post("/{incident}/ask", response=IncidentOut, summary="Ask that it be started")
def ask(request: HttpRequest, incident: IncidentId, sent: ExpectedIn) -> Any:
    """Ask with the numbers one has seen; refused with the new ones when they have changed."""
    by, at = _demand(request, WRITE), timezone.now()
    incidents.ask(incident, (sent.expected_units, sent.expected_minor), by, at=at)
    return _out(incident, at)


@router.post("/{incident}/approve", response=IncidentOut, summary="Start it, as another person")
def approve(request: HttpRequest, incident: IncidentId, sent: ExpectedIn) -> Any:
    """Agree to the same numbers; the worker refunds from here on."""
    by, at = _demand(request, WRITE), timezone.now()
    incidents.approve(incident, (sent.expected_units, sent.expected_minor), by, at=at)
    return _out(incident, at)


@router.post("/{incident}/pause", response=IncidentOut, summary="Stop after what is being written")
def pause(request: HttpRequest, incident: IncidentId, sent: SeenIn) -> Any:
    """Pause it; what is refunded stays refunded."""
    by, at = _demand(request, WRITE), timezone.now()
    _demand_as_seen(incident, sent)
    incidents.pause(incident, by, at=at)
    return _out(incident, at)


@router.post("/{incident}/resume", response=IncidentOut, summary="Go on where it was stopped")
def resume(request: HttpRequest, incident: IncidentId, sent: SeenIn) -> Any:
    """Go on."""
    by, at = _demand(request, WRITE), timezone.now()
    _demand_as_seen(incident, sent)
    incidents.resume(incident, by, at=at)
    return _out(incident, at)


@router.post("/{incident}/drop", response=IncidentOut, summary="Put away what was never started")
def drop(request: HttpRequest, incident: IncidentId, sent: SeenIn) -> Any:
    """Drop it; nothing was refunded."""
    by, at = _demand(request, WRITE), timezone.now()
    _demand_as_seen(incident, sent)
    incidents.drop(incident, by, at=at)
    return _out(incident, at)


class _Echo:
    """Something to write to that hands back each line, for a file sent as it is made."""

    def write(self, line: str) -> str:
        return line


def _report_lines(rows: Iterator[Outcome]) -> Iterator[str]:
    out = csv.writer(_Echo())
    yield BOM + out.writerow(HEAD)
    for row in rows:
        yield out.writerow(line_of(row))


def _demand(request: HttpRequest, scope: str) -> Actor:
    """Who the token acts for. Other roles find nothing, whatever the token's scopes."""
    demand_scope(request, scope)
    actor = actor_of(request)
    if not allowed(actor.role, Right.SEE_MONEY if scope == READ else Right.SECOND_MONEY):
        raise not_found()
    return actor


def _demand_as_seen(incident: int, sent: SeenIn) -> None:
    row = reading.incident(incident)
    if row is not None and row.state != sent.seen_state:
        raise Refusal("not_now", _MOVED)


def _line(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "state": row.state,
        "supplier": row.supplier,
        "sku": row.product.sku if row.product else "",
        "since": row.since,
        "until": row.until,
        "finding": row.finding,
        "words": said(Words(row.words_zh, row.words_en)),
        "declared_at": row.declared_at,
    }


def _out(incident: int, at: datetime) -> dict[str, Any]:
    row = reading.incident(incident)
    if row is None:
        raise not_found()
    waits = State(row.state) in _NOT_STARTED
    return {
        **_line(row),
        "declared_by": _name(row.declared_by),
        "asked_by": _name(row.asked_by),
        "approved_by": _name(row.approved_by),
        "ended_at": row.ended_at,
        "dry_run": _dry_run(incident, at) if waits else None,
        "progress": _progress(incident) if row.approved_by_id else None,
    }


def _dry_run(incident: int, at: datetime) -> dict[str, Any]:
    tried = incidents.dry_run(incident, at)
    funds = {one.route: one for one in tried.funds}
    return {
        "expected_units": tried.run.refund.units,
        "expected_minor": tried.run.refund.amount_minor,
        "orders": tried.run.refund.orders,
        "left_out": [
            _fate(fate, count.units)
            for fate, count in tried.run.fates.items()
            if fate is not Fate.REFUND
        ],
        "money": [_money(route, need, funds.get(route)) for route, need in tried.run.money.items()],
    }


def _money(route: str, need: Need, funds: Funds | None) -> dict[str, Any]:
    balance = funds.balance if funds else None
    return {
        "route": route,
        "refunds": need.count,
        "amount_minor": need.amount_minor,
        "pending_minor": funds.pending_minor if funds else need.amount_minor,
        "balance_minor": balance.left_minor if balance else None,
        "short": bool(funds and funds.short),
    }


def _progress(incident: int) -> dict[str, Any]:
    found = reading.progress(incident)
    return {
        "orders": found.orders,
        "orders_done": found.orders_done,
        "refunded": found.refunded,
        "refunded_minor": found.refunded_minor,
        "left_out": [
            _fate(fate, units)
            for fate, units in reading.fates_of(incident).items()
            if fate is not Fate.REFUND
        ],
    }


def _fate(fate: Fate, units: int) -> dict[str, Any]:
    return {"fate": fate, "meaning": said(FATE_WORDS[fate]), "units": units}


def _name(person: Any) -> str:
    return person.get_username() if person else ""


_MOVED = Words(
    "它刚刚有了变化,请看现在的状态再办。", "It has moved meanwhile; look where it stands first."
)
