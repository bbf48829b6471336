"""What somebody of the staff was told: the newest first, and how much of it is new."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.staff_notices import MAX_SHOWN, MOST_UNREAD, Kind, StaffNews
from weikameng.records.models import DeskClaim, StaffNotice, User


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader sees it."""

    id: int
    news: StaffNews
    at: datetime
    unread: bool


def notices_of(person_id: int) -> list[Told]:
    """Return the newest of them, what is unread among them marked; one statement."""
    rows = StaffNotice.objects.filter(person_id=person_id).order_by("-id")[:MAX_SHOWN]
    return [Told(row.pk, _news(row), row.at, row.read_at is None) for row in rows]


def unread_of(person_id: int) -> int:
    """Return how many somebody has not read; at most 99, in one cheap statement."""
    rows = StaffNotice.objects.filter(person_id=person_id, read_at=None)
    return rows.values("pk")[:MOST_UNREAD].count()


def active_of(roles: Collection[str], *, but: int) -> list[int]:
    """Return everybody of these roles who can sign in, except one person."""
    rows = User.objects.filter(role__in=roles, is_active=True).exclude(pk=but)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def takers_of(case_ids: Collection[int]) -> Sequence[tuple[int, str, int]]:
    """Return (case, its number, person) of whoever took each case last and did not put it back,
    a claim that lapsed included: they know the case best."""
    rows = DeskClaim.objects.filter(case_id__in=list(case_ids), released_at=None)
    return list(rows.order_by("case_id").values_list("case_id", "case__number", "by_id"))


def name_of(person_id: int) -> str:
    """Return how somebody is called here."""
    display, username = User.objects.values_list("display_name", "username").get(pk=person_id)
    return display or username


def _news(row: StaffNotice) -> StaffNews:
    return StaffNews(
        row.person_id,
        Kind(row.kind),
        row.cause,
        row.about,
        row.name,
        row.words,
        row.amount_minor,
        row.due_at,
    )
