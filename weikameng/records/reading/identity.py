"""Questions about identity checks: what is known of an order's buyer, what waits, what may go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q

from weikameng.domain.case_life import OPEN, Event, State
from weikameng.domain.identity import Document, Outcome, needs_person
from weikameng.records.models import CaseEvent, IdentityCheck, Order, RefundCase

MINOR = "MINOR"
_UNDECIDED = (State.AWAITING_BUYER, State.REVIEWING)
Stands = Literal["open", "waiting", "passed", "failed", "person"]
Owner = Literal["buyer", "staff", "provider"]


@dataclass(frozen=True, slots=True)
class OrderToCheck:
    """An order whose buyer may have to identify themselves."""

    id: int
    number: str
    cross_border: bool
    minor: bool  # a guardian asks for it

    @property
    def needed(self) -> bool:
        """Whether anybody asks for an identity here at all."""
        return self.cross_border or self.minor


@dataclass(frozen=True, slots=True)
class CheckAsRead:
    """One check as staff may see it: masked, and empty once that was deleted."""

    id: int
    reference: str
    order_id: int
    buyer_id: int
    document: Document
    name_shown: str
    number_shown: str
    mark: str
    outcome: Outcome
    code: str
    theirs: str
    tries: int
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    reused: bool

    @property
    def for_person(self) -> bool:
        """Whether only a person can go on."""
        return needs_person(self.outcome, self.due_at)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one check keeps sealed, for whoever asks the provider or seals it anew."""

    id: int
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the identity of a case's buyer is known, who is to act, since and until when."""

    state: Stands
    owner: Owner
    since: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None
    document: str = ""
    digest: str = ""
    result: str = ""
    reference: str = ""


def order_to_check(number: str, *, buyer_id: int) -> OrderToCheck | None:
    """Return a buyer's own order, None for strangers."""
    row = Order.objects.filter(number=number, buyer_id=buyer_id).first()
    if row is None:
        return None
    return OrderToCheck(row.pk, row.number, row.cross_border, for_guardian(row.pk))


def order_of_case(number: str, *, buyer_id: int) -> str | None:
    """Return the number of the order a buyer's case is about."""
    rows = RefundCase.objects.filter(number=number, buyer_id=buyer_id)
    return rows.values_list("order__number", flat=True).first()


def of_order(order_id: int, buyer_id: int, fresh_at: datetime | None) -> CheckAsRead | None:
    """Return what counts for an order: a match, its own before one of another order that is still
    fresh (None: those don't count), else its latest check."""
    counts = Q(order_id=order_id)
    if fresh_at:
        counts |= Q(outcome=Outcome.MATCH, fresh_until__gt=fresh_at)
    rows = list(IdentityCheck.objects.filter(counts, buyer_id=buyer_id).order_by("-asked_at"))
    matches = [row for row in rows if row.outcome == Outcome.MATCH]
    chosen = next((row for row in matches if row.order_id == order_id), None)
    found = chosen or next(iter(matches or rows), None)
    return _read(found) if found else None


def fresh_match(buyer_id: int, at: datetime) -> CheckAsRead | None:
    """Return a buyer's newest match that counts for whatever they buy or ask back now."""
    rows = IdentityCheck.objects.filter(
        buyer_id=buyer_id, outcome=Outcome.MATCH, fresh_until__gt=at
    )
    row = rows.order_by("-asked_at").first()
    return _read(row) if row else None


def lately(buyer_id: int, since: datetime) -> list[Outcome]:
    """Return what came of a buyer's own tries since then."""
    rows = IdentityCheck.objects.filter(buyer_id=buyer_id, asked_at__gt=since, reused=None)
    return [Outcome(one) for one in rows.values_list("outcome", flat=True)]


def due(at: datetime, limit: int) -> list[CheckAsRead]:
    """Return the checks to ask about now, the longest waiting first."""
    rows = IdentityCheck.objects.filter(due_at__lte=at).order_by("due_at")[:limit]
    return [_read(row) for row in rows]


def sealed_of(check_id: int) -> Sealed | None:
    """Return what a check keeps sealed; None once it is gone."""
    rows = IdentityCheck.objects.filter(pk=check_id).exclude(sealed_with="")
    row = rows.values_list("id", "name_sealed", "number_sealed").first()
    return Sealed(*row) if row else None


def sealed_otherwise(key: str, limit: int) -> list[Sealed]:
    """Return checks that another key sealed, oldest first."""
    rows = IdentityCheck.objects.exclude(sealed_with__in=["", key]).order_by("id")
    return [Sealed(*row) for row in rows.values_list("id", "name_sealed", "number_sealed")[:limit]]


def to_purge(before: datetime, limit: int) -> list[int]:
    """Return checks answered before then that still keep something sealed, where nobody can need
    it any more: no refund of the order is open."""
    rows = IdentityCheck.objects.exclude(sealed_with="").filter(answered_at__lt=before)
    busy = RefundCase.objects.filter(state__in=OPEN).values("order_id")
    return list(rows.exclude(order_id__in=busy).values_list("id", flat=True)[:limit])


def waiting_cases(buyer_id: int, order_id: int | None = None) -> list[str]:
    """Return a buyer's refunds across a border that nobody has decided; of one order if named."""
    rows = RefundCase.objects.filter(
        buyer_id=buyer_id, state__in=_UNDECIDED, order__cross_border=True
    )
    if order_id is not None:
        rows = rows.filter(order_id=order_id)
    return list(rows.order_by("id").values_list("number", flat=True))


def unidentified(before: datetime, limit: int) -> list[str]:
    """Return refunds in review since before then whose buyers have not said who they are, or got
    it wrong; not those who were asked since then."""
    known = IdentityCheck.objects.exclude(outcome=Outcome.MISMATCH).filter(
        Q(order_id=OuterRef("order_id")) | Q(fresh_until__gt=OuterRef("applied_at")),
        buyer_id=OuterRef("buyer_id"),
    )
    asked = CaseEvent.objects.filter(case_id=OuterRef("id"), event=Event.ASK, at__gte=before)
    rows = RefundCase.objects.filter(
        ~Exists(known),
        ~Exists(asked),
        state=State.REVIEWING,
        order__cross_border=True,
        applied_at__lt=before,
    )
    return list(rows.order_by("id").values_list("number", flat=True)[:limit])


def check(check_id: int) -> CheckAsRead:
    """Return one check that exists."""
    return _read(IdentityCheck.objects.get(pk=check_id))


def for_guardian(order_id: int) -> bool:
    """Whether an order's refund is asked for by a guardian (H3)."""
    return RefundCase.objects.filter(order_id=order_id, reason=MINOR, state__in=OPEN).exists()


def standing(case_id: int) -> Standing | None:
    """Return how far a case's identity check is; None where none is needed."""
    case = RefundCase.objects.select_related("order").filter(pk=case_id).first()
    if case is None or not case.order.cross_border:
        return None
    found = of_order(case.order_id, case.buyer_id, case.applied_at)
    if found is None:
        return Standing("open", "buyer", case.applied_at)
    state, owner = _stands(found)
    return Standing(
        state,
        owner,
        found.asked_at,
        found.due_at,
        found.answered_at,
        document=found.document,
        digest=found.mark,
        result=found.outcome,
        reference=found.theirs,
    )


def _stands(found: CheckAsRead) -> tuple[Stands, Owner]:
    if found.outcome is Outcome.MATCH:
        return "passed", "buyer"
    if found.due_at:
        return "waiting", "provider"
    return ("person", "staff") if found.for_person else ("failed", "buyer")


def answered_before(days: int, at: datetime) -> datetime:
    """Return before when an answer must lie for what was sealed to go."""
    return at - timedelta(days=days)


def _read(row: IdentityCheck) -> CheckAsRead:
    return CheckAsRead(
        row.pk,
        row.reference,
        row.order_id,
        row.buyer_id,
        Document(row.document),
        row.name_shown,
        row.number_shown,
        row.mark,
        Outcome(row.outcome),
        row.code,
        row.theirs,
        row.tries,
        row.asked_at,
        row.due_at,
        row.answered_at,
        row.reused_id is not None,
    )
