"""What the page of a dispute shows, by who looks: deadlines, filings, panel, requests, ruling."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from weikameng.domain.dispute_words import (
    ASKED,
    FILED,
    NEXT,
    PHASES,
    SEATS,
    SEES,
    SIDES,
    STRENGTHS,
    TONES,
)
from weikameng.domain.disputes import (
    MAX_FILES,
    MAX_REASON,
    MAX_TEXT,
    SITTING,
    Asked,
    Phase,
    Seat,
    Side,
    Viewer,
    majority,
    phase_of,
)
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.rulings import BEARER_WORDS, OUTCOMES, read_back
from weikameng.domain.tickets import PICTURE_KINDS
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels
from weikameng.records.reading.disputes import DisputeAsRead, FiledAsRead, RequestAsRead, Row
from weikameng.records.reading.panels import DraftAsRead
from weikameng.records.reading.policies import policy
from weikameng.services import arbitration, dispute_clocks
from weikameng.services.disputes import Seen
from weikameng.web.links import signed

_HEARS = frozenset({Phase.HEARING, Phase.SIGNING, Phase.WAITING})
_OVER = frozenset({Phase.RULED, Phase.DONE})
_ERASED = ("理由已依法删除。", "The reasons were erased as the law asks.")


def room_of(found: Seen, who: Actor, at: datetime) -> dict[str, Any]:
    """Return everything the page shows to this viewer, and nothing else."""
    dispute, viewer = found.dispute, found.viewer
    phase = phase_of(reading.facts_of(dispute))
    asked = reading.requests_of(dispute.id)
    rules = policy(dispute.policy_version)
    acts = _acts(found, who, phase, asked, at)
    return {
        "dispute": dispute,
        "viewer": viewer.value,
        "sees": SEES[viewer],
        "phase": PHASES[phase],
        "tone": TONES.get(phase, "info"),
        "next": NEXT[phase],
        "due_at": _due(dispute, phase, asked),
        "stated": [SIDES[side] for side in sorted(reading.filed_sides(dispute.id))],
        "filed": [_filed(dispute, one, who) for one in reading.filings_seen(dispute, viewer)],
        "sealed": dispute.unsealed_at is None and viewer is not Viewer.INVITED,
        "panel": _panel(dispute, viewer, at),
        "asked": [] if viewer is Viewer.INVITED else [_asked(one) for one in asked],
        "ruling": _ruling(dispute, viewer),
        "clauses": sorted(rules.clauses),
        "kinds": [(kind, rules.evidence_words(kind)) for kind in PICTURE_KINDS],
        "outcomes": OUTCOMES.items(),
        "bearers": BEARER_WORDS.items(),
        "sides": SIDES.items(),
        "most_minor": arbitration.most_minor(dispute) if "draft" in acts else 0,
        "acts": acts,
        "limits": {"text": MAX_TEXT, "files": MAX_FILES, "reason": MAX_REASON},
    }


def row_of(row: Row) -> dict[str, Any]:
    """Return a dispute as a list shows it."""
    phase = phase_of(row.facts)
    return {
        "number": row.dispute.number,
        "url": reverse("dispute", args=[row.dispute.number]),
        "good": row.dispute.good,
        "body": row.dispute.body,
        "phase": PHASES[phase],
        "tone": TONES.get(phase, "info"),
        "opened_at": row.dispute.opened_at,
    }


def _acts(
    found: Seen, who: Actor, phase: Phase, asked: list[RequestAsRead], at: datetime
) -> frozenset[str]:
    """What this viewer may do now; the services decide again."""
    dispute, viewer = found.dispute, found.viewer
    if phase in _OVER:
        return frozenset()
    acts = set()
    if viewer is Viewer.INVITED:
        acts |= {"declare"}
    if viewer is Viewer.PANEL:
        acts |= {"withdraw"}
        acts |= {"ask"} if phase in _HEARS else set()
        acts |= {"draft"} if phase in {Phase.HEARING, Phase.SIGNING} else set()
    side = viewer.side
    if side and (side is Side.BUYER or _speaks(dispute, who)):
        in_time = dispute_clocks.statement_due(dispute.opened_at) > at
        if phase is Phase.EXCHANGE and in_time and side not in reading.filed_sides(dispute.id):
            acts |= {"state"}
        if any(one.side is side and one.state is Asked.OPEN for one in asked):
            acts |= {"reply"}
        acts |= {"challenge"}
    return frozenset(acts)


def _speaks(dispute: DisputeAsRead, who: Actor) -> bool:
    worked = panels.staff_of_case(dispute.case_id)
    return allowed(who.role, Right.ANSWER_DISPUTES) and who.id not in worked


def _due(dispute: DisputeAsRead, phase: Phase, asked: list[RequestAsRead]) -> datetime | None:
    """By when the next step is due, as promised."""
    if phase in _OVER:
        return None
    if phase is Phase.EXCHANGE:
        return dispute_clocks.statement_due(dispute.opened_at)
    if waits := [one for one in asked if one.state is Asked.OPEN]:
        return min(dispute_clocks.material_due(one.asked_at) for one in waits)
    return dispute_clocks.ruling_due(dispute, asked)


def _filed(dispute: DisputeAsRead, one: FiledAsRead, who: Actor) -> dict[str, Any]:
    return {
        "who": SIDES[one.side],
        "what": FILED[one.kind],
        "text": one.text,
        "at": one.at,
        "pictures": [
            signed(reverse("dispute_picture", args=[dispute.number, file.id]), who.id)
            for file in one.files
        ],
    }


def _panel(dispute: DisputeAsRead, viewer: Viewer, at: datetime) -> list[dict[str, Any]]:
    """Who was drawn. A reason for leaving is the arbitrator's own affair unless a side gave it."""
    refused = {one.refused_by for one in reading.seats_of(dispute.id)}
    may_refuse = viewer.side is not None and viewer.side.value not in refused
    return [
        {
            "id": one.id,
            "seat": one.seat,
            "name": one.name,
            "state": SEATS[one.state],
            "sits": one.state in SITTING,
            "accepted": one.state is Seat.ACCEPTED,
            "because": one.because if one.state is Seat.CHALLENGED else "",
            "refusable_until": dispute_clocks.challenge_due(one.drawn_at)
            if may_refuse
            and one.state in SITTING
            and dispute_clocks.challenge_due(one.drawn_at) > at
            else None,
        }
        for one in reading.seats_of(dispute.id)
    ]


def _asked(one: RequestAsRead) -> dict[str, Any]:
    return {
        "side": SIDES[one.side],
        "text": one.text,
        "by": one.by_name,
        "at": one.asked_at,
        "state": ASKED[one.state],
        "due_at": dispute_clocks.material_due(one.asked_at) if one.state is Asked.OPEN else None,
    }


def _ruling(dispute: DisputeAsRead, viewer: Viewer) -> dict[str, Any] | None:
    """The ruling for all; a draft for its panel alone."""
    row = panels.draft_of(dispute.id)
    if row is None or (not row.issued and viewer is not Viewer.PANEL):
        return None
    document = read_back(row.document)
    return {
        "id": row.id,
        "issued": row.issued,
        "outcome": OUTCOMES[row.outcome],
        "amount_minor": row.amount_minor,
        "clauses": document["clauses"],
        "policy": document["policy"],
        "reasons": _ERASED
        if document.get("erased")
        else (document["reasons"], document["reasons_en"] or document["reasons"]),
        "bearer": BEARER_WORDS[document["bearer"]],
        "by": row.by_name,
        "at": row.at,
        "needed": majority(dispute.seats),
        "signed": _signed(row),
    }


def _signed(row: DraftAsRead) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "agrees": one.agrees,
            "how": STRENGTHS[one.strength] if one.agrees else None,
            "because": one.because,
            "at": one.at,
        }
        for one in row.signatures
    ]
