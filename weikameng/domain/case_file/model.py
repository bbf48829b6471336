"""The document: everything one viewer may see of a case, ready to become JSON or a page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from weikameng.domain.words import Words

TOO_OFTEN = Words(
    "这一个小时里下载的退款档案太多了,请一小时后再试。已经下载的文件一直有效,不用重新下载。",
    "That is too many case files in an hour; try again an hour from now. Those you have stay"
    " valid: there is no need to take them again.",
)


class Viewer(StrEnum):
    """Whom a file is made for: it holds what they see on their pages, and no more."""

    BUYER = "buyer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history: what moved the case where, by whom (a role), and why."""

    revision: int
    at: datetime
    event: str
    state: str
    by: str
    who: Words
    what: Words
    why: Words | None
    basis: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a clause looked at."""

    name: Words
    value: Words


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it was tested; ``published`` is its text in the policy."""

    clause: str
    rule: str
    verdict: str
    sentence: Words
    published: Words
    read: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What was asked and what the policy said to it; ``facts`` whole only for staff."""

    round: int
    at: datetime
    reason: str
    reason_words: Words
    narrative: str
    policy_version: str
    outcome: str
    outcome_words: Words
    amount_minor: int | None
    at_stake_minor: int
    clauses: tuple[Clause, ...]
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One message to the buyer, as it was told."""

    at: datetime
    kind: str
    title: Words
    text: Words
    corrected: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the channel answered; its own words only for staff."""

    at: datetime
    verb: str
    outcome: str
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One payout: its number never changes; ``replaces`` is the leg whose place it took."""

    number: str
    replaces: str
    route: str
    route_words: Words
    amount_minor: int
    state: str
    state_words: Words
    created_at: datetime
    promised_at: datetime | None
    settled_at: datetime | None
    reference: str
    credited_to: Words | None
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the chain in words; ``picture`` and ``original`` are files of the archive."""

    position: int
    kind: str
    words: Words
    source: Words
    at: datetime
    seal: str
    said: Words | None
    picture: str
    original: str


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the supplier, as this viewer is told of it."""

    at: datetime
    words: Words


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A version that decided or was confirmed, its text and the SHA-256 of it."""

    version: str
    title: Words
    digest: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was ticked at checkout; no ``lines`` where they can't be told any more."""

    version: str
    text_digest: str
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules of the case."""

    versions: tuple[PolicyText, ...]
    confirmed: Confirmed | None


@dataclass(frozen=True, slots=True)
class Good:
    """A good in the public log, the file with its history and proofs, and the salt that opens
    what the log commits to; empty once it is destroyed."""

    good: str
    file: str
    salt: str


@dataclass(frozen=True, slots=True)
class Log:
    """The public log: its key, and the goods of the case that have proofs."""

    key: str
    goods: tuple[Good, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The whole document; ``left_out`` says plainly what is not in the archive, and why."""

    format: str
    version: int
    case: str
    order: str
    viewer: Viewer
    exported_at: str
    good: Words
    state: str
    state_words: Words
    amount_minor: int
    applied_at: datetime
    timeline: tuple[Step, ...]
    payouts: tuple[Leg, ...]
    rounds: tuple[Round, ...]
    messages: tuple[Told, ...]
    evidence: tuple[Item, ...]
    supplier: tuple[Said, ...]
    policy: Policies
    log: Log
    left_out: tuple[Words, ...]


def written(document: CaseFile) -> bytes:
    """Write the document as JSON; texts of policies lie beside it, by name."""
    return (json.dumps(_plain(document), ensure_ascii=False, indent=1) + "\n").encode()


def moment_of(at: datetime) -> str:
    """Return a moment as the file names it: UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _plain(value: object) -> Any:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, PolicyText):
        return {k: _plain(v) for k, v in _own(value).items() if k != "text"}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in _own(value).items()}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _own(value: Any) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
