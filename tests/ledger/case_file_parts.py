"""A small case file made by hand, with any part of it another: what checking is tried on."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from tests.ledger.test_evidence_chain import BODIES, CASE, ORDER, chained
from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.checking import Checked, check
from weikameng.ledger.case_file.container import Packer
from weikameng.ledger.case_file.manifest import NAME, Manifest, listed, signed
from weikameng.ledger.digest import digest_of
from weikameng.ledger.evidence_chain import Entry, chain_file, seal_of, written
from weikameng.ledger.keys import SigningKey, VerifierKey

KEY = SigningKey("shop.example/case-file", bytes(range(32)))
OTHER_KEY = SigningKey("shop.example/case-file", bytes(32))
AT = "2026-11-19T02:00:00Z"
PICTURE, ORIGINAL = b"\xff\xd8 a picture \xff\xd9", b"as it was handed in"
POLICY = b'version = "2026.1"\n'
LINES = [["不可退:用过的。", "Not refundable: used."], ["十五天。", "15 days."]]
TICKED = digest_of(["2026.1", *LINES])


def sha(content: bytes) -> str:
    """The SHA-256 in hex."""
    return sha256(content).hexdigest()


def entries() -> list[Entry]:
    """An order's chain: what was ticked has its hash, the last item a picture."""
    bodies = [dict(body) for body in BODIES]
    bodies[1] = {"version": "2026.1", "text_digest": TICKED, "ticked": True}
    bodies[-1] = {"copy": sha(PICTURE)}
    *before, last = chained(bodies)
    kinds = [
        replace(one, kind="policy_confirmation") if one.position == 2 else one for one in before
    ]
    last = replace(last, file=sha(ORIGINAL))
    resealed: list[Entry] = []
    digest = ""
    for one in (*kinds, last):
        digest = seal_of(digest, one)
        resealed.append(replace(one, digest=digest))
    return resealed


def claims(**other: Any) -> dict[str, Any]:
    """What case.json says, as far as it is checked."""
    return {
        "format": "weikameng.case",
        "version": 1,
        "case": CASE,
        "order": ORDER,
        "viewer": "buyer",
        "exported_at": AT,
        "state": "rejected",
        "timeline": [
            {"revision": 1, "state": "screening"},
            {"revision": 2, "state": "rejected"},
        ],
        "policy": {
            "versions": [{"file": names.policy(sha(POLICY)), "digest": sha(POLICY)}],
            "confirmed": {
                "version": "2026.1",
                "text_digest": TICKED,
                "lines": [{"zh": zh, "en": en} for zh, en in LINES],
            },
        },
        "log": {"key": "", "goods": []},
        **other,
    }


def parts(**other: Any) -> dict[str, bytes]:
    """The files of the archive; ``other`` are claims."""
    chain = chain_file(CASE, ORDER, AT, entries())
    return {
        names.picture(6, sha(PICTURE)): PICTURE,
        names.original(6, sha(ORIGINAL)): ORIGINAL,
        names.CASE: json.dumps(claims(**other)).encode(),
        names.policy(sha(POLICY)): POLICY,
        names.CHAIN: written(chain),
        "index.html": b"<p>hello</p>",
    }


def packed(files: Mapping[str, bytes], signer: SigningKey = KEY, **other: Any) -> bytes:
    """The archive of these files, signed; ``other`` changes the manifest before it is signed."""
    packer = Packer()
    pieces = [piece for name, content in files.items() for piece in packer.add(name, content)]
    manifest = Manifest(CASE, ORDER, "buyer", AT, signer.verifier, listed(packer.members))
    pieces += packer.add(NAME, signed(replace(manifest, **other), signer))
    return b"".join([*pieces, packer.finish()])


def checked(content: bytes, trusted: VerifierKey | None = None) -> Checked:
    """What checking comes to."""
    return check(BytesIO(content), trusted)


def broken(content: bytes, trusted: VerifierKey | None = None) -> list[str]:
    """What does not hold."""
    found = checked(content, trusted)
    assert not found.holds
    return [one.about.value for one in found.findings if one.how == "broken"]
