"""Notes that somebody of the staff looked at an order; lines are only added."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.records.models import OrderLook


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at which order, from where and for what."""

    order_id: int
    person_id: int
    what: str
    about: str


def note(look: Look, at: datetime) -> None:
    """Write the line."""
    OrderLook.objects.create(
        order_id=look.order_id,
        person_id=look.person_id,
        what=look.what,
        about=look.about,
        at=at,
    )
