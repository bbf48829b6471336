"""A whole case as the API tells it: the same decision the page shows (N2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Schema

from weikameng.api.held import HeldUpOut, held_out, leg_waits_for
from weikameng.api.tracks import TrackOut, track_out
from weikameng.domain.evidence_list import Checklist
from weikameng.domain.lanes import Lane
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.words import typeset
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress
from weikameng.services.checklist import checklist_of_case
from weikameng.services.held_up import held_up
from weikameng.services.lanes import lanes_of_case
from weikameng.services.promised import is_estimated, leg_arrival
from weikameng.services.tracks import track_of


class ClauseOut(Schema):
    """One clause as tested: verdict, the sentence, what it read."""

    clause: str
    verdict: str
    zh: str
    en: str


class PayoutOut(Schema):
    """One leg of the money, in fen.

    ``arrives_by`` is its promise while it is on its way; ``credited_to`` where the channel says
    it went; ``replaces`` the number of the dead leg whose place it took. ``waits_for`` is
    ``exchange_record`` for a leg that was not sent, for its record is not complete.
    """

    number: str
    route: str
    amount_minor: int
    state: str
    settled_at: datetime | None
    arrives_by: datetime | None
    credited_to: str
    replaces: str | None
    waits_for: str


class EvidenceOut(Schema):
    """One line of the checklist: ``either`` names the group of which one will do."""

    kind: str
    state: str
    required: bool
    either: str
    by: str
    at: datetime | None


class ChecklistOut(Schema):
    """What the reason needs and what is there; a group counts as one."""

    have: int
    needed: int
    items: Sequence[EvidenceOut]


class PictureOut(Schema):
    """A picture that was handed in; ``checked``: a machine read it, and all of it agrees."""

    position: int
    kind: str
    handed_in_at: datetime
    checked: bool


class LaneOut(Schema):
    """A step of a cross-border case that runs beside the others (R6.2): who is to act, by when.

    ``owner``: buyer, provider, supplier, finance, reviewer; nobody once it has ended.
    """

    name: str
    owner: str
    zh: str
    en: str
    since: datetime
    due_at: datetime | None
    ended_at: datetime | None


class CaseDetail(Schema):
    """A whole case: the same decision the page shows (N2)."""

    number: str
    order: str
    state: str
    outcome: str
    amount_minor: int
    currency: str
    applied_at: datetime
    due_at: datetime | None
    due_estimated: bool
    missing: Sequence[str]
    evidence: ChecklistOut
    pictures: Sequence[PictureOut]
    clauses: Sequence[ClauseOut]
    payouts: Sequence[PayoutOut]
    lanes: Sequence[LaneOut]
    track: TrackOut | None
    held_up: HeldUpOut | None


def checklist_out(listed: Checklist) -> dict[str, Any]:
    """Return a checklist as answers carry it."""
    return {
        "have": listed.have,
        "needed": listed.needed,
        "items": [
            {
                "kind": item.kind,
                "state": item.state,
                "required": item.required,
                "either": item.either,
                "by": item.by,
                "at": item.at,
            }
            for item in listed.items
        ],
    }


def detail_of(progress: Progress) -> dict[str, Any]:
    """Return a case as answers carry it."""
    decision, at = decision_of(progress.decision), timezone.now()
    return {
        "number": progress.case.number,
        "order": progress.order.number,
        "state": progress.state,
        "outcome": decision.outcome,
        "amount_minor": progress.case.amount_minor,
        "currency": progress.order.currency,
        "applied_at": progress.case.applied_at,
        "due_at": progress.case.due_at,
        "due_estimated": bool(progress.case.due_at and is_estimated(progress.case.due_at)),
        "missing": decision.missing,
        "evidence": checklist_out(checklist_of_case(progress, decision)),
        "pictures": [
            {
                "position": item.position,
                "kind": item.kind,
                "handed_in_at": item.at,
                "checked": bool(getattr(item, "agrees", False)),
            }
            for item in progress.evidence
            if item.source == "buyer" and item.file_digest
        ],
        "clauses": [
            {
                "clause": tested.clause,
                "verdict": tested.verdict,
                "zh": typeset(tested.sentence.zh),
                "en": tested.sentence.en,
            }
            for tested in decision.tested
        ],
        "payouts": [_payout(leg, progress) for leg in progress.payouts],
        "lanes": [_lane(lane) for lane in lanes_of_case(progress)],
        "track": track_out(track_of(progress, decision, at)),
        "held_up": held_out(held_up(progress, at)),
    }


def _lane(lane: Lane) -> dict[str, Any]:
    return {
        "name": lane.name,
        "owner": lane.owner,
        "zh": typeset(lane.says.zh),
        "en": lane.says.en,
        "since": lane.since,
        "due_at": lane.due_at,
        "ended_at": lane.ended_at,
    }


def _payout(leg: Any, progress: Progress) -> dict[str, Any]:
    numbers = {other.pk: other.number for other in progress.payouts}
    ended = leg.state in {PayoutState.SETTLED, PayoutState.REPLACED}
    arrival = leg_arrival(
        leg.route,
        leg.created_at,
        credited_to=leg.credited_to,
        cross_border=progress.order.cross_border,
        promised_at=leg.promised_at,
    )
    return {
        "number": leg.number,
        "route": leg.route,
        "amount_minor": leg.amount_minor,
        "state": leg.state,
        "settled_at": leg.settled_at if leg.state == PayoutState.SETTLED else None,
        "arrives_by": None if ended else arrival.by,
        "credited_to": leg.credited_to,
        "replaces": numbers.get(leg.replaces_id),
        "waits_for": leg_waits_for(leg.state, leg.last_code),
    }
