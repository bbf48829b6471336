"""The cosignatures that were kept, checked anew: each must hold over the head it lies beside."""

from collections.abc import Iterator

from weikameng.domain.witness_words import cosignature_bad
from weikameng.domain.words import Words
from weikameng.ledger.cosignatures import cosigned_at
from weikameng.ledger.keys import parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, parse_note, signatures_by
from weikameng.records.reading import log, witnesses
from weikameng.records.reading.witnesses import Cosignature

_AT_ONCE = 10_000


def findings() -> Iterator[tuple[str, Words]]:
    """Return what does not hold, by a code that stays and in words."""
    signed = log.published()
    for after in range(-1, signed.size if signed else 0, _AT_ONCE):
        heads = {one.size: one.note for one in log.checkpoints_between(after, after + _AT_ONCE)}
        for one in witnesses.between(after, after + _AT_ONCE):
            if why := _fault(one, heads.get(one.size, "")):
                words = cosignature_bad(one.size, one.witness, why)
                yield "cosignature_bad", words


def _fault(one: Cosignature, note: str) -> str:
    try:
        key = parse_vkey(one.witness)
        found = signatures_by(parse_note(f"{note}{one.line}".encode()), (key,)).get(key)
    except Malformed as error:
        return error.code
    except BadSignature:
        return "bad_signature"
    if found is None:
        return "not_signed"
    same = cosigned_at(found.content) == int(one.cosigned_at.timestamp())
    return "" if same else "cosigned_at"
