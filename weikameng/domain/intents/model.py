"""The 27 things a buyer may want of a conversation, and what the shipped list says of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Intent(StrEnum):
    """One wish each; names as in the shipped ``intents.json``."""

    PROGRESS = "progress_query"
    ETA = "eta_query"
    ELIGIBILITY = "eligibility"
    HOW_TO = "how_to"
    EVIDENCE = "evidence_help"
    DESCRIPTION = "description_help"
    URGE = "urge"
    REJECT_REASON = "reject_reason"
    AMEND = "amend_reapply"
    CANCEL = "cancel_application"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    HUMAN = "human"
    ONE_CLICK = "one_click"
    CROSS_BORDER = "cross_border"
    MINOR = "minor_refund"
    FRAUD = "fraud_report"
    PAYMENT_ROUTE = "payment_route"
    DELIVERY = "delivery_issue"
    CHAIN = "chain_record"
    POLICY = "policy_query"
    PRIVACY = "privacy"
    INVOICE = "invoice"
    GREETING = "greeting"
    THANKS = "thanks_bye"
    ABUSE = "abuse"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Intents:
    """What a message wants: ``all`` in the order it is answered, ``first`` of them.

    ``angry``: the message insults, whatever else it wants.
    """

    all: tuple[Intent, ...]
    angry: bool = False

    @property
    def first(self) -> Intent:
        """The wish that is answered first."""
        return self.all[0]

    @property
    def missed(self) -> bool:
        """Whether nothing was understood that we could answer."""
        return self.all == (Intent.OUT_OF_SCOPE,)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the shipped list says of several wishes in one message: which come first."""

    priority: tuple[Intent, ...]

    @property
    def grave(self) -> tuple[Intent, ...]:
        """Fraud, minors and whoever wants a person: first, wherever they stand in a message."""
        return self.priority[: self.priority.index(Intent.HUMAN) + 1]


def catalogue_from(document: Mapping[str, Any]) -> Catalogue:
    """Read the shipped list. ValueError for an unknown name or one that is missing."""
    listed = {Intent(name) for name in document["intents"]}
    priority = tuple(Intent(name) for name in document["priority"])
    if listed != set(Intent) or set(priority) != set(Intent):
        raise ValueError("the list of intents must name all of them, each once")
    return Catalogue(priority)
