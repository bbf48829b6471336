"""What case.json claims that checking looks at; nothing is believed before it has its form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.ledger.commitments import SALT_BYTES
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.malformed import Malformed

FORMAT, VERSION = "weikameng.case", 1


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The text that was ticked at checkout; no lines where they can't be told any more."""

    version: str
    text_digest: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """A good with proofs: its file, and the salt that opens what the log commits to; empty once
    that is destroyed."""

    file: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims; ``policies`` are names of files with their digests."""

    case: str
    order: str
    viewer: str
    exported: str
    state: str
    steps: tuple[tuple[int, str], ...]
    policies: tuple[tuple[str, str], ...]  # (file, SHA-256)
    confirmed: Confirmed | None
    log_key: str
    goods: tuple[Proven, ...]


def claims_of(content: bytes) -> Claims:
    """Read case.json as far as it is checked. Malformed when it is not of its form."""
    try:
        found = json.loads(content)
        return _claims(_dict(found))
    except (ValueError, RecursionError, KeyError) as problem:
        raise Malformed("case") from problem


def _claims(found: Mapping[str, Any]) -> Claims:
    if found["format"] != FORMAT or found["version"] != VERSION:
        raise Malformed("version")
    policy, log = _dict(found["policy"]), _dict(found["log"])
    steps = [_dict(line) for line in _list(found["timeline"])]
    versions = [_dict(row) for row in _list(policy["versions"])]
    return Claims(
        case=_text(found["case"]),
        order=_text(found["order"]),
        viewer=_text(found["viewer"]),
        exported=_text(found["exported_at"]),
        state=_text(found["state"]),
        steps=tuple((_number(one["revision"]), _text(one["state"])) for one in steps),
        policies=tuple((_text(row["file"]), _text(row["digest"])) for row in versions),
        confirmed=_confirmed(policy["confirmed"]),
        log_key=_text(log["key"]),
        goods=tuple(_proven(_dict(row)) for row in _list(log["goods"])),
    )


def _confirmed(found: Any) -> Confirmed | None:
    if found is None:
        return None
    row = _dict(found)
    lines = [_dict(line) for line in _list(row["lines"])]
    told = tuple((_text(line["zh"]), _text(line["en"])) for line in lines)
    return Confirmed(_text(row["version"]), _text(row["text_digest"]), told)


def _proven(row: Mapping[str, Any]) -> Proven:
    salt = _text(row["salt"])
    return Proven(_text(row["file"]), bytes_of_base64url(salt, SALT_BYTES, "case") if salt else b"")


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _refuse()


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else _refuse()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _refuse()


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else _refuse()


def _refuse() -> Any:
    raise Malformed("case")
