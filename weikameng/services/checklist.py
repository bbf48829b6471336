"""What an application needs and what is there, for its form, its page and the API (R2.4, R7.2)."""

from collections.abc import Iterable

from weikameng.domain.evidence_list import Arriving, Checklist, Kept, checklist
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.records.reading.refunds import Progress
from weikameng.services import attached
from weikameng.services.eligibility import Outlook


def checklist_of(
    outlook: Outlook, reason: ReasonOutlook, arriving: Iterable[Arriving] = ()
) -> Checklist:
    """Return the list of one reason before it is sent; ``arriving`` are uploads not yet sent."""
    rules = outlook.policy
    kept = attached.kept_then(outlook.photo)
    return checklist(rules, rules.reasons[reason.code], reason.asks, kept, arriving)


def checklist_of_case(progress: Progress, decision: Decision) -> Checklist:
    """Return the list of a case as it stands, by the decision of its latest round."""
    rules = decision.policy
    kept = [
        Kept(item.kind, item.source, item.at)
        for item in progress.evidence
        if item.source != "buyer" or item.file_digest
    ]
    return checklist(rules, rules.reasons[progress.latest.reason], decision.missing, kept)
