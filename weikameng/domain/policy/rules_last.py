"""The last questions: is everything here that the reason asks for? If so a person decides; if
not it is sent back, never rejected (C1, C2, choice 5)."""

from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.question import WRONG_TARGET, Finding, Question, Rule
from weikameng.domain.policy.rules_review import CLAUSE_OF_REASON
from weikameng.domain.policy.window import days_end

STATUS_REASONS = frozenset({"NOT_ACTIVATED", "WRONG_PRODUCT", "DUPLICATE_ORDER"})


def _lacking(q: Question) -> tuple[str, ...]:
    """What the reason asks for; an unknown usage asks for the official status (choice 2)."""
    unknown = "unknown" in q.usages or q.arrival_unknown
    if q.reason.code in STATUS_REASONS and unknown:
        shown = "status_screenshot" in q.application.evidence
        return () if shown else ("status_screenshot",)
    return q.missing_evidence


def _send_back(q: Question, clauses: tuple[str, ...], missing: tuple[str, ...]) -> Finding:
    return Finding(
        Outcome.NEED_MORE,
        clauses,
        q.staffed_route,
        missing=missing,
        changes_at=days_end(q.policy, q.at, q.params.supplement_days),
        changes=tuple(("add", item) for item in missing),
    )


def evidence(q: Question) -> Finding | None:
    """What is missing is named, with a vague description in the same letter (C1, C2)."""
    lacking = _lacking(q)
    if not lacking:
        return None
    if q.application.description_quality == "vague":
        return _send_back(q, ("C1", "C2"), (*lacking, "description"))
    return _send_back(q, ("C1",), lacking)


def description(q: Question) -> Finding | None:
    """A vague description is sent back with a prompt (C2, R2.3)."""
    if q.application.description_quality != "vague":
        return None
    return _send_back(q, ("C2",), ("description",))


def person(q: Question) -> Finding:
    """Everything is here and nothing decided it: a person looks (R3.2)."""
    end, changes = q.until_window_end if q.reason.window == "hard" else (None, ())
    clauses = _clauses(q) + (("H6",) if q.staffed_route == "urgent" else ())
    told = "recall" if "A3" in clauses else "decides"
    return Finding(Outcome.MANUAL, clauses, q.staffed_route, told, changes_at=end, changes=changes)


def _clauses(q: Question) -> tuple[str, ...]:
    if q.reason.code in WRONG_TARGET:
        if q.credited:
            return ("A3",)
        return ("A1", "A3")
    clause = CLAUSE_OF_REASON.get(q.reason.code)
    return (clause,) if clause else ()


def read_evidence(q: Question) -> Read:
    """Show the reason, what was sent and what is lacking."""
    lacking = list(_lacking(q))
    if q.application.description_quality == "vague":
        lacking.append("description")
    return (
        ("reason", q.reason.code),
        ("evidence", ",".join(sorted(q.application.evidence))),
        ("missing", ",".join(lacking)),
    )


RULES: tuple[Rule, ...] = (
    Rule("evidence", "C1", evidence, read_evidence),
    Rule(
        "description",
        "C2",
        description,
        lambda q: (("description_quality", q.application.description_quality),),
    ),
    Rule("person", "C1", person, lambda q: (("reason", q.reason.code),)),
)
