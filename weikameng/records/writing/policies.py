"""Keeps policy versions: added once, never edited (N1)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from weikameng.ledger.digest import digest_of
from weikameng.records.models import PolicyVersion

# The shipped policy holds for every order there can be; later versions say from when they hold.
_ALWAYS = datetime(2020, 1, 1, tzinfo=UTC)


def keep(document: Mapping[str, Any], effective_at: datetime = _ALWAYS) -> PolicyVersion:
    """Keep a version if it is new. ValueError when its name stands for another text already."""
    row, _ = PolicyVersion.objects.get_or_create(
        version=document["version"],
        defaults={
            "document": document,
            "digest": digest_of(document),
            "effective_at": effective_at,
        },
    )
    if row.digest != digest_of(document):
        raise ValueError(f"policy {row.version} is published and can't be changed; raise its name")
    return row
