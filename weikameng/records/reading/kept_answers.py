"""The answer that is kept under a key, if there is one already."""

from dataclasses import dataclass
from typing import Any

from weikameng.records.models import KeptAnswer


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there under a key; ``status`` None while it is under way."""

    fingerprint: str
    status: int | None
    headers: dict[str, Any]
    content: str
    sealed: bool


def kept(token_id: int, key: str) -> Kept | None:
    """Return what a token has under a key."""
    row = KeptAnswer.objects.filter(token_id=token_id, key=key).first()
    if row is None:
        return None
    return Kept(row.fingerprint, row.status, row.headers, row.content, row.sealed)
