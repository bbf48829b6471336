"""What the API takes and answers: identity (generated)."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class ConsentOut(TypedDict):
    """What has to be agreed to, word for word."""

    text_version: str
    zh: NotRequired[str]
    en: NotRequired[str]


class IdentityIn(TypedDict):
    """Who the payer is. ``consent`` is their tick under the text with ``text_version``."""

    document: str
    name: str
    number: str
    consent: bool
    text_version: str


class IdentityOut(TypedDict):
    """How far the check is."""

    outcome: str
    document: str
    open: bool
    tries_left: int
    next_try_at: str | None
    answered_at: str | None
    consent: ConsentOut
