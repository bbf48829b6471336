"""What an import or an export can be, and how far it is."""

from datetime import timedelta
from enum import StrEnum


class RowKind(StrEnum):
    """What the rows of a file are."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    USAGE = "usage"


class JobState(StrEnum):
    """How far it is; a worker that died leaves it running, another one goes on."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


KINDS = tuple(kind.value for kind in RowKind)
STATES = tuple(state.value for state in JobState)
MAX_FILE_BYTES = 1024**3
MAX_NAME = 120
# Files people sent or take along hold personal data: they are not kept for long.
KEPT_FOR = timedelta(days=30)
EXPORT_KEPT_FOR = timedelta(days=7)
