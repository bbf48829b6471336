"""Questions about imports: how far one is, its bad rows, and those of a shop or of the house."""

from collections.abc import Iterator

from weikameng.domain.bulk.problems import Problem
from weikameng.domain.words import Words
from weikameng.records.models import BulkImport, BulkProblem

PAGE_SIZE = 20
_ROWS_AT_ONCE = 2000


def import_of(bulk_id: int) -> BulkImport | None:
    """Return an import, whosever."""
    return BulkImport.objects.select_related("shop", "by").filter(pk=bulk_id).first()


def import_of_shop(bulk_id: int, shop_id: int) -> BulkImport | None:
    """Return an import of a shop's own."""
    return BulkImport.objects.filter(pk=bulk_id, shop_id=shop_id).first()


def latest(page: int) -> tuple[list[BulkImport], bool]:
    """Return one page of all imports, the newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    rows = BulkImport.objects.select_related("shop", "by").order_by("-id")
    found = list(rows[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def problems_of(bulk_id: int, after: int = 0, many: int | None = None) -> Iterator[Problem]:
    """Return bad rows by line, after a line, so many or all of them."""
    rows = BulkProblem.objects.filter(bulk_id=bulk_id, line__gt=after).order_by("line")
    for row in (rows[:many] if many else rows).iterator(_ROWS_AT_ONCE):
        yield Problem(row.line, row.record, Words(row.zh, row.en))
