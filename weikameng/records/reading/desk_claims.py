"""Who works on a case at the desk and who looks at it right now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from weikameng.domain.case_life import State
from weikameng.domain.desk import LAPSE, LOOKING
from weikameng.records.models import DeskClaim, DeskLook, RefundCase, User


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a case since when; ``handed_by`` and ``note`` when a colleague handed it over."""

    claim_id: int
    person_id: int
    name: str
    since: datetime
    handed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseAtDesk:
    """A case as a claim needs to know it; ``brought_by`` is the actor who applied."""

    id: int
    number: str
    state: State
    buyer_id: int
    brought_by: str

    def concerns(self, person_id: int) -> bool:
        """Whether it is this person's own business: their refund, or one they applied for."""
        return self.buyer_id == person_id or self.brought_by == f"staff:{person_id}"


def live(at: datetime) -> QuerySet[DeskClaim]:
    """Return the claims that hold at a moment: not released and not lapsed."""
    return DeskClaim.objects.filter(released_at=None, seen_at__gt=at - LAPSE)


def case_at_desk(number: str) -> CaseAtDesk | None:
    """Return a case by its number."""
    rows = RefundCase.objects.filter(number=number, events__revision=1)
    row = rows.values_list("id", "state", "buyer_id", "events__actor").first()
    return CaseAtDesk(row[0], number, State(row[1]), *row[2:]) if row else None


def holder_of(number: str, at: datetime) -> Holder | None:
    """Return who holds a case now; None when nobody does."""
    found = _holders(live(at).filter(case__number=number))
    return next(iter(found.values()), None)


def holders_of(case_ids: Iterable[int], at: datetime) -> Mapping[int, Holder]:
    """Return who holds each of these cases; those that nobody holds are left out."""
    return _holders(live(at).filter(case_id__in=list(case_ids)))


def also_looking(number: str, viewer_id: int, at: datetime) -> Sequence[tuple[str, datetime]]:
    """Return who else has the case open right now, and when they last looked."""
    looks = DeskLook.objects.filter(case__number=number, at__gt=at - LOOKING)
    others = looks.exclude(person_id=viewer_id).order_by("at", "id")
    return list(others.values_list("person__display_name", "at"))


def held_by(person_id: int, at: datetime) -> int:
    """Count the cases a person holds that still wait for a person."""
    waits = [State.REVIEWING, State.PAYOUT_STUCK]
    return live(at).filter(by_id=person_id, case__state__in=waits).count()


def active_role(person_id: int) -> str | None:
    """Return the role of somebody who may sign in."""
    people = User.objects.filter(pk=person_id, is_active=True)
    return people.values_list("role", flat=True).first()


def colleagues(roles: Iterable[str], *, but: Iterable[int]) -> Sequence[User]:
    """Return whom a case can be handed to, by name: people of these roles, without ``but``."""
    people = User.objects.filter(role__in=list(roles), is_active=True)
    return list(people.exclude(pk__in=list(but)).order_by("display_name", "id"))


def _holders(claims: QuerySet[DeskClaim]) -> dict[int, Holder]:
    return {
        row.case_id: Holder(
            row.pk,
            row.by_id,
            row.by.display_name,
            row.since,
            row.handed_by.display_name if row.handed_by else "",
            row.note,
        )
        for row in claims.select_related("by", "handed_by")
    }
