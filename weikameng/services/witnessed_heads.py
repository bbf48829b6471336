"""Which head is shown, with the cosignatures it has. A head is shown as soon as the quorum saw it,
or after a while without: both only become true, so what is shown never shrinks."""

from dataclasses import replace
from datetime import datetime, timedelta

from weikameng.ledger.keys import parse_vkey
from weikameng.ledger.trust_policies import TrustPolicy
from weikameng.records.reading import log, witnesses
from weikameng.records.reading.log import SignedHead
from weikameng.services.witness_policy import policy

SHOWN_ANYWAY = timedelta(seconds=10)
_LOOKED_AT = 256  # cosignatures of the newest heads: the quorum is among them or it is late


def published(at: datetime) -> SignedHead | None:
    """Return the head to show: the largest the quorum saw, or that has waited long enough."""
    wanted = policy()
    if not wanted.asks_for_witnesses:
        newest = log.published()
        return with_cosignatures(newest) if newest and wanted.witnesses else newest
    settled = witnesses.signed_before(at - SHOWN_ANYWAY)
    seen = newest_seen(wanted, settled.size + 1 if settled else 0)
    found = seen or settled
    return with_cosignatures(found) if found else None


def covering(size: int) -> SignedHead | None:
    """Return the head to prove the first ``size`` entries by: the largest the quorum saw that
    holds them, otherwise the newest; None when no head holds them."""
    wanted = policy()
    found = newest_seen(wanted, size) if wanted.asks_for_witnesses else None
    if found is None:
        found = log.published()
    if found is None or found.size < size:
        return None
    return with_cosignatures(found) if wanted.witnesses else found


def newest_seen(wanted: TrustPolicy, size: int) -> SignedHead | None:
    """Return the largest head of at least this size that the quorum saw."""
    listed = [key.vkey for key in wanted.witness_keys]
    by: dict[int, set[str]] = {}
    for one in witnesses.newest(listed, size, _LOOKED_AT):
        by.setdefault(one.size, set()).add(one.witness)
    for found, who in by.items():  # the largest first
        if wanted.satisfied({parse_vkey(one) for one in who}):
            return log.checkpoint_at(found)
    return None


def with_cosignatures(head: SignedHead) -> SignedHead:
    """Return a head with the lines of everybody who cosigned it."""
    lines = "".join(one.line for one in witnesses.of_head(head.size))
    return replace(head, note=head.note + lines)
