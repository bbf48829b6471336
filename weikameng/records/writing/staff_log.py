"""The only writer of the staff log: lines are added and never change."""

from datetime import datetime

from weikameng.domain.staff_acts import COMMAND_LINE
from weikameng.records.models import StaffAction
from weikameng.records.reading.accounts import role_of


def keep(person_id: int | None, what: str, about: str, because: str, at: datetime) -> None:
    """Add a line; the role is the one the person has at this moment, None is the command line."""
    StaffAction.objects.create(
        person_id=person_id,
        role=COMMAND_LINE if person_id is None else role_of(person_id),
        what=what,
        about=about,
        because=because,
        at=at,
    )
