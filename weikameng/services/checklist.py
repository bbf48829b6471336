"""What an application needs and what is there, for its form, its page and the API (R2.4, R7.2)."""

from collections.abc import Iterable

from weikameng.domain.evidence_list import Arriving, Checklist, Checklists, Kept, checklist
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.records.reading.refunds import Progress
from weikameng.services.eligibility import Outlook


def checklists_of(outlook: Outlook, arriving: Iterable[Arriving] = ()) -> Checklists:
    """Return the lists of an order before anything is sent; ``arriving`` are uploads until then."""
    return Checklists(outlook.policy, outlook.kept, arriving)


def checklist_of(
    outlook: Outlook, reason: ReasonOutlook, arriving: Iterable[Arriving] = ()
) -> Checklist:
    """Return the list of one reason before it is sent."""
    listed = checklists_of(outlook, arriving)
    return listed.of(outlook.policy.reasons[reason.code], reason.asks)


def checklist_of_case(progress: Progress, decision: Decision) -> Checklist:
    """Return the list of a case as it stands, by the decision of its latest round."""
    rules, asks = decision.policy, decision.missing
    kept = [
        Kept(item.kind, item.source, item.at)
        for item in progress.evidence
        if item.source != "buyer" or item.file_digest
    ]
    if progress.asking and progress.question:
        # Whoever asks again has seen what is there: only what comes after the question answers it.
        asks, since = progress.question.items, progress.asking.at
        kept = [one for one in kept if one.kind not in asks or (one.at and one.at > since)]
    return checklist(rules, rules.reasons[progress.latest.reason], asks, kept)
