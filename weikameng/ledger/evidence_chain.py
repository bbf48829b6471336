"""The chain of an order's evidence, and its file: each seal covers what it says and the seal before
(R7.1). Checking needs nothing but the file; the form of version 1 is in docs/evidence.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from weikameng.ledger.digest import chained, digest_of
from weikameng.ledger.malformed import Malformed

FORMAT, VERSION = "weikameng.evidence-chain", 1
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ITEMS = 10_000
MAX_DEPTH = 12
SHORTEST_PIN = 12  # digits of a seal, as pages show them
_SEAL = 64
# An item whose words were forgotten: its seal stays, what that covered can't be read any more.
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item; ``at`` is ISO 8601 in UTC, ``file`` the SHA-256 of the original if there is one."""

    position: int
    kind: str
    source: str
    at: str
    body: Mapping[str, Any]
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChainFile:
    """An exported chain: which case it was exported for, of which order, when, and the whole of it.

    ``head`` is the last item's seal; ``seal`` covers the whole file.
    """

    case: str
    order: str
    exported_at: str
    items: tuple[Entry, ...]
    head: str
    seal: str


@dataclass(frozen=True, slots=True)
class Break:
    """What does not hold, and at which item if it is one.

    ``gap`` (an item is missing, added or moved), ``changed``, ``head``, ``file`` (what stands
    around the items), ``order`` (the items are of another order), ``pin`` (a seal noted earlier).
    """

    code: str
    position: int | None = None


def seal_of(previous: str, entry: Entry) -> str:
    """Return the seal that follows from an item's content and the seal before it."""
    content = {
        "position": entry.position,
        "kind": entry.kind,
        "source": entry.source,
        "body": entry.body,
        "file": entry.file,
        "at": entry.at,
    }
    return chained(previous, content)


def first_break(entries: Iterable[Entry]) -> Break | None:
    """Return where the chain breaks first, None when it is whole.

    What was erased is taken by its seal, which every later one covers.
    """
    digest = ""
    for place, entry in enumerate(entries, start=1):
        if entry.position != place:
            return Break("gap", place)
        digest = entry.digest if entry.kind == ERASED else seal_of(digest, entry)
        if digest != entry.digest:
            return Break("changed", place)
    return None


def pinned(entries: Iterable[Entry], pin: str) -> int | None:
    """Return which item bears a seal that was noted earlier, in full or its first digits."""
    found = (entry.position for entry in entries if entry.digest.startswith(pin))
    return next(found, None) if len(pin) >= SHORTEST_PIN else None


def chain_file(case: str, order: str, exported_at: str, items: Sequence[Entry]) -> ChainFile:
    """Return the file of a chain, sealed as a whole."""
    head = items[-1].digest if items else ""
    bare = ChainFile(case, order, exported_at, tuple(items), head, "")
    return ChainFile(case, order, exported_at, tuple(items), head, _seal(bare))


def written(file: ChainFile) -> bytes:
    """Write the file as it is handed out."""
    return (json.dumps(_document(file), ensure_ascii=False, indent=1) + "\n").encode()


def file_break(file: ChainFile) -> Break | None:
    """Return what in a file does not hold, None when all of it does."""
    if broken := first_break(file.items):
        return broken
    if file.head != (file.items[-1].digest if file.items else ""):
        return Break("head")
    if any(_of_another_order(entry, file.order) for entry in file.items):
        return Break("order")
    return None if file.seal == _seal(file) else Break("file")


def read(content: bytes) -> ChainFile:
    """Read a file; Malformed says what is wrong with its form (too_large, not_json, not_ours …)."""
    if len(content) > MAX_FILE_BYTES:
        raise Malformed("too_large")
    try:
        found = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_once_each,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as problem:
        raise Malformed("not_json") from problem
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Malformed("not_ours")
    if found.get("version") != VERSION or isinstance(found["version"], bool):
        raise Malformed("version")
    return _file(found)


def _file(found: dict[str, Any]) -> ChainFile:
    names = ("case", "order", "exported_at", "head", "seal")
    _demand_fields(found, {"format", "version", "items", *names}, "the file")
    texts = {name: _text(found[name], name) for name in names}
    rows = found["items"]
    if not isinstance(rows, list):
        raise Malformed("items")
    if len(rows) > MAX_ITEMS:
        raise Malformed("too_many_items")
    return ChainFile(items=tuple(_entry(row, n) for n, row in enumerate(rows, 1)), **texts)


def _entry(row: object, place: int) -> Entry:
    where = f"item {place}"
    if not isinstance(row, dict):
        raise Malformed(where)
    _demand_fields(row, set(Entry.__slots__), where)
    texts = {
        name: _text(row[name], f"{where}: {name}")
        for name in ("kind", "source", "at", "file", "digest")
    }
    if not isinstance(row["position"], int) or isinstance(row["position"], bool):
        raise Malformed(f"{where}: position")
    if not isinstance(row["body"], dict) or not _plain(row["body"], MAX_DEPTH):
        raise Malformed(f"{where}: body")
    return Entry(position=row["position"], body=row["body"], **texts)


def _demand_fields(row: dict[str, Any], fields: set[str], where: str) -> None:
    for name in sorted(fields ^ row.keys()):
        raise Malformed(f"{where}: {name[:40]!r}")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not _plain(value, 1):
        raise Malformed(where)
    return value


def _plain(value: object, depth: int) -> bool:
    """Whether it can be written as we write: text that is text, and not too deep."""
    if isinstance(value, str):
        return not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        pairs = all(_plain(key, 1) and _plain(one, depth - 1) for key, one in value.items())
        return depth > 0 and pairs
    if isinstance(value, list):
        return depth > 0 and all(_plain(one, depth - 1) for one in value)
    return value is None or isinstance(value, int)


def _of_another_order(entry: Entry, order: str) -> bool:
    return entry.kind == "order_snapshot" and entry.body.get("number") != order


def _document(file: ChainFile) -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, **asdict(file)}


def _seal(file: ChainFile) -> str:
    return digest_of({**_document(file), "seal": ""})


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(text[:20])
