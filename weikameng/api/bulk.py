"""Several things in one request, each with an answer of its own: one that fails stops no other."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from weikameng.api.problems import Problem, problem_body, status_of
from weikameng.domain.errors import Refusal

Item = TypeVar("Item")
MAX_ITEMS = 100


class ItemOut(Schema):
    """What became of one item: its place in the list, its status, its answer or its problem."""

    place: int = Field(description="from 0, as sent")
    status: int
    answer: dict[str, Any] | None = None
    problem: Problem | None = None


class ItemsOut(Schema):
    """Every item in the order it was sent."""

    results: Sequence[ItemOut]


def each(
    request: HttpRequest,
    items: Sequence[Item],
    act: Callable[[Item], tuple[int, dict[str, Any]]],
) -> dict[str, Any]:
    """Do every item by itself: ``act`` returns status and answer, or raises Refusal."""
    return {"results": [_one(request, place, item, act) for place, item in enumerate(items)]}


def _one(
    request: HttpRequest,
    place: int,
    item: Item,
    act: Callable[[Item], tuple[int, dict[str, Any]]],
) -> dict[str, Any]:
    try:
        status, answer = act(item)
    except Refusal as refusal:
        status = status_of(refusal)
        told = problem_body(request, status, refusal.code, refusal.words)
        more = {"see": refusal.see} if refusal.see else {}
        return {"place": place, "status": status, "problem": told | more | dict(refusal.facts)}
    return {"place": place, "status": status, "answer": answer}
