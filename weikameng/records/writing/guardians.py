"""Writes who speaks for a child in a case (H3): the latest declaration takes the former place."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.records.models import Guardian


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration to keep; ``contact`` is sealed already."""

    relation: str
    minor_age: int
    contact: str
    shown: str
    consent: str


def keep(case_id: int, said: Declared, filed_by_id: int, at: datetime) -> None:
    """Keep a declaration beside its case."""
    Guardian.objects.update_or_create(
        case_id=case_id,
        defaults={
            "relation": said.relation,
            "minor_age": said.minor_age,
            "contact": said.contact,
            "shown": said.shown,
            "consent": said.consent,
            "consented_at": at,
            "filed_by_id": filed_by_id,
        },
    )
