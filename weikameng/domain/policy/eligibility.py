"""What the order page says before anyone applies (R1.3): can it be refunded, why, by which
route, with what evidence, until when, and what would change the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from weikameng.domain.policy.decide import Outlooks
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.facts import ApplicationFacts, Facts
from weikameng.domain.policy.finding import Finding
from weikameng.domain.policy.later import decide_best, for_order, worth
from weikameng.domain.policy.model import Policy, Reason
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.policy.window import window_end
from weikameng.domain.words import Words

Way = Literal["one_click", "screened", "manual", "none"]
# The plainest wish of all: it asks for no evidence, so only the facts speak.
PLAIN_REASON = "NOT_ACTIVATED"
NEVER = (Outcome.REJECT, Outcome.REFUSE, Outcome.MERGE)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer for the order page. ``at_stake_minor`` in fen; ``until`` ends the window."""

    eligible: bool
    way: Way
    clause: str
    sentence: Words
    evidence: tuple[str, ...]
    until: datetime | None
    what_would_change: tuple[Words, ...]
    at_stake_minor: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReasonOutlook:
    """What choosing one reason would lead to once everything in ``asks`` is here."""

    code: str
    words: Words
    outcome: Outcome
    way: Way
    route: str
    clauses: tuple[str, ...]
    asks: tuple[str, ...]

    @property
    def hopeful(self) -> bool:
        """Whether this reason can lead to a refund as the facts stand."""
        return self.outcome not in NEVER


def eligibility(
    policy: Policy, facts: Facts, at: datetime, later: Sequence[Policy] = ()
) -> Eligibility:
    """Return the answer before a reason is chosen: the plainest wish, decided by the facts.

    ``policy`` is the version of the payment, ``later`` those that may be better (N1).

    When the plain wish fails on use or on the window, faults of others can still be claimed;
    ``what_would_change`` says so.
    """
    plain = replace(
        facts.application,
        reason=PLAIN_REASON,
        description_quality="good",
        new_material=True,
        dispute=False,
    )
    decision = decide_best((policy, *later), replace(facts, application=plain), at)
    return Eligibility(
        eligible=decision.outcome not in NEVER,
        way=_way(decision.outcome, decision.route),
        clause=decision.deciding[-1].clause,
        sentence=decision.sentence,
        evidence=decision.missing,
        until=window_end(decision.policy, facts.order),
        what_would_change=decision.what_would_change,
        at_stake_minor=decision.at_stake_minor,
        decision=decision,
    )


def eligibility_by_reason(
    policy: Policy, facts: Facts, at: datetime, later: Sequence[Policy] = ()
) -> Iterator[ReasonOutlook]:
    """Yield, for each reason of the drop-down in its order, where it would likely lead."""
    asked = replace(facts.application, description_quality="good")
    prospects = _Prospects((policy, *later), replace(facts, application=asked), at)
    for reason in policy.reasons.values():
        if not reason.retired:
            yield prospects.of(reason)


class _Prospects:
    """An order under every version that may speak for it, asked about reason by reason."""

    def __init__(self, policies: Sequence[Policy], facts: Facts, at: datetime) -> None:
        self._policies, self._facts, self._at = policies, facts, at
        self._outlooks: dict[str, Outlooks] = {}

    def of(self, reason: Reason) -> ReasonOutlook:
        """Return where one reason leads once everything it asks for is sent."""
        asked = replace(self._facts.application, reason=reason.code)
        found = self._best(asked)
        asks = found.missing
        if found.outcome is Outcome.NEED_MORE and "wait_until_promised" not in asks:
            found = self._best(_with(asked, asks))
        return ReasonOutlook(
            code=reason.code,
            words=reason.words,
            outcome=found.outcome,
            way=_way(found.outcome, found.route),
            route=found.route,
            clauses=found.clauses,
            asks=asks,
        )

    def _best(self, application: ApplicationFacts) -> Finding:
        facts = Facts(self._facts.order, application, self._facts.review)
        found = (self._under(policy).under(facts) for policy in for_order(self._policies, facts))
        return max(found, key=worth)

    def _under(self, policy: Policy) -> Outlooks:
        if policy.version not in self._outlooks:
            self._outlooks[policy.version] = Outlooks(policy, self._facts, self._at)
        return self._outlooks[policy.version]


def _with(application: ApplicationFacts, missing: tuple[str, ...]) -> ApplicationFacts:
    """The same application with everything that was missing added."""
    sent = {item.removeprefix("any_of:").split("|")[0] for item in missing}
    return replace(application, evidence=application.evidence | sent, new_material=True)


def _way(outcome: Outcome, route: str) -> Way:
    if outcome in NEVER:
        return "none"
    if outcome is Outcome.APPROVE_AUTO:
        return "one_click" if route == "one_click" else "screened"
    return "manual"
