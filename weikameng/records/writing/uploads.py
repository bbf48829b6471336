"""Writes files on their way in: every change names what it saw, and nothing is written twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from weikameng.domain.errors import Conflict
from weikameng.domain.uploads import LIFE, UNDO, UploadState, Wanted
from weikameng.records.models import Order, Upload, UploadPart

# A batch of forgotten files: their parts are deleted with them.
FORGET_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file, and where it begins."""

    offset: int
    content: bytes


def begin(token: str, wanted: Wanted, owner_id: int, at: datetime) -> None:
    """Write a new upload of which nothing has arrived. Conflict when the order is not theirs."""
    order = Order.objects.filter(number=wanted.order_number, buyer_id=owner_id).only("pk").first()
    if order is None:
        raise Conflict("no such order of this person")
    Upload.objects.create(
        token=token,
        owner_id=owner_id,
        order_id=order.pk,
        kind=wanted.kind,
        name=wanted.name,
        size_bytes=wanted.size_bytes,
        state=UploadState.RECEIVING,
        created_at=at,
        expires_at=at + LIFE,
    )


def append(token: str, part: Part) -> None:
    """Add a part behind what is there. Conflict when it does not begin there any more."""
    length = len(part.content)
    with transaction.atomic():
        here = Upload.objects.filter(
            token=token,
            state=UploadState.RECEIVING,
            received_bytes=part.offset,
            size_bytes__gte=part.offset + length,
        )
        if not here.update(received_bytes=F("received_bytes") + length):
            raise Conflict("another part came first")
        upload_id = Upload.objects.values_list("pk", flat=True).get(token=token)
        UploadPart.objects.create(upload_id=upload_id, offset=part.offset, content=part.content)


def ready(token: str, digest: str, copy_digest: str) -> None:
    """Note that the picture was sealed; its parts go. Nothing when it was settled or removed."""
    _settle(token, state=UploadState.READY, file_digest=digest, copy_digest=copy_digest)


def refuse(token: str, code: str) -> None:
    """Note why the picture was not taken; its parts go. Nothing when it was settled or removed."""
    _settle(token, state=UploadState.REFUSED, refusal=code)


def _settle(token: str, **found: str) -> None:
    with transaction.atomic():
        whole = Upload.objects.filter(
            token=token, state=UploadState.RECEIVING, received_bytes=F("size_bytes")
        )
        if whole.update(**found):
            UploadPart.objects.filter(upload__token=token).delete()


def remove(token: str, owner_id: int) -> bool:
    """Take an upload back: at its end at once. False when an application took it along."""
    return bool(_loose(token, owner_id).update(expires_at=F("created_at")))


def restore(token: str, owner_id: int, at: datetime) -> bool:
    """Undo the taking back of an upload that is still there; False when it is not."""
    taken_back = _loose(token, owner_id).filter(expires_at=F("created_at"))
    return bool(
        taken_back.filter(created_at__gt=at - LIFE).update(expires_at=F("created_at") + LIFE)
    )


def _loose(token: str, owner_id: int) -> QuerySet[Upload]:
    rows = Upload.objects.filter(token=token, owner_id=owner_id)
    return rows.exclude(state=UploadState.ATTACHED)


def attach(tokens: Sequence[str], order_id: int, owner_id: int, at: datetime) -> None:
    """Take ready uploads along with what is being written (inside its transaction).

    Conflict when one of them was removed, forgotten or taken along meanwhile.
    """
    rows = Upload.objects.filter(
        token__in=tokens,
        order_id=order_id,
        owner_id=owner_id,
        state=UploadState.READY,
        expires_at__gt=at,
    )
    # In one order, so that two applications at once don't wait for each other.
    held = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    if len(held) != len(tokens):
        raise Conflict("an upload is no longer there")
    Upload.objects.filter(pk__in=held).update(state=UploadState.ATTACHED, attached_at=at)


def forget_expired(at: datetime) -> tuple[int, list[str]]:
    """Delete uploads nobody handed in, with their parts, a batch at a time; returns how many, and
    the digests of their files.

    What was taken back stays a while, so that it can be brought back.
    """
    old = Upload.objects.filter(expires_at__lte=at, created_at__lte=at - UNDO)
    with transaction.atomic():
        # Held first: one that is being taken along right now stays.
        loose = old.exclude(state=UploadState.ATTACHED).select_for_update()
        held = list(loose.order_by("expires_at")[:FORGET_AT_ONCE])
        Upload.objects.filter(pk__in=[one.pk for one in held]).delete()
    return len(held), [file for one in held for file in (one.file_digest, one.copy_digest) if file]
