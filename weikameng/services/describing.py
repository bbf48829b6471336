"""Helps a buyer describe (R2.3): what was understood, what is missing, a sentence to take."""

from dataclasses import dataclass, replace
from datetime import datetime

from weikameng.domain import narrative
from weikameng.domain.application import MAX_NARRATIVE
from weikameng.domain.narrative import KnownOrder, Narrative, Quality
from weikameng.domain.policy.decide import decide
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.domain.words import Words
from weikameng.services.eligibility import Outlook


@dataclass(frozen=True, slots=True)
class Help:
    """A text as it would be kept, what it says, what it lacks (``anomaly``, ``detail``), and a
    sentence that says it whole. ``masked``: kinds of secrets that were taken out."""

    text: str
    read: Narrative
    quality: Quality
    missing: tuple[str, ...]
    sentence: Words
    masked: tuple[str, ...]
    too_long: bool

    @property
    def unclear_accounts(self) -> tuple[str, ...]:
        """Two accounts of which the text does not say which is the wrong one."""
        wrong = self.read.anomaly is narrative.Anomaly.WRONG_ACCOUNT
        open_question = wrong and self.read.account_meant is None
        return self.read.accounts[:2] if open_question and len(self.read.accounts) > 1 else ()


def help_with(text: str, outlook: Outlook) -> Help:
    """Read a text beside its order. Nothing is kept."""
    masked = narrative.mask(text[:MAX_NARRATIVE])
    read = narrative.read_narrative(masked.text)
    known = KnownOrder(
        order_number=outlook.photo.number,
        good=outlook.policy.goods[outlook.photo.order.goods_kind].words,
        amount_minor=outlook.photo.order.paid_minor,
    )
    return Help(
        text=masked.text,
        read=read,
        quality=narrative.quality_with_known_order(read),
        missing=narrative.missing_with_known_order(read),
        sentence=narrative.suggestion(read, known),
        masked=masked.kinds,
        too_long=len(text) > MAX_NARRATIVE,
    )


def would_be_sent_back(text: str, outlook: Outlook, reason: ReasonOutlook, at: datetime) -> bool:
    """Whether the policy would ask for this description again: it is vague, and words count.

    Everything else the reason asks for is taken as given, so that only the words are judged.
    """
    masked = narrative.mask(text).text
    quality = narrative.quality_with_known_order(narrative.read_narrative(masked))
    if quality is not Quality.VAGUE:
        return False
    given = {item.removeprefix("any_of:").split("|")[0] for item in reason.asks}
    asked = replace(
        outlook.facts.application,
        reason=reason.code,
        evidence=outlook.facts.application.evidence | given,
        description_quality="vague",
        new_material=True,
    )
    decision = decide(outlook.policy, replace(outlook.facts, application=asked), at)
    return "description" in decision.missing
