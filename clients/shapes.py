"""The specification's schemas as TypedDicts: by room, or ``everywhere`` where several use them."""

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

SHARED = "everywhere"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_PROBLEM = "application/problem+json"
_MOST_WORDS = 88


class Shapes:
    """Every schema of the specification, and in which file it stands."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self._schemas: Mapping[str, Any] = described["components"]["schemas"]
        used: dict[str, set[str]] = {}
        for verbs in described["paths"].values():
            for operation in verbs.values():
                room = room_of(operation)
                for name in self._reached(operation):
                    used.setdefault(name, set()).add(room)
        self._room = {name: next(iter(by)) if len(by) == 1 else SHARED for name, by in used.items()}

    def type_of(self, schema: Mapping[str, Any] | None) -> str:
        """Return a schema as a Python type."""
        if not schema:
            return "Any"
        if "$ref" in schema:
            return _name(schema["$ref"])
        if "const" in schema:
            return f"Literal[{schema['const']!r}]"
        if "enum" in schema:
            return f"Literal[{', '.join(repr(one) for one in schema['enum'])}]"
        if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            return " | ".join(dict.fromkeys(self.type_of(one) for one in several))
        return self._of_kind(schema)

    def imports(self, text: str, *, of: str = "") -> str:
        """Return the imports a text of types needs in a file of the shapes of a room."""
        words = set(text.replace("[", " ").replace("]", " ").replace(",", " ").split())
        needed: dict[str, list[str]] = {}
        for name in sorted(words & self._room.keys()):
            if self._room[name] != of:
                needed.setdefault(self._room[name], []).append(name)
        return "".join(
            f"from weikameng_client.shapes.{room} import {', '.join(names)}\n"
            for room, names in sorted(needed.items())
        )

    def files(self) -> Iterator[tuple[str, str]]:
        """Return the text of every file of shapes."""
        for room in sorted(set(self._room.values())):
            names = sorted(name for name, of in self._room.items() if of == room)
            body = "\n\n".join(self._shape(name) for name in names)
            about = "several rooms" if room == SHARED else room
            yield (
                room,
                f'"""What the API takes and answers: {about} (generated)."""\n\n'
                "from __future__ import annotations\n\n"
                "from typing import Any, Literal, NotRequired, TypedDict\n\n"
                f"{self.imports(body, of=room)}\n{body}\n",
            )

    def items_of(self, schema: Mapping[str, Any]) -> str:
        """Return the type of what a page of a cursor holds, empty for no such page."""
        page = self._schemas.get(_name(schema.get("$ref", "")), {}).get("properties", {})
        return self.type_of(page["items"]["items"]) if {"items", "next"} <= page.keys() else ""

    def _of_kind(self, schema: Mapping[str, Any]) -> str:
        kind = schema.get("type")
        if kind == "array":
            return f"list[{self.type_of(schema.get('items'))}]"
        if kind == "object":
            values = schema.get("additionalProperties")
            return f"dict[str, {self.type_of(values if isinstance(values, dict) else None)}]"
        return "bytes" if schema.get("format") == "binary" else _PLAIN.get(str(kind), "Any")

    def _shape(self, name: str) -> str:
        schema = self._schemas[name]
        if "properties" not in schema:
            return f"{name} = {self.type_of(schema)}\n"
        needed = set(schema.get("required", []))
        fields = {
            field: self.type_of(of) if field in needed else f"NotRequired[{self.type_of(of)}]"
            for field, of in schema["properties"].items()
        }
        if all(field.isidentifier() and not keyword.iskeyword(field) for field in fields):
            lines = "".join(f"    {field}: {of}\n" for field, of in fields.items())
            about = f'    """{told}"""\n\n' if (told := _told(schema)) else ""
            return f"class {name}(TypedDict):\n{about}{lines or '    pass'}\n"
        lines = "".join(f'    "{field}": "{of}",\n' for field, of in fields.items())
        return f'{name} = TypedDict("{name}", {{\n{lines}}})\n'

    def _reached(self, part: Any, seen: set[str] | None = None) -> set[str]:
        seen = set() if seen is None else seen
        if isinstance(part, dict):
            reference = part.get("$ref", "")
            if "/schemas/" in reference and (name := _name(reference)) not in seen:
                seen.add(name)
                self._reached(self._schemas[name], seen)
            for key, value in part.items():
                if key != _PROBLEM:  # which the line raises
                    self._reached(value, seen)
        elif isinstance(part, list):
            for value in part:
                self._reached(value, seen)
        return seen


def room_of(operation: Mapping[str, Any]) -> str:
    """Return the room of an operation."""
    return str(operation["operationId"].partition("_")[0])


def _told(schema: Mapping[str, Any]) -> str:
    """Return the first words about a schema that fit on a line."""
    told = " ".join(schema.get("description", "").split())
    for end in ("\0", ". ", "; ", ": "):
        words = told.partition(end)[0]
        if len(words) <= _MOST_WORDS:
            return words if words.endswith(".") or not words else f"{words}."
    return ""


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]
