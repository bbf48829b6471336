"""The nightly audit (夜间核账): everything the memory says must add up, chains included."""

from weikameng.records.reading.audit import AuditFinding
from weikameng.records.reading.audit import audit as sums
from weikameng.records.reading.evidence import chains
from weikameng.services import chain


def run() -> list[AuditFinding]:
    """Return what does not add up; empty means sound. Reads every case, payout and chain."""
    found = sums()
    for order_number, links in chains():
        if position := chain.broken_at(links):
            found.append(AuditFinding("evidence chain", f"order {order_number}, item {position}"))
    return found
