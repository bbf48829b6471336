"""The special tracks that a person always walks: minors, unauthorised payments, disputes, and
the identity check of cross-border orders (H1-H4)."""

from weikameng.domain.policy.decision import Outcome
from weikameng.domain.policy.question import Finding, Question, Rule, iso, yes_no
from weikameng.domain.policy.window import days_end


def _on_track(q: Question, clause: str, missing: tuple[str, ...], route: str) -> Finding:
    """Ask for everything at once, or hand over to the people of the track."""
    if not missing:
        return Finding(Outcome.MANUAL, (clause,), route, "person")
    if q.application.description_quality == "vague":
        missing += ("description",)
    return Finding(
        Outcome.NEED_MORE,
        (clause, "C1"),
        route,
        missing=missing,
        changes_at=days_end(q.policy, q.at, q.params.supplement_days),
        changes=tuple(("add", item) for item in missing),
    )


def minor(q: Question) -> Finding | None:
    """A guardian's claim: neither use nor lateness bars it, a person decides (H3)."""
    if not _about_a_minor(q):
        return None
    return _on_track(q, "H3", _minor_papers(q), "minor")


def _about_a_minor(q: Question) -> bool:
    return q.reason.code == "MINOR" or q.application.applicant == "guardian"


def _minor_papers(q: Question) -> tuple[str, ...]:
    """What a guardian has still to send, whichever reason was chosen."""
    if not _about_a_minor(q):
        return ()
    return q.policy.reasons["MINOR"].missing(q.application.evidence)


def unauthorised(q: Question) -> Finding | None:
    """Not the buyer's payment: freeze, then ask the payment provider (H4)."""
    if q.reason.code != "UNAUTHORIZED":
        return None
    return _on_track(q, "H4", q.missing_evidence, "dispute")


def dispute(q: Question) -> Finding | None:
    """Arbitration after a rejection, within its days (H2, R6.3)."""
    if not q.application.dispute:
        return None
    rejected = q.application.rejected_at
    if rejected is None:
        return Finding(Outcome.MANUAL, ("H2",), "dispute")
    end = days_end(q.policy, rejected, q.params.dispute_days)
    if q.at < end:
        return Finding(
            Outcome.MANUAL,
            ("H2",),
            "dispute",
            changes_at=end,
            changes=(("dispute_ends", iso(end)),),
        )
    return Finding(Outcome.REFUSE, ("H2",), told="late")


def read_dispute(q: Question) -> tuple[tuple[str, str], ...]:
    """Show whether a dispute was asked for, and until when one may be."""
    rejected = q.application.rejected_at
    end = days_end(q.policy, rejected, q.params.dispute_days) if rejected else None
    return (("dispute", yes_no(q.application.dispute)), ("dispute_end", iso(end)))


def identity(q: Question) -> Finding | None:
    """Cross-border money needs an identity; a check made at purchase is reused (H1, R6.1)."""
    if not q.order.cross_border or q.identity_known:
        return None
    return _on_track(q, "H1", ("identity_check",), "cross_border")


RULES: tuple[Rule, ...] = (
    Rule(
        "minor",
        "H3",
        minor,
        lambda q: (
            ("reason", q.reason.code),
            ("applicant", q.application.applicant),
            ("missing", ",".join(_minor_papers(q))),
        ),
    ),
    Rule(
        "unauthorised",
        "H4",
        unauthorised,
        lambda q: (("reason", q.reason.code), ("missing", ",".join(q.missing_evidence))),
    ),
    Rule("dispute", "H2", dispute, read_dispute),
    Rule(
        "identity",
        "H1",
        identity,
        lambda q: (
            ("cross_border", yes_no(q.order.cross_border)),
            ("identity_known", yes_no(q.identity_known)),
        ),
    ),
)
