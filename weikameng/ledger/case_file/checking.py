"""Checking a case file: nothing but the file is needed, and every finding is one that has words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.claims import Claims, claims_of
from weikameng.ledger.case_file.container import Member, unpack
from weikameng.ledger.case_file.findings import About, Finding, How
from weikameng.ledger.case_file.log_proofs import check_log
from weikameng.ledger.case_file.manifest import NAME, Manifest, opened
from weikameng.ledger.digest import digest_of
from weikameng.ledger.evidence_chain import Break, ChainFile, file_break, read
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.rulings import KIND, check_ruling

CONFIRMATION = "policy_confirmation"
CANNOT = frozenset({"not_ours", "version", "too_large"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking came to; the manifest only where its signature holds."""

    findings: tuple[Finding, ...]
    manifest: Manifest | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return self.manifest is not None and not any(one.how is How.BROKEN for one in self.findings)

    @property
    def could_be_checked(self) -> bool:
        """Whether it is a case file of a form that is known here, whole or not."""
        return not any(one.detail in CANNOT for one in self.findings)


def check(file: BinaryIO, trusted: VerifierKey | None = None) -> Checked:
    """Check a case file; ``trusted`` is the shop's key as the reader knows it."""
    try:
        members, documents = unpack(file, names.is_document)
    except Malformed as problem:
        return Checked((Finding(About.ARCHIVE, How.BROKEN, 0, problem.code),))
    try:
        manifest = _opened(members, documents)
    except Malformed as problem:
        return Checked((Finding(About.SIGNATURE, How.BROKEN, 0, problem.code),))
    if not manifest.lists(members[:-1]):
        return Checked((Finding(About.ARCHIVE, How.BROKEN, len(members), "listed"),))
    findings = [
        Finding(About.ARCHIVE, How.HOLDS, len(members)),
        Finding(About.SIGNATURE, How.HOLDS, 1, manifest.key.name),
        _key(manifest.key, trusted),
    ]
    if findings[-1].how is not How.BROKEN:
        findings.extend(_inside(manifest, members, documents))
    return Checked(tuple(findings), manifest)


def _opened(members: list[Member], documents: Mapping[str, bytes]) -> Manifest:
    if members[-1].name != NAME:
        raise Malformed("not_ours")
    return opened(documents[NAME])


def _key(key: VerifierKey, trusted: VerifierKey | None) -> Finding:
    if trusted is None:
        return Finding(About.KEY, How.OPEN, 0, key.vkey)
    return Finding(About.KEY, How.HOLDS if key == trusted else How.BROKEN, 0, key.vkey)


def _inside(
    manifest: Manifest, members: list[Member], documents: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Whether the shop signed something that agrees with itself."""
    try:
        claims, chain = claims_of(documents[names.CASE]), read(documents[names.CHAIN])
    except (KeyError, Malformed) as problem:
        code = problem.code if isinstance(problem, Malformed) else "missing"
        yield Finding(About.AGREEMENT, How.BROKEN, 0, code)
        return
    agreed = (manifest.case, manifest.order, manifest.viewer, manifest.exported)
    here = (claims.case, claims.order, claims.viewer, claims.exported)
    sealed = (chain.case, chain.order) == (manifest.case, manifest.order)
    yield _found(About.AGREEMENT, holds=agreed == here and sealed)
    yield _history(claims)
    broken = file_break(chain)
    yield _found(About.CHAIN, len(chain.items), holds=broken is None, detail=_place(broken))
    if (pictures := _pictures(chain, members)) != Finding(About.PICTURES, How.HOLDS):
        yield pictures  # with none there is nothing to say
    yield _policies(claims, documents)
    if claims.confirmed:
        yield _confirmed(claims, chain)
    yield from _rulings(chain)
    yield from check_log(claims, documents)


def _found(about: About, count: int = 0, *, holds: bool, detail: str = "") -> Finding:
    return Finding(about, How.HOLDS if holds else How.BROKEN, count, detail)


def _place(broken: Break | None) -> str:
    """Name a break: its code, and its item if it is one."""
    return f"{broken.code}:{broken.position or ''}" if broken else ""


def _history(claims: Claims) -> Finding:
    """Every line is there, and the last one leads to where the case stands."""
    dense = [revision for revision, _ in claims.steps] == [*range(1, len(claims.steps) + 1)]
    ends = bool(claims.steps) and claims.steps[-1][1] == claims.state
    return _found(About.HISTORY, len(claims.steps), holds=dense and ends)


def _pictures(chain: ChainFile, members: list[Member]) -> Finding:
    """Every picture is one that was sealed; those that are not in the file are counted."""
    sealed: dict[str, str] = {}
    for entry in chain.items:
        copy = entry.body.get("copy")
        if isinstance(copy, str):
            sealed[names.picture(entry.position, copy)] = copy
            sealed[names.original(entry.position, entry.file)] = entry.file
    there = [one for one in members if one.name.startswith((names.PICTURES, names.ORIGINALS))]
    holds = all(sealed.get(one.name) == one.digest for one in there)
    found = {one.name for one in there}
    copies = [name for name in sealed if name.startswith(names.PICTURES)]
    lost = sum(name not in found for name in copies)
    if holds and lost:
        return Finding(About.PICTURES, How.OPEN, len(copies) - lost, str(lost))
    return _found(About.PICTURES, len(copies), holds=holds)


def _policies(claims: Claims, documents: Mapping[str, bytes]) -> Finding:
    """Every text is there and is the one that its SHA-256 names."""
    holds = all(
        sha256(documents.get(name, b"")).hexdigest() == digest for name, digest in claims.policies
    )
    return _found(About.POLICY, len(claims.policies), holds=holds)


def _rulings(chain: ChainFile) -> Iterator[Finding]:
    """A ruling counts by the signatures of its panel; by kept keys it rests on the shop's word."""
    for entry in chain.items:
        if entry.kind != KIND:
            continue
        try:
            found = check_ruling(entry.body, chain.case)
        except Malformed as problem:
            yield Finding(About.RULING, How.BROKEN, 0, problem.code)
            continue
        own = found.own == found.signed
        detail = found.body_key if own else str(found.signed - found.own)
        yield Finding(About.RULING, How.HOLDS if own else How.OPEN, found.signed, detail)


def _confirmed(claims: Claims, chain: ChainFile) -> Finding:
    """What was ticked is what is sealed, and its lines lead to that hash."""
    said = claims.confirmed
    assert said is not None, "asked for what was ticked"
    bodies = [entry.body for entry in chain.items if entry.kind == CONFIRMATION]
    sealed = any(
        (body.get("version"), body.get("text_digest")) == (said.version, said.text_digest)
        for body in bodies
    )
    told = digest_of([said.version, *map(list, said.lines)]) == said.text_digest
    if sealed and not said.lines:
        return Finding(About.CONFIRMED, How.OPEN)
    return _found(About.CONFIRMED, len(said.lines), holds=sealed and told)
