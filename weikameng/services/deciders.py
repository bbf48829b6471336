"""Who decided a case, and in whose words: a person's ruling, or the system's."""

from typing import Any

from weikameng.domain.case_life import Event
from weikameng.domain.policy.share import worked_words
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import Progress


def said_by(line: Any) -> Words:
    """Return what somebody wrote; in English, too, where they did."""
    return Words(line.because, line.because_en or line.because)


def machine_refused(progress: Progress) -> bool:
    """Whether the latest no, or asking for more, was automatic: a person may be asked for."""
    noes = (line for line in progress.events if line.event in {Event.REJECT, Event.ASK})
    return next(noes).actor == "system"


def ruling_of(progress: Progress) -> dict[str, Any] | None:
    """Return what a person decided last, ours or an arbiter, in their own words; None once it was
    asked again."""
    telling = {Event.APPROVE, Event.REJECT, Event.AMEND, Event.APPEAL, Event.INCIDENT}
    telling |= {Event.RULE_FOR, Event.RULE_AGAINST}
    line = next((line for line in progress.events if line.event in telling), None)
    if line is None or not line.actor.startswith(("staff", "arbiter")):
        return None
    return {
        "because": said_by(line),
        "worked_out": worked_words(line.basis),
        "approved": line.event in {Event.APPROVE, Event.INCIDENT, Event.RULE_FOR},
        "by_arbiter": line.actor.startswith("arbiter"),
        "at": line.at,
    }
