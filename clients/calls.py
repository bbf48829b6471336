"""The specification's operations as methods, one class a room."""

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.shapes import Shapes, room_of

_JSON = "application/json"
_FORM = "multipart/form-data"
# What the line sends by itself.
_BY_ITSELF = {"Accept-Language", "X-Request-Id", "Idempotency-Key", "If-None-Match"}
# tus, which Client.hand_in speaks.
_BY_HAND = {"uploads_begin", "uploads_receive"}


@dataclass(frozen=True, slots=True)
class Call:
    """One operation as a method."""

    name: str
    verb: str
    path: str
    told: str
    signature: str
    sends: str
    answer: str
    item: str

    def text(self) -> str:
        """Return the method, and for pages the one that walks them all."""
        what = f'self._line.call("{self.verb.upper()}", f"{self.path}"{self.sends})'
        gives = f"    def {self.name}(self{self.signature}) -> {self.answer}:\n"
        about = f'        """{self.told}."""\n'
        if self.answer == "None":
            return f"{gives}{about}        {what}\n"
        made = f"{gives}{about}        answer: {self.answer} = {what}\n        return answer\n"
        return made + ("\n" + self._every() if self.item else "")

    def _every(self) -> str:
        told = f"{self.told}, page after page"
        return (
            f"    def {self.name}_all(self{self.signature}) -> Iterator[{self.item}]:\n"
            f'        """{told}."""\n'
            f'        return self._line.pages(f"{self.path}"{self.sends})\n'
        )


def calls_of(described: Mapping[str, Any], shapes: Shapes) -> dict[str, str]:
    """Return the text of every room's file."""
    rooms: dict[str, list[Call]] = {}
    common = described["components"]["parameters"]
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            if operation["operationId"] not in _BY_HAND:
                call = _call(path, verb, operation, common, shapes)
                rooms.setdefault(room_of(operation), []).append(call)
    return {room: _file(room, calls, shapes) for room, calls in sorted(rooms.items())}


def _file(room: str, calls: list[Call], shapes: Shapes) -> str:
    body = "\n".join(call.text() for call in calls)
    return (
        f'"""Calls: {room} (generated)."""\n\n'
        "from collections.abc import Iterator, Mapping\nfrom typing import Any, Literal\n\n"
        "from weikameng_client.line import Line, part\n"
        f"{shapes.imports(body.replace(':', ' ').replace(')', ' '))}\n\n"
        f'class {room.capitalize()}:\n    """What can be asked of this room."""\n\n'
        f"    def __init__(self, line: Line) -> None:\n        self._line = line\n\n{body}"
    )


def _call(
    path: str, verb: str, operation: Mapping[str, Any], common: Mapping[str, Any], shapes: Shapes
) -> Call:
    asked = [_resolved(one, common) for one in operation.get("parameters", [])]
    places = [one for one in asked if one["in"] == "path"]
    headers = [one for one in asked if one["in"] == "header" and one["name"] not in _BY_ITSELF]
    queries = [one for one in asked if one["in"] == "query"]
    fixed = [f"{_word(one['name'])}: {shapes.type_of(one['schema'])}" for one in places]
    named = [_named(one, shapes) for one in (*queries, *headers)]
    body = _body(operation, shapes)
    sends = body.sends
    if queries:
        sends += f", query={_table(queries)}"
    if headers:
        sends += f", headers={_table(headers)}"
    fixed += body.fixed
    named += body.named
    signature = "".join(f", {one}" for one in fixed)
    signature += "".join(f", {one}" for one in ("*", *named)) if named else ""
    answer, item = _answer(operation, shapes)
    return Call(
        _word(operation["operationId"].partition("_")[2]),
        verb,
        re.sub(r"{(\w+)}", lambda found: "{part(" + _word(found[1]) + ")}", path),
        operation["summary"].rstrip("."),
        signature,
        sends,
        answer,
        item if any(one["name"] == "cursor" for one in queries) else "",
    )


@dataclass(frozen=True, slots=True)
class Body:
    """How an operation's body is asked for and sent."""

    fixed: list[str]
    named: list[str]
    sends: str


def _body(operation: Mapping[str, Any], shapes: Shapes) -> Body:
    content = operation.get("requestBody", {}).get("content", {})
    if _JSON in content:
        return Body([f"body: {shapes.type_of(content[_JSON]['schema'])}"], [], ", body=body")
    if _FORM not in content:
        return Body([], [], "")
    fields = content[_FORM]["schema"]["properties"]
    files = [name for name, of in fields.items() if of.get("format") == "binary"]
    texts = [name for name in fields if name not in files]
    named = [f"{name}: {shapes.type_of(fields[name])} | None = None" for name in texts]
    form = ", ".join(f'"{name}": {name}' for name in texts)
    sent = ", ".join(f'"{name}": {name}' for name in files)
    fixed = [f"{name}: tuple[str, bytes]" for name in files]
    return Body(fixed, named, f", form={{{form}}}, files={{{sent}}}")


def _answer(operation: Mapping[str, Any], shapes: Shapes) -> tuple[str, str]:
    told = {status: of for status, of in operation["responses"].items() if status[0] == "2"}
    contents = [of.get("content", {}) for of in told.values()]
    schemas = [content[_JSON]["schema"] for content in contents if _JSON in content]
    if schemas:
        kinds = dict.fromkeys(shapes.type_of(schema) for schema in schemas)
        return " | ".join(kinds), shapes.items_of(schemas[0])
    return ("None" if set(told) == {"204"} else "bytes"), ""


def _named(parameter: Mapping[str, Any], shapes: Shapes) -> str:
    kind = shapes.type_of(parameter["schema"])
    if parameter.get("required"):
        return f"{_word(parameter['name'])}: {kind}"
    kind = kind if "None" in kind.split(" | ") else f"{kind} | None"
    return f"{_word(parameter['name'])}: {kind} = None"


def _table(parameters: list[Mapping[str, Any]]) -> str:
    pairs = ", ".join(f'"{one["name"]}": {_word(one["name"])}' for one in parameters)
    return f"{{{pairs}}}"


def _resolved(parameter: Mapping[str, Any], common: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = parameter.get("$ref")
    found: Mapping[str, Any] = common[reference.rpartition("/")[2]] if reference else parameter
    return found


def _word(name: str) -> str:
    word = name.lower().replace("-", "_")
    return f"{word}_" if keyword.iskeyword(word) else word
