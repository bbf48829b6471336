"""Trust policies (C2SP tlog-policy): which logs are believed, and how many of which witnesses must
have seen a head."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from weikameng.ledger.encodings import text_of
from weikameng.ledger.keys import VerifierKey, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import parse_note, signatures_by
from weikameng.ledger.offline import CheckedHead, Outcome, Trust, check_head

NONE = "none"
MAX_POLICY_BYTES = 65_536
MAX_EACH = 64  # logs, witnesses, groups: the specification asks for 32 at least
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class BadPolicy(Malformed):
    """A policy that can't be used: ``code`` says what is wrong, ``line`` where; 0 is the whole."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(code)
        self.line = line


@dataclass(frozen=True, slots=True)
class Known:
    """A log or a witness by its key, with its address where one is named."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these must have seen a head: witnesses, or groups named before."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """Who is believed. Without logs of its own, whoever uses it must know the log."""

    logs: tuple[Known, ...] = ()
    witnesses: tuple[Known, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @property
    def asks_for_witnesses(self) -> bool:
        """Say whether a head alone is not enough."""
        return self.quorum != NONE

    @property
    def witness_keys(self) -> tuple[VerifierKey, ...]:
        """The keys of all witnesses, of the quorum or not."""
        return tuple(one.key for one in self.witnesses)

    def satisfied(self, by: Collection[VerifierKey]) -> bool:
        """Say whether these witnesses are enough."""
        if not self.asks_for_witnesses:
            return True
        seen = {one.name for one in self.witnesses if one.key in by}
        for name, group in self.groups.items():  # each names only what stands before it
            if sum(member in seen for member in group.members) >= group.needed:
                seen.add(name)
        return self.quorum in seen


NO_POLICY = TrustPolicy()


def check_by_policy(
    note: bytes, policy: TrustPolicy, log_keys: Sequence[VerifierKey] = ()
) -> CheckedHead:
    """Check a checkpoint by a policy; ``log_keys`` where the log is known from elsewhere."""
    origin = note.partition(b"\n")[0].decode(errors="replace")
    believed = log_keys or tuple(one.key for one in policy.logs)
    keys = tuple(key for key in believed if key.name == origin)
    if not keys:
        return CheckedHead(Outcome.OTHER_LOG, detail=origin)
    if {key.public for key in keys} & {key.public for key in policy.witness_keys}:
        return CheckedHead(Outcome.MALFORMED, detail="key_twice")
    checked = check_head(note, Trust(origin, keys, policy.witness_keys))
    if checked.outcome is not Outcome.HOLDS:
        return checked
    signed = signatures_by(parse_note(note), policy.witness_keys)
    enough = policy.satisfied(signed.keys())
    return checked if enough else replace(checked, outcome=Outcome.TOO_FEW_WITNESSES)


def parse_policy(content: bytes) -> TrustPolicy:
    """Read a policy. Raises BadPolicy, which names the line."""
    try:
        text = text_of(content, MAX_POLICY_BYTES, "policy")
    except Malformed as error:
        raise BadPolicy(error.code, 0) from None
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip(" \t")
        if _NOT_ALLOWED.search(line):
            raise BadPolicy("control_character", number)
        if not words or words.startswith("#"):
            continue
        try:
            reading.take(re.split("[ \t]+", words))
        except Malformed as error:
            raise BadPolicy(error.code, number) from None
    if reading.quorum is None:
        raise BadPolicy("no_quorum", 0)
    logs, witnesses = tuple(reading.logs), tuple(reading.witnesses)
    return TrustPolicy(logs, witnesses, reading.groups, reading.quorum)


class _Reading:
    """What was read so far; every line may name only what stands before it."""

    def __init__(self) -> None:
        self.logs: list[Known] = []
        self.witnesses: list[Known] = []
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._free: dict[str, bool] = {}  # names, and whether no group has them yet

    def take(self, words: list[str]) -> None:
        """Read one line, cut into words."""
        kind, *rest = words
        match kind:
            case "log" if 1 <= len(rest) <= 2:
                self._log(*rest)
            case "witness" if 2 <= len(rest) <= 3:
                self._witness(*rest)
            case "group" if len(rest) >= 3:
                self._group(rest[0], rest[1], rest[2:])
            case "quorum" if len(rest) == 1:
                self._quorum(rest[0])
            case _:
                raise Malformed("line")

    def _log(self, vkey: str, url: str = "") -> None:
        key = _key(vkey, cosigns=False)
        self._new_key(key, self.logs)
        self.logs.append(Known(key.name, key, url))

    def _witness(self, name: str, vkey: str, url: str = "") -> None:
        key = _key(vkey, cosigns=True)
        self._new_key(key, self.witnesses)
        self._new_name(name)
        self.witnesses.append(Known(name, key, url))

    def _group(self, name: str, how_many: str, members: list[str]) -> None:
        if not all(self._free.get(one) for one in members) or len(set(members)) != len(members):
            raise Malformed("member")
        needed = _threshold(how_many, len(members))
        if len(self.groups) >= MAX_EACH:
            raise Malformed("too_many")
        self._new_name(name)
        self._free |= dict.fromkeys(members, False)
        self.groups[name] = Group(needed, tuple(members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise Malformed("second_quorum")
        if name != NONE and name not in self._free:
            raise Malformed("member")
        self.quorum = name

    def _new_name(self, name: str) -> None:
        if name == NONE or name in self._free:
            raise Malformed("name_taken")
        self._free[name] = True

    def _new_key(self, key: VerifierKey, among: list[Known]) -> None:
        everybody = (*self.logs, *self.witnesses)
        if any(one.key.public == key.public for one in everybody):
            raise Malformed("key_twice")
        if len(among) >= MAX_EACH:
            raise Malformed("too_many")


def _key(vkey: str, *, cosigns: bool) -> VerifierKey:
    key = parse_vkey(vkey)
    if key.type.cosigns is not cosigns:
        raise Malformed("key_type")
    return key


def _threshold(text: str, members: int) -> int:
    if text in {"all", "any"}:
        return members if text == "all" else 1
    if not re.fullmatch("[1-9][0-9]{0,3}", text) or int(text) > members:
        raise Malformed("threshold")
    return int(text)
