"""A person's decisions through the API (R3.2, R3.5), for tokens of reviewers and supervisors: what
waits, what a decision can rest on, approve, reject, ask, and the second signature."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from weikameng.api.callers import actor_of, demand_scope
from weikameng.api.cursors import (
    MAX_ID,
    Cursor,
    Limit,
    NextCursor,
    micros_of,
    moment_in,
    page_of,
)
from weikameng.api.moments import Moment
from weikameng.api.review_shapes import ReviewOut, review_of
from weikameng.domain.asking import MAX_DAYS, MAX_TEXT
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.share import Share, typed_percent
from weikameng.domain.roles import Right, allowed
from weikameng.domain.words import Words
from weikameng.records.reading import review_lists
from weikameng.records.reading.refunds import case_to_move
from weikameng.services import approvals, asking, renewals, reviews
from weikameng.services.judging import MAX_WORDS, Judge
from weikameng.services.reviews import Verdict

router = Router(tags=["reviews"])
READ, WRITE = "reviews:read", "reviews:write"
MAX_NAMES, MAX_NAME = 60, 60
Sentence = Annotated[str, Field(max_length=MAX_WORDS)]
Revision = Annotated[int, Field(ge=0, le=MAX_ID, description="what one has looked at")]
Name = Annotated[str, Field(max_length=MAX_NAME)]
Names = Annotated[list[Name], Field(max_length=MAX_NAMES)]
Fen = Annotated[int, Field(ge=0, le=MAX_ID)]


class ReviewLine(Schema):
    """One case that waits for a person; fen."""

    number: str
    order: str
    reason: str
    route: str
    round: int
    at_stake_minor: int
    applied_at: datetime
    due_at: datetime


class ReviewsOut(Schema):
    """One page of what waits, the earliest promise first."""

    items: Sequence[ReviewLine]
    next: NextCursor


class ApproveIn(Schema):
    """What goes back: all of the units in question, or of ``units``, or a part of it in fen, or
    by ``percent`` ("70", two decimals at most). ``expected_minor``: the sum one means, in fen;
    another one is refused and nothing is paid."""

    revision: Revision
    because: Sentence
    because_en: Sentence = ""
    units: Names = []
    part_minor: Fen | None = None
    each: bool = Field(False, description="the part is meant for each of the units")
    percent: str = Field("", max_length=8)
    expected_minor: Fen


class RejectIn(Schema):
    """The clause and the names of the facts it rests on, and the words the buyer reads."""

    revision: Revision
    because: Sentence
    because_en: Sentence = ""
    clause: Name
    facts: Names = []


class AskIn(Schema):
    """What the buyer is asked for: of ``may_ask``, and words of one's own; for how many days, 0
    for the policy's number."""

    revision: Revision
    items: Names = []
    text: str = Field("", max_length=MAX_TEXT)
    days: int = Field(0, ge=0, le=MAX_DAYS)


class ReminderIn(Schema):
    """When the buyer was reminded of a renewal, null for not at all; and where that was found."""

    reminded_at: Moment | None = None
    note: str = Field(max_length=MAX_WORDS)


class SignIn(Schema):
    """Which proposal is signed, or taken back by whoever made it."""

    proposal: int = Field(ge=1, le=MAX_ID)


class SendBackIn(SignIn):
    """Why it is not signed."""

    note: Sentence


class DecidedOut(Schema):
    """Where the case stands; ``proposed``: another person has to sign."""

    number: str
    state: str
    proposed: bool


@router.get("", response=ReviewsOut, summary="Cases that wait for a person")
def listing(request: HttpRequest, limit: Limit = 20, cursor: Cursor = "") -> Any:
    """Return a page of them, the earliest promise first; one's own are not among them."""
    judge = _judge(request, READ)
    rows = review_lists.waiting(judge.id, moment_in(cursor), limit + 1)
    return page_of(rows, limit, _line, _place)


@router.get("/{number}", response=ReviewOut, summary="What a decision can rest on")
def look(request: HttpRequest, number: str) -> Any:
    """Return units, amounts, clauses, facts, and the proposal that waits."""
    return review_of(number, _judge(request, READ), timezone.now())


@router.post("/{number}/approve", response=DecidedOut, summary="Approve, in whole or in part")
def approve(request: HttpRequest, number: str, sent: ApproveIn) -> Any:
    """Approve; above the automatic limit it is proposed, and another person signs."""
    verdict = Verdict(
        approve=True,
        because=sent.because,
        because_en=sent.because_en,
        share=_share(sent),
        revision=sent.revision,
        amount_minor=sent.expected_minor,
    )
    return _decided(request, number, verdict)


@router.post("/{number}/reject", response=DecidedOut, summary="Reject, on a clause and facts")
def reject(request: HttpRequest, number: str, sent: RejectIn) -> Any:
    """Reject; the buyer may amend."""
    verdict = Verdict(
        approve=False,
        because=sent.because,
        because_en=sent.because_en,
        clause=sent.clause,
        facts=tuple(sent.facts),
        revision=sent.revision,
    )
    return _decided(request, number, verdict)


@router.post("/{number}/ask", response=DecidedOut, summary="Ask the buyer for more")
def ask(request: HttpRequest, number: str, sent: AskIn) -> Any:
    """Ask; the review clock stands still meanwhile."""
    judge = _judge(request, WRITE)
    asked = asking.Asked(tuple(sent.items), sent.text, sent.days, revision=sent.revision)
    asking.ask_buyer(number, asked, judge, timezone.now())
    return _stands(number)


@router.post("/{number}/reminder", response=ReviewOut, summary="Note a renewal's reminder")
def remind(request: HttpRequest, number: str, sent: ReminderIn) -> Any:
    """Keep what was found about the reminder before a renewal (H5)."""
    judge, at = _judge(request, WRITE), timezone.now()
    renewals.note_reminder(number, renewals.Found(sent.reminded_at, sent.note), judge, at)
    return review_of(number, judge, at)


@router.post("/{number}/sign", response=DecidedOut, summary="Sign what another person proposed")
def sign(request: HttpRequest, number: str, sent: SignIn) -> Any:
    """Sign; the money then goes back."""
    approvals.co_sign(number, sent.proposal, _judge(request, WRITE), timezone.now())
    return _stands(number)


@router.post("/{number}/send-back", response=DecidedOut, summary="Don't sign, and say why")
def send_back(request: HttpRequest, number: str, sent: SendBackIn) -> Any:
    """Send it back to whoever proposed it."""
    judge = _judge(request, WRITE)
    approvals.send_back(number, sent.proposal, sent.note, judge, timezone.now())
    return _stands(number)


@router.post("/{number}/take-back", response=DecidedOut, summary="Take one's own proposal back")
def take_back(request: HttpRequest, number: str, sent: SignIn) -> Any:
    """Take it back before it is signed."""
    approvals.take_back(number, sent.proposal, _judge(request, WRITE), timezone.now())
    return _stands(number)


def _judge(request: HttpRequest, scope: str) -> Judge:
    """Who the token acts for. Other roles find nothing, whatever the token's scopes."""
    demand_scope(request, scope)
    actor = actor_of(request)
    if not allowed(actor.role, Right.REVIEW):
        raise not_found()
    return Judge(actor.id, actor.role)


def _share(sent: ApproveIn) -> Share:
    units = tuple(sent.units)
    if sent.percent and sent.part_minor is not None:
        raise Refusal("share", _ONE_WAY)
    if sent.percent:
        return Share(units, percent=typed_percent(sent.percent))
    return Share(units, sent.part_minor, sent.each)


def _decided(request: HttpRequest, number: str, verdict: Verdict) -> dict[str, Any]:
    judge = _judge(request, WRITE)
    done = reviews.decide(number, verdict, reviewer_id=judge.id, role=judge.role, at=timezone.now())
    return _stands(number, proposed=done == "proposed")


def _stands(number: str, *, proposed: bool = False) -> dict[str, Any]:
    case = case_to_move(number)
    assert case is not None, "decided a moment ago"
    return {"number": number, "state": case.read.state, "proposed": proposed}


def _place(row: Any) -> tuple[int, int]:
    return micros_of(row.due_at), row.pk


def _line(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "order": row.order.number,
        "reason": row.reason,
        "route": row.route,
        "round": row.round,
        "at_stake_minor": row.at_stake_minor,
        "applied_at": row.applied_at,
        "due_at": row.due_at,
    }


_ONE_WAY = Words("按比例和按金额只能选一种。", "Give back by percent or by an amount, not by both.")
