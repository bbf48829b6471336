"""What must hold of offline transfers: their history leads to their state, and money moved once."""

from collections.abc import Iterator

from weikameng.domain.errors import Refusal
from weikameng.domain.transfer_life import Event, State, next_state
from weikameng.records.models import OfflineTransfer


def broken_transfers() -> Iterator[tuple[str, str]]:
    """Yield (law, what) for every transfer that does not add up."""
    rows = OfflineTransfer.objects.select_related("successor").prefetch_related("events")
    for row in rows.order_by("pk").iterator(chunk_size=500):
        lines = sorted(row.events.all(), key=lambda line: line.position)
        numbered = [line.position for line in lines] == list(range(1, len(lines) + 1))
        if _replayed([line.event for line in lines]) != row.state or not numbered:
            yield "replay == state", f"transfer {row.pk}"
        settled = row.successor is not None and row.successor.settlements > 0
        if settled != (row.state == State.CONFIRMED):
            yield "confirmed == settled", f"transfer {row.pk}"


def _replayed(events: list[str]) -> State | None:
    state: State | None = None
    try:
        for event in events:
            state = next_state(state, Event(event))
    except (Refusal, ValueError):
        return None
    return state
