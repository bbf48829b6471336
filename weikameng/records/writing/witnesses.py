"""Keeps cosignatures, each once; one process at a time asks a witness."""

from weikameng.records.reading.witnesses import Cosignature
from weikameng.records.statements import fetch_one

_KEEP = """
INSERT INTO log_cosignature (size, witness, line, cosigned_at, received_at)
VALUES (%(size)s, %(witness)s, %(line)s, %(cosigned_at)s, %(received_at)s)
ON CONFLICT (size, witness) DO NOTHING RETURNING id
"""


def keep(one: Cosignature) -> bool:
    """Keep a cosignature for ever; False when this witness had signed this head before."""
    given = {
        "size": one.size,
        "witness": one.witness,
        "line": one.line,
        "cosigned_at": one.cosigned_at,
        "received_at": one.received_at,
    }
    return fetch_one(_KEEP, given) is not None
