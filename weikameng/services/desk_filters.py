"""Filters of the queue that a person keeps for themselves."""

from weikameng.domain.desk import MAX_FILTERS
from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words
from weikameng.records.reading.desk_queue import filters_of
from weikameng.records.writing import desk as writing

MAX_NAME = 20
MAX_QUERY = 300


def keep(name: str, query: str, *, owner_id: int) -> None:
    """Keep a filter under a name; the same name again keeps the new one in its place."""
    name = " ".join(name.replace("\x00", "").split())
    if not 1 <= len(name) <= MAX_NAME:
        raise Refusal("filter_name", _NAME)
    if not query or len(query) > MAX_QUERY:
        raise Refusal("filter_empty", _EMPTY)
    if writing.change_filter(owner_id, name, query):
        return
    taken = {one.place for one in filters_of(owner_id)}
    free = (place for place in range(1, MAX_FILTERS + 1) if place not in taken)
    # From two windows at once the next place is tried; the database counts to twenty.
    if not any(writing.keep_filter(owner_id, place, name, query) for place in free):
        raise Refusal("filters_full", _FULL)


def drop(place: int, *, owner_id: int) -> None:
    """Forget one of one's own."""
    writing.drop_filter(owner_id, place)


_NAME = Words(
    f"请给筛选起个名字,{MAX_NAME} 字以内。",
    f"Give the filter a name of at most {MAX_NAME} characters.",
)
_EMPTY = Words("请先选好筛选条件,再保存。", "Choose what to filter by first, then save.")
_FULL = Words(
    f"最多保存 {MAX_FILTERS} 个筛选。请先删掉一个。",
    f"At most {MAX_FILTERS} filters are kept. Delete one first.",
)
