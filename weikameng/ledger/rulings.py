"""Rulings in the chain of evidence: who signed, by which key, and whether a majority did.

Ed25519 over the canonical JSON of the document. An arbitrator's ``own`` key is vouched for by the
arbitration body; a ``kept`` key lies with the shop, so it says no more than the shop does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.ledger.digest import canonical
from weikameng.ledger.encodings import bytes_of_base64
from weikameng.ledger.keys import VerifierKey, parse_vkey
from weikameng.ledger.malformed import Malformed

KIND = "ruling"
VOUCHED = "weikameng.arbitrator/1"
OWN, KEPT = "own", "kept"
SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class CheckedRuling:
    """A ruling whose signatures hold: how many signed, how many of them by keys of their own."""

    signed: int
    own: int
    body_key: str


def vouching(body: str, username: str, vkey: str) -> bytes:
    """Return what a body signs to vouch for an arbitrator's key."""
    return canonical({"format": VOUCHED, "body": body, "arbitrator": username, "key": vkey})


def check_ruling(body: Mapping[str, Any], case: str) -> CheckedRuling:
    """Check the item of a ruling. Malformed when a signature fails, one is missing, or it is of
    another case."""
    document = _document(body)
    if document.get("case") != case:
        raise Malformed("ruling_of_another_case")
    content = str(body["document"]).encode()
    seats, signed, own = document.get("seats"), set[str](), 0
    if seats not in {1, 3}:
        raise Malformed("ruling")
    for row in _rows(body):
        key = parse_vkey(str(row.get("key", "")))
        if not key.verifies(content, bytes_of_base64(str(row.get("signature", "")), "ruling")):
            raise Malformed("ruling_signature")
        if row.get("strength") == OWN:
            _demand_vouched(body, row, document)
            own += 1
        signed.add(str(row.get("arbitrator", "")))
    if len(signed) < int(seats) // 2 + 1 or len(signed) != len(_rows(body)):
        raise Malformed("ruling_majority")
    return CheckedRuling(len(signed), own, str(body.get("body_key", "")))


def _document(body: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        text = str(body["document"])
        document = json.loads(text)
    except (KeyError, ValueError, RecursionError) as problem:
        raise Malformed("ruling") from problem
    if not isinstance(document, dict) or canonical(document) != text.encode():
        raise Malformed("ruling")
    return document


def _rows(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rows = body.get("signatures")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Malformed("ruling")
    return rows


def _demand_vouched(
    body: Mapping[str, Any], row: Mapping[str, Any], document: Mapping[str, Any]
) -> None:
    """An own key counts because the body says whose it is."""
    key: VerifierKey = parse_vkey(str(body.get("body_key", "")))
    said = vouching(str(document.get("body")), str(row.get("arbitrator")), str(row.get("key")))
    if not key.verifies(said, bytes_of_base64(str(row.get("certificate", "")), "ruling")):
        raise Malformed("ruling_certificate")
