"""Questions about files on their way in. Only their owner's, and only while they live."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from weikameng.domain.uploads import UploadAsRead, UploadState
from weikameng.records.models import Order, Upload, UploadPart

_WAITING = (UploadState.RECEIVING, UploadState.READY)


def upload_of(token: str, *, owner_id: int, at: datetime) -> UploadAsRead | None:
    """Return one upload, or None: not this person's, forgotten, or never there."""
    row = _of(owner_id, at).filter(token=token).first()
    return _as_read(row) if row else None


def uploads_of_order(order_number: str, *, owner_id: int, at: datetime) -> tuple[UploadAsRead, ...]:
    """Return what was handed in for an order and not taken along yet, oldest first."""
    rows = _of(owner_id, at).filter(order__number=order_number)
    return tuple(map(_as_read, rows.exclude(state=UploadState.ATTACHED).order_by("pk")))


def uploads_after(
    order_number: str, after: int | None, many: int, *, owner_id: int, at: datetime
) -> list[tuple[int, UploadAsRead]]:
    """Return so many of the same after a place, oldest first, each with its own place."""
    rows = _of(owner_id, at).filter(order__number=order_number, pk__gt=after or 0)
    found = rows.exclude(state=UploadState.ATTACHED).order_by("pk")[:many]
    return [(row.pk, _as_read(row)) for row in found]


def uploads_named(
    tokens: Iterable[str], *, owner_id: int, order_number: str, at: datetime
) -> tuple[UploadAsRead, ...]:
    """Return those of an order that go by these names, oldest first; attached ones too."""
    rows = _of(owner_id, at).filter(order__number=order_number, token__in=set(tokens))
    return tuple(map(_as_read, rows.order_by("pk")))


def waiting_of(owner_id: int, at: datetime) -> int:
    """Return how many uploads of a person are under way or ready, over all orders."""
    return _of(owner_id, at).filter(state__in=_WAITING).count()


def content_of(token: str) -> bytes:
    """Return the parts that have arrived, joined."""
    parts = UploadPart.objects.filter(upload__token=token).order_by("offset")
    return b"".join(bytes(part) for part in parts.values_list("content", flat=True))


def policy_of_order(order_number: str, *, owner_id: int) -> str | None:
    """Return the policy version of a buyer's own order, None when there is no such order."""
    if not (order_number.isascii() and order_number.isdigit()):
        return None
    found = Order.objects.filter(number=order_number, buyer_id=owner_id)
    return found.values_list("policy__version", flat=True).first()


def _of(owner_id: int, at: datetime) -> QuerySet[Upload]:
    live = Upload.objects.filter(owner_id=owner_id, expires_at__gt=at)
    return live.select_related("order").only(*_READ)


_READ: Sequence[str] = (
    "token",
    "order__number",
    "kind",
    "name",
    "size_bytes",
    "received_bytes",
    "state",
    "refusal",
    "file_digest",
    "copy_digest",
    "expires_at",
)


def _as_read(row: Upload) -> UploadAsRead:
    return UploadAsRead(
        token=row.token,
        order_number=row.order.number,
        kind=row.kind,
        name=row.name,
        size_bytes=row.size_bytes,
        received_bytes=row.received_bytes,
        state=UploadState(row.state),
        refusal=row.refusal,
        file_digest=row.file_digest,
        copy_digest=row.copy_digest,
        expires_at=row.expires_at,
    )
