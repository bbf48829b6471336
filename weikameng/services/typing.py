"""Somebody types: the other side is told so for a few seconds, nothing else follows from it."""

from datetime import datetime

from weikameng.records.writing import ticket_desk as writing


def typing(ticket_id: int, person_id: int, at: datetime) -> None:
    """Note that somebody types in a conversation; doors see to it that it is theirs to type in."""
    writing.types(ticket_id, person_id, at)
