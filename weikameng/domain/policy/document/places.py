"""Where a place of the document stands in its text: TOML's reader keeps no line numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The key that names a row of a list of tables.
NAMED_BY = {
    "reasons": "code",
    "goods": "kind",
    "terms": "name",
    "rules": "id",
    "rules.cases": "id",
    "brakes": "id",
}
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.\"-]+)\s*\]\]?")
_PAIR = re.compile(r"\s*([A-Za-z0-9_.\"-]+)\s*=\s*")
_NAME = re.compile(r"\s*[A-Za-z_]+\s*=\s*[\"']([^\"']*)[\"']")


@dataclass(frozen=True, slots=True)
class _Block:
    place: str
    line: int
    body: tuple[tuple[int, str], ...]


def line_of(text: str, place: str) -> tuple[int, int]:
    """Return line and column (from 1) of a place such as ``rules.window.cases.outage.when``.

    The longest known beginning of the place is found; (0, 0) when none is.
    """
    blocks = {block.place: block for block in _blocks(text)}
    parts = place.split(".")
    for size in range(len(parts), -1, -1):
        block = blocks.get(".".join(parts[:size]))
        if block is not None and (size or len(parts)):
            return _key_in(block, ".".join(parts[size:]))
    return 0, 0


def _key_in(block: _Block, key: str) -> tuple[int, int]:
    for number, line in block.body:
        pair = _PAIR.match(line)
        if pair and key and (pair[1] == key or key.startswith(f"{pair[1]}.")):
            if line[pair.end() :].rstrip() in ('"""', "'''"):
                return number + 1, 1  # the text begins on the next line
            # The column of the value's first character, inside its quotes.
            return number, pair.end() + (2 if line[pair.end() : pair.end() + 1] in "\"'" else 1)
    return block.line, 1


def _blocks(text: str) -> Iterator[_Block]:
    """Yield each table of the text with its place, rows named by their own key."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    yield _Block("", 1, _body(lines, 0, heads[0] if heads else len(lines)))
    within = counted = ""
    count = 0
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=False):
        head = _HEADER.match(lines[start])
        assert head is not None
        table = head[1].replace('"', "")
        body = _body(lines, start + 1, end)
        place = table
        if table in NAMED_BY:
            name = _named(body, NAMED_BY[table])
            place = f"{within}.cases.{name}" if table == "rules.cases" else f"{table}.{name}"
        elif lines[start].lstrip().startswith("[["):
            count = count + 1 if counted == table else 1
            counted, place = table, f"{table}.{count}"
        within = place if table == "rules" else within
        yield _Block(place, start + 1, body)


def _body(lines: list[str], start: int, end: int) -> tuple[tuple[int, str], ...]:
    return tuple((number + 1, lines[number]) for number in range(start, end))


def _named(body: tuple[tuple[int, str], ...], key: str) -> str:
    for _, line in body:
        pair, name = _PAIR.match(line), _NAME.match(line)
        if pair and name and pair[1] == key:
            return name[1]
    return ""
