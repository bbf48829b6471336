"""A write that carries an Idempotency-Key, as it is known again, and the answer kept under it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: whose, under which key, and the digest of all of it."""

    token_id: int
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent again. ``sealed``: it showed a secret once, so no text is kept."""

    status: int
    headers: Mapping[str, str]
    content: str
    sealed: bool = False
