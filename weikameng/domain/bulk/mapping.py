"""A mapping file: which columns of another shop's export are our fields, and how they are written.

Every mapping is TOML; docs/importing.md shows it, and two come ready.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from weikameng.domain.bulk.jobs import RowKind
from weikameng.domain.errors import Refusal
from weikameng.domain.importing import MAX_UNITS, BadRow
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

MAX_TOML = 64 * 1024
# What a row of a table may say, by the kind of file; those without a star may be left out.
FIELDS: Mapping[RowKind, Sequence[str]] = {
    RowKind.ORDERS: (
        *("external_number*", "buyer*", "sku*", "paid_at*", "quantity", "price", "paid", "route"),
        *("reference", "completed_at", "account", "zone", "usage", "used_days", "currency"),
        *("supplier_status", "supplier_code", "cross_border", "state"),
    ),
    RowKind.CUSTOMERS: ("buyer*", "name"),
    RowKind.USAGE: ("external_number*", "unit", "usage*", "happened_at*", "used_days"),
}
MONEY = ("yuan", "fen")
_TOP = {"kind", "money", "time_zone", "time_format", "columns", "fixed", "values", "skip"}
_GROUPS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:[,.]|$))")
_LONGEST_NUMBER = 20
# What a spreadsheet makes of a long number in a column that is not text: the digits are gone.
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{1,3}")
_NUMBERS = ("external_number", "reference", "buyer", "account")
# How it writes times anew when it saves, whatever they looked like before: the year comes first.
_RESAVED = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)
_YES_NO = {"true": True, "1": True, "yes": True, "是": True}
_YES_NO |= {"false": False, "0": False, "no": False, "否": False}
HOME_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping as read. ``skip``: rows with such a value are no rows of ours."""

    kind: RowKind
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    skip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    money: str = "yuan"
    zone: ZoneInfo = HOME_ZONE
    time_format: str = ""

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the columns no row can do without that a table has not."""
        needed = (name.rstrip("*") for name in FIELDS[self.kind] if name.endswith("*"))
        wanted = (self.columns[name] for name in needed if name in self.columns)
        return [name for name in wanted if name not in names]


def own_columns(kind: RowKind) -> Columns:
    """Return the mapping of a table whose columns bear our own names."""
    return Columns(kind, {name: name for name in names_of(kind)})


def names_of(kind: RowKind) -> list[str]:
    """Return our names for what a row of a table may say."""
    return [name.rstrip("*") for name in FIELDS[kind]]


def mapping_of(text: str) -> Columns:
    """Read a mapping file. Refusal ``mapping`` says what is wrong with it."""
    if len(text) > MAX_TOML:
        raise _fault("映射文件太大", "the mapping file is too large")
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _fault(f"不是 TOML:{error}", f"not TOML: {error}") from error
    for name in given.keys() - _TOP:
        raise _fault(f"不认识 {name}", f"{name} means nothing here")
    kind = given.get("kind", RowKind.ORDERS)
    if kind not in FIELDS:
        raise _fault(f"kind 只能是 {', '.join(RowKind)}", f"kind is one of {', '.join(RowKind)}")
    mapping = Columns(
        kind=RowKind(kind),
        columns=_texts(given, "columns"),
        fixed=_texts(given, "fixed"),
        values={name: _texts(given["values"], name) for name in _table(given, "values")},
        skip={name: _list(given["skip"], name) for name in _table(given, "skip")},
        money=str(given.get("money", "yuan")),
        zone=_zone(given.get("time_zone", "Asia/Shanghai")),
        time_format=str(given.get("time_format", "")),
    )
    _demand(mapping)
    return mapping


def _demand(mapping: Columns) -> None:
    known = names_of(mapping.kind)
    for name in (*mapping.columns, *mapping.fixed, *mapping.values, *mapping.skip):
        if name not in known:
            raise _fault(
                f"{name} 不是字段,字段有 {', '.join(known)}",
                f"{name} is no field; the fields are {', '.join(known)}",
            )
    for name in FIELDS[mapping.kind]:
        bare = name.rstrip("*")
        if name.endswith("*") and bare not in mapping.columns and bare not in mapping.fixed:
            raise _fault(f"没有写 {bare} 是哪一列", f"no column for {bare}")
    if mapping.money not in MONEY:
        raise _fault("money 只能是 yuan 或 fen", "money is yuan or fen")


def row_of(mapping: Columns, cells: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the row of ours that a table's row is; None for one to pass over.

    BadRow names the field, and the column it came from.
    """
    said = {name: cells.get(column, "").strip() for name, column in mapping.columns.items()}
    said |= {name: value for name, value in mapping.fixed.items() if not said.get(name)}
    if any(said.get(name, "") in values for name, values in mapping.skip.items()):
        return None
    for name, table in mapping.values.items():
        said[name] = table.get(said.get(name, ""), said.get(name, ""))
    for name in _NUMBERS:
        if _ROUNDED.fullmatch(said.get(name, "")):
            raise BadRow(
                f"{name}: a spreadsheet has rounded this number; make the column text and paste it"
                " again from where it came",
                f"{name}:表格软件把长数字改成了科学计数,请把这一列设成文本,再从原处粘贴",
            )
    return _SHAPES[mapping.kind](mapping, said)


def _order(mapping: Columns, said: Mapping[str, str]) -> dict[str, Any]:
    count = _whole(said, "quantity", 1)
    if not 1 <= count <= MAX_UNITS:
        raise BadRow(f"quantity: 1 to {MAX_UNITS}", f"quantity:要在 1 到 {MAX_UNITS} 之间")
    paid = _fen(mapping, said, "paid")
    price = _fen(mapping, said, "price") if said.get("price") else paid // count
    unit: dict[str, Any] = {"price": yuan_of(price), "usage": said.get("usage") or "none"}
    unit["used_days"] = _whole(said, "used_days", 0)
    leg = {"route": said.get("route", ""), "reference": said.get("reference", "")}
    row: dict[str, Any] = {
        "external_number": said["external_number"],
        "buyer": said["buyer"],
        "sku": said["sku"],
        "units": [unit] * count,
        "payments": [leg | {"amount": yuan_of(paid)}] if paid else [],
        "paid_at": _moment(mapping, said, "paid_at"),
    }
    if said.get("completed_at"):
        row["completed_at"] = _moment(mapping, said, "completed_at")
    row |= {name: said[name] for name in ("account", "zone", "currency") if said.get(name)}
    if said.get("cross_border"):
        row["cross_border"] = _yes(said["cross_border"])
    if said.get("supplier_status"):
        row["supplier"] = {"status": said["supplier_status"], "code": said.get("supplier_code", "")}
    return row


def _customer(_mapping: Columns, said: Mapping[str, str]) -> dict[str, Any]:
    return dict(said)


def _usage(mapping: Columns, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "external_number": said["external_number"],
        "unit": _whole(said, "unit", 1),
        "usage": said["usage"],
        "happened_at": _moment(mapping, said, "happened_at"),
        "used_days": _whole(said, "used_days", 0),
    }


_SHAPES = {RowKind.ORDERS: _order, RowKind.CUSTOMERS: _customer, RowKind.USAGE: _usage}


def _yes(text: str) -> bool:
    if (found := _YES_NO.get(text.lower())) is None:
        raise BadRow("cross_border: yes or no", "cross_border:写 是 或 否")
    return found


def _whole(said: Mapping[str, str], name: str, missing: int) -> int:
    text = said.get(name) or str(missing)
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise BadRow(f"{name}: a whole number", f"{name}:要是整数")
    return int(text)


def _fen(mapping: Columns, said: Mapping[str, str], name: str) -> int:
    """Amounts come with signs of currency and marks between thousands; yuan or fen."""
    text = _GROUPS.sub("", said.get(name, "").strip("¥￥元 ")) or "0"
    try:
        amount = Decimal(text) if len(text) <= _LONGEST_NUMBER and "e" not in text.lower() else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or amount < 0:
        raise BadRow(f"{name}: an amount, such as 12.30", f"{name}:要是金额,例如 12.30")
    fen = amount * 100 if mapping.money == "yuan" else amount
    if fen != fen.to_integral_value():
        raise BadRow(f"{name}: not less than a fen", f"{name}:最小到分")
    return int(fen)


def _moment(mapping: Columns, said: Mapping[str, str], name: str) -> str:
    """A time without its offset is one of the mapping's zone."""
    text = said.get(name, "")
    try:
        moment = _read(mapping, text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=mapping.zone)
        return moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        raise BadRow(
            f"{name}: no time as the mapping writes them", f"{name}:时间和映射文件写的格式不一样"
        ) from error


def _read(mapping: Columns, text: str) -> datetime:
    try:
        if mapping.time_format:
            return datetime.strptime(text, mapping.time_format)  # noqa: DTZ007 (its zone comes)
        return datetime.fromisoformat(text)
    except ValueError:
        if found := _RESAVED.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (its zone comes)
        raise


def _table(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name, {})
    if not isinstance(found, dict):
        raise _fault(f"{name} 要是一张表", f"{name} is a table")
    return found


def _texts(given: Mapping[str, Any], name: str) -> Mapping[str, str]:
    found = _table(given, name)
    if not all(isinstance(value, str) for value in found.values()):
        raise _fault(f"{name} 里的值都要是文字", f"every value of {name} is text")
    return found


def _list(given: Mapping[str, Any], name: str) -> frozenset[str]:
    found = given.get(name)
    if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
        raise _fault(f"skip.{name} 要是文字的列表", f"skip.{name} is a list of texts")
    return frozenset(found)


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError) as error:
        raise _fault(f"没有时区 {name}", f"there is no time zone {name}") from error


def _fault(zh: str, en: str) -> Refusal:
    return Refusal("mapping", Words(f"映射文件:{zh}。", f"The mapping file: {en}."))
