"""What a buyer or a shop may take along, section by section, so many rows at a time."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from weikameng.records.models import DataExport
from weikameng.records.statements import fetch_all

_HERE = Path(__file__).parent
_ROWS_AT_ONCE = 1000
_NAMED = re.compile(r"^-- ([a-z_]+)$", re.MULTILINE)


@cache
def _sections(name: str) -> Mapping[str, str]:
    """The statements of a file, each under the name in the line before it."""
    _, *parts = _NAMED.split((_HERE / name).read_text("utf-8"))
    return dict(zip(parts[::2], (part.strip().rstrip(";") for part in parts[1::2]), strict=True))


def person_sections() -> list[str]:
    """Return what there is of a buyer."""
    return list(_sections("take_along.sql"))


def shop_sections() -> list[str]:
    """Return what there is of a shop."""
    return list(_sections("shop_books.sql"))


def of_person(section: str, person_id: int) -> Iterator[dict[str, Any]]:
    """Return the rows of one section of a buyer."""
    return _rows(_sections("take_along.sql")[section], {"person": person_id})


def of_shop(section: str, shop_id: int | None) -> Iterator[dict[str, Any]]:
    """Return the rows of one section of a shop; None is our own storefront."""
    return _rows(_sections("shop_books.sql")[section], {"shop": shop_id})


def export_of(export_id: int) -> DataExport | None:
    """Return an export, whosever."""
    return DataExport.objects.select_related("file", "person", "shop").filter(pk=export_id).first()


def exports_of(person_id: int, many: int) -> list[DataExport]:
    """Return a person's latest exports."""
    rows = DataExport.objects.filter(person_id=person_id).select_related("file")
    return list(rows.order_by("-id")[:many])


def exports_of_shop(shop_id: int, after: int | None, many: int) -> list[DataExport]:
    """Return so many of a shop's exports after a place, the latest first."""
    rows = DataExport.objects.filter(shop_id=shop_id).select_related("file")
    return list((rows.filter(pk__lt=after) if after else rows).order_by("-id")[:many])


def _rows(sql: str, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    after = 0
    while rows := fetch_all(sql, {**asked, "after": after, "many": _ROWS_AT_ONCE}):
        for after, row in rows:  # noqa: B007 (the last one's id)
            yield json.loads(row)  # Django has jsonb come as text
        if len(rows) < _ROWS_AT_ONCE:
            return
