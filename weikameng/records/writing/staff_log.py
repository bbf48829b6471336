"""The only writer of the staff log: lines are added and never change."""

from datetime import datetime

from weikameng.records.models import StaffAction
from weikameng.records.reading.accounts import role_of


def keep(person_id: int, what: str, about: str, because: str, at: datetime) -> None:
    """Add a line; the role is the one the person has at this moment."""
    StaffAction.objects.create(
        person_id=person_id,
        role=role_of(person_id),
        what=what,
        about=about,
        because=because,
        at=at,
    )
