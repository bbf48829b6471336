"""Claims, looks and kept filters of the desk: the only functions that change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from weikameng.domain.alarms import LAW_STAGES
from weikameng.domain.case_life import State
from weikameng.domain.desk import LAPSE
from weikameng.records.models import CaseEvent, DeskClaim, DeskFilter, RefundCase
from weikameng.records.reading.desk_claims import live

_TAKE = """
INSERT INTO desk_claim (case_id, by_id, since, seen_at, handed_by_id, note, released_because)
VALUES (%(case)s, %(by)s, %(at)s, %(at)s, %(handed_by)s, %(note)s, '')
ON CONFLICT (case_id) WHERE released_at IS NULL DO NOTHING
RETURNING id
"""
_LOOK = """
WITH kept AS (
    UPDATE desk_claim d SET seen_at = %(at)s FROM refund_case c
    WHERE c.number = %(number)s AND d.case_id = c.id AND d.by_id = %(person)s
      AND d.released_at IS NULL AND d.seen_at > %(lapsed)s AND %(works)s
)
INSERT INTO desk_look (case_id, person_id, at)
SELECT id, %(person)s, %(at)s FROM refund_case WHERE number = %(number)s
ON CONFLICT (case_id, person_id) DO UPDATE SET at = greatest(desk_look.at, excluded.at)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Handed:
    """From whom a claim comes, and the note that goes with it."""

    by_id: int | None = None
    note: str = ""


NOT_HANDED = Handed()


def next_unclaimed(states: Iterable[State], person_id: int, at: datetime) -> tuple[int, str] | None:
    """Lock the most urgent case that nobody holds and that is not this person's own business.

    Those come first for which the law's 15 days end. Two at once get two different cases: what
    another has locked is passed over. Whoever applied for the buyer does not judge the application.
    """
    held = live(at).filter(case_id=OuterRef("pk"))
    brought = CaseEvent.objects.filter(
        case_id=OuterRef("pk"), revision=1, actor=f"staff:{person_id}"
    )
    free = (
        RefundCase.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .filter(~Exists(held), ~Exists(brought), state__in=list(states))
        .exclude(buyer_id=person_id)
    )
    pressing = free.filter(watch__mark__in=LAW_STAGES).order_by("watch__mark", "due_at", "id")
    by_promise = free.order_by("due_at", "-quick", "id")
    return (
        pressing.values_list("id", "number").first()
        or by_promise.values_list("id", "number").first()
    )


def lock(case_id: int) -> None:
    """Make everyone else who claims or hands over this case wait for this transaction."""
    RefundCase.objects.select_for_update(no_key=True).filter(pk=case_id).values_list("id").first()


def take(case_id: int, person_id: int, at: datetime, handed: Handed = NOT_HANDED) -> bool:
    """Claim a case; False when somebody holds it. A claim that lapsed ends first."""
    lapsed = DeskClaim.objects.filter(case_id=case_id, released_at=None, seen_at__lte=at - LAPSE)
    lapsed.update(released_at=at, released_because="lapsed")
    given: dict[str, Any] = {
        "case": case_id,
        "by": person_id,
        "at": at,
        "handed_by": handed.by_id,
        "note": handed.note,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, given)
        return cursor.fetchone() is not None


def end(claim_id: int, because: str, at: datetime) -> bool:
    """End a claim; False when it has ended already."""
    kept = DeskClaim.objects.filter(pk=claim_id, released_at=None)
    return bool(kept.update(released_at=at, released_because=because))


def look(number: str, person_id: int, at: datetime, *, works: bool) -> None:
    """Note that a person has a case open; ``works``: they opened it, so their claim goes on."""
    given: dict[str, Any] = {
        "number": number,
        "person": person_id,
        "at": at,
        "lapsed": at - LAPSE,
        "works": works,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, given)


def change_filter(owner_id: int, name: str, query: str) -> bool:
    """Give a kept filter another query; False when there is none of this name."""
    return bool(DeskFilter.objects.filter(owner_id=owner_id, name=name).update(query=query))


def keep_filter(owner_id: int, place: int, name: str, query: str) -> bool:
    """Keep a filter under a new name; False when its place or name has been taken meanwhile."""
    fresh = DeskFilter(owner_id=owner_id, place=place, name=name, query=query)
    DeskFilter.objects.bulk_create([fresh], ignore_conflicts=True)
    return DeskFilter.objects.filter(owner_id=owner_id, place=place, name=name).exists()


def drop_filter(owner_id: int, place: int) -> None:
    """Forget a filter; one that is not there is forgotten already."""
    DeskFilter.objects.filter(owner_id=owner_id, place=place).delete()
