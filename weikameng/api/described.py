"""The specification taken apart for a page of our own: rooms, operations, shapes, fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weikameng.domain.words import Words

ROOM_WORDS: Mapping[str, Words] = {
    "orders": Words("订单", "Orders"),
    "products": Words("商品", "Products"),
    "customers": Words("店铺的买家", "A shop's customers"),
    "refunds": Words("退款", "Refunds"),
    "payouts": Words("打款", "Payouts"),
    "disputes": Words("争议", "Disputes"),
    "conversations": Words("会话", "Conversations"),
    "messages": Words("站内信", "Messages"),
    "uploads": Words("图片", "Pictures"),
    "webhooks": Words("事件推送", "Webhooks"),
    "imports": Words("导入", "Import"),
    "exports": Words("导出", "Export"),
    "policy": Words("规则和标准", "Policy and standards"),
    "proofs": Words("存证证明", "Proofs"),
    "figures": Words("统计", "Figures"),
    "exchange": Words("外汇", "Foreign exchange"),
    "complaints": Words("渠道投诉", "Complaints and chargebacks"),
    "reviews": Words("人工复核", "Review by people"),
    "incidents": Words("故障退款", "Incidents"),
}
# What every operation takes and may answer is told once.
COMMON = frozenset({"Accept-Language", "X-Request-Id", "Idempotency-Key"})
_PROBLEM = "Problem"
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")


@dataclass(frozen=True, slots=True)
class FieldOut:
    """One field or parameter: its name, where it goes, what it holds, the shape it leads to."""

    name: str
    place: str
    kind: str
    shape: str
    needed: bool
    told: str


@dataclass(frozen=True, slots=True)
class AnswerOut:
    """One answer of an operation."""

    status: str
    told: str
    shape: str


@dataclass(frozen=True, slots=True)
class OperationOut:
    """One operation."""

    id: str
    verb: str
    path: str
    summary: str
    told: str
    fields: tuple[FieldOut, ...]
    body: str
    answers: tuple[AnswerOut, ...]


@dataclass(frozen=True, slots=True)
class ShapeOut:
    """One shape of a body or an answer."""

    name: str
    told: str
    fields: tuple[FieldOut, ...]


def rooms_of(spec: Mapping[str, Any]) -> list[tuple[str, Words, list[OperationOut]]]:
    """Return the operations by room, in the order of their names in words."""
    found: dict[str, list[OperationOut]] = {}
    for path, verbs in spec["paths"].items():
        for verb, operation in verbs.items():
            tag = (operation.get("tags") or ["refunds"])[0]
            found.setdefault(tag, []).append(_operation(spec, path, verb, operation))
    order = [*ROOM_WORDS, *(tag for tag in found if tag not in ROOM_WORDS)]
    return [
        (tag, ROOM_WORDS.get(tag, Words(tag, tag)), found[tag]) for tag in order if tag in found
    ]


def common_of(spec: Mapping[str, Any]) -> tuple[list[FieldOut], list[AnswerOut]]:
    """Return the headers every operation takes, and the problems every one may answer."""
    parameters = spec["components"]["parameters"].values()
    headers = [
        _field(one["name"], one["in"], one["schema"] | one, needed=False)
        for one in parameters
        if one["name"] in COMMON
    ]
    told: dict[str, AnswerOut] = {}
    for verbs in spec["paths"].values():
        for operation in verbs.values():
            answers = (_answer(status, one) for status, one in operation["responses"].items())
            told |= {one.status: one for one in answers if one.shape == _PROBLEM}
    return headers, [told[status] for status in sorted(told)]


def shapes_of(spec: Mapping[str, Any]) -> list[ShapeOut]:
    """Return every shape by name."""
    shapes = spec["components"]["schemas"]
    return [
        ShapeOut(name, _plain(shape.get("description", "")), tuple(_fields(shape)))
        for name, shape in sorted(shapes.items())
    ]


def _operation(
    spec: Mapping[str, Any], path: str, verb: str, operation: Mapping[str, Any]
) -> OperationOut:
    parameters = [_found(spec, one) for one in operation.get("parameters", ())]
    content = operation.get("requestBody", {}).get("content", {})
    bodies = [_shape(one.get("schema", {})) for one in content.values()]
    answers = (_answer(status, one) for status, one in operation["responses"].items())
    return OperationOut(
        operation["operationId"],
        verb.upper(),
        path,
        operation["summary"],
        _plain(operation.get("description", "")),
        tuple(
            _field(one["name"], one["in"], one["schema"] | one, needed=one["required"])
            for one in parameters
            if one["name"] not in COMMON
        ),
        next((body for body in bodies if body), ""),
        tuple(one for one in answers if one.shape != _PROBLEM),
    )


def _found(spec: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in one:
        return one
    found: Mapping[str, Any] = spec["components"]["parameters"][one["$ref"].rpartition("/")[2]]
    return found


def _answer(status: object, one: Mapping[str, Any]) -> AnswerOut:
    shapes = [_shape(content.get("schema", {})) for content in one.get("content", {}).values()]
    return AnswerOut(str(status), one["description"], next(iter(shapes), ""))


def _fields(shape: Mapping[str, Any]) -> Iterator[FieldOut]:
    needed = set(shape.get("required", ()))
    for name, one in shape.get("properties", {}).items():
        yield _field(name, "", one, needed=name in needed)
    if "enum" in shape:
        yield FieldOut("", "", " | ".join(str(one) for one in shape["enum"]), "", True, "")


def _field(name: str, place: str, one: Mapping[str, Any], *, needed: bool) -> FieldOut:
    limits = [f"{limit} {one[limit]}" for limit in _LIMITS if limit in one]
    kind = ", ".join([_kind(one), *limits])
    return FieldOut(name, place, kind, _shape(one), needed, _plain(one.get("description", "")))


def _plain(told: str) -> str:
    """A name in a docstring stands between marks that a page has no use for."""
    return told.replace("``", "")


def _kind(one: Mapping[str, Any]) -> str:
    if "anyOf" in one:
        return " | ".join(_kind(part) for part in one["anyOf"])
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    if one.get("type") == "array":
        return f"[{_kind(one.get('items', {}))}]"
    if "enum" in one or "const" in one:
        return " | ".join(str(value) for value in one.get("enum", [one.get("const")]))
    return str(one.get("format") or one.get("type") or "any")


def _shape(one: Mapping[str, Any]) -> str:
    """The name of the shape it leads to, if it leads to one."""
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    parts = [*one.get("anyOf", ()), *([one["items"]] if "items" in one else ())]
    return next((found for found in map(_shape, parts) if found), "")
