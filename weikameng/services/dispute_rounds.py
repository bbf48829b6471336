"""What the clock makes happen in disputes: sealed statements open, silent people are passed over,
late answers end, rulings are carried out. It may run at any time, and twice at once."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.disputes import Asked
from weikameng.domain.errors import Conflict, Refusal
from weikameng.records.reading import disputes as reading
from weikameng.records.reading.disputes import DisputeAsRead
from weikameng.records.reading.policies import refresh
from weikameng.records.writing import disputes as writing
from weikameng.services import carrying_out, dispute_clocks, dispute_notices, disputes, panels


def keep(at: datetime) -> int:
    """Look at every dispute that is not done; returns how many there were."""
    refresh()
    numbers = reading.open_numbers()
    for number in numbers:
        dispute = reading.dispute_of(number)
        assert dispute is not None, "disputes are never removed"
        try:
            _keep(dispute, at)
        except (Conflict, Refusal):
            continue  # somebody acted in this moment: the next round looks again
    return len(numbers)


def _keep(dispute: DisputeAsRead, at: datetime) -> None:
    if dispute.ruled_at:
        carrying_out.carry_out(dispute.number, at)
        return
    if not dispute.unsealed_at and dispute_clocks.statement_due(dispute.opened_at) <= at:
        with transaction.atomic():
            writing.hold(dispute.id)
            disputes.unseal(dispute, at)
    if not panels.lapse_silent(dispute, at):
        with transaction.atomic():
            writing.hold(dispute.id)
            panels.fill(dispute, at)  # the body may have named more meanwhile
    asked = reading.requests_of(dispute.id)
    for one in asked:
        if one.state is Asked.OPEN and dispute_clocks.material_due(one.asked_at) <= at:
            writing.end_request(one.id, Asked.EXPIRED, at)
    due_at = dispute_clocks.ruling_due(dispute, reading.requests_of(dispute.id))
    if due_at and due_at <= at:
        with transaction.atomic():
            dispute_notices.late(dispute, (due_at, dispute_clocks.renewed(due_at)), at)
