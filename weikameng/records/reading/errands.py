"""Questions about follow-ups that wait to be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob


@dataclass(frozen=True, slots=True)
class Errand:
    """A follow-up on the list; ``id`` is its job."""

    id: int
    name: str
    details: Mapping[str, Any]


def waiting() -> list[Errand]:
    """Return what waits, oldest first."""
    rows = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    return [Errand(row.id, row.task_name, row.args) for row in rows]
