"""A buyer says who they are for a cross-border refund (R6.1): asked once, tried again by the clock.

The intent is committed before the provider is asked, and it is asked with nothing locked.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from weikameng.domain import identity as rules
from weikameng.domain.calendar import beijing
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.identity import Claim, Document, Outcome
from weikameng.domain.identity_words import (
    CONSENT_VERSION,
    NO_CONSENT,
    NOT_NEEDED,
    TEXT_CHANGED,
    TOO_OFTEN,
    WAITS,
    WRONG,
)
from weikameng.records.reading import identity as reading
from weikameng.records.reading.identity import CheckAsRead, OrderToCheck
from weikameng.records.writing import contacts
from weikameng.records.writing import identity as writing
from weikameng.services import attached, chain, identity_checks, identity_keys
from weikameng.services.sealing import mark_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form sends; ``text_version`` is of the text under which ``consented`` was ticked."""

    document: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    consented: bool = False
    text_version: str = CONSENT_VERSION


@dataclass(frozen=True, slots=True)
class Standing:
    """What a buyer sees: their latest check for this order, and how often they may try today."""

    order: OrderToCheck
    check: CheckAsRead | None
    tries_left: int

    @property
    def known(self) -> bool:
        """Whether nothing more is asked."""
        return self.check is not None and self.check.outcome is Outcome.MATCH

    @property
    def waits(self) -> bool:
        """Whether the provider is asked again by the clock."""
        return self.check is not None and self.check.due_at is not None

    @property
    def open(self) -> bool:
        """Whether the form may be sent."""
        return not self.known and not self.waits and self.tries_left > 0


def standing_of(order_number: str, *, buyer_id: int, at: datetime) -> Standing:
    """Return how far one's own check is. Refusal for strangers and where none is needed."""
    order = reading.order_to_check(order_number, buyer_id=buyer_id)
    if order is None:
        raise not_found()
    if not order.needed:
        raise Refusal("identity_not_needed", NOT_NEEDED)
    # A guardian is somebody else than whoever bought here before.
    check = reading.of_order(order.id, buyer_id, None if order.minor else at)
    left = rules.tries_left(reading.lately(buyer_id, at - rules.DAY))
    return Standing(order, check, left)


def submit(order_number: str, asked: Asked, *, buyer_id: int, at: datetime) -> Outcome:
    """Check a name and a number, once; a match that is there already asks nobody.

    Raises Refusal for what the form got wrong (``identity_name``, ``identity_number`` …), while
    an earlier check waits, and when no tries are left.
    """
    order = standing_of(order_number, buyer_id=buyer_id, at=at).order
    with transaction.atomic():
        contacts.hold(buyer_id)
        now = standing_of(order_number, buyer_id=buyer_id, at=at)
        if now.known:
            return Outcome.MATCH
        if now.waits:
            raise Refusal("identity_waits", WAITS)
        claim = _claim(asked, at)
        if not now.tries_left:
            raise Refusal("too_often", TOO_OFTEN)
        check_id = writing.ask(_new(order, claim, asked, buyer_id), at, at + rules.LEASE)
    return identity_checks.ask_first(check_id, claim, at)


def faults_of(asked: Asked, at: datetime) -> list[Refusal]:
    """Return all that is wrong with a form, each with its field in the code; empty for nothing."""
    document, name, number = _written(asked)
    found: list[Refusal] = []
    if fault := rules.name_fault(name):
        found.append(Refusal("identity_name", WRONG[fault]))
    if document is None:
        found.append(Refusal("identity_document", WRONG[rules.BadClaim.DOCUMENT]))
    elif fault := rules.number_fault(document, number, beijing(at).date()):
        found.append(Refusal("identity_number", WRONG[fault]))
    if not asked.consented or asked.text_version != CONSENT_VERSION:
        words = TEXT_CHANGED if asked.consented else NO_CONSENT
        found.append(Refusal("identity_consent", words))
    return found


def _claim(asked: Asked, at: datetime) -> Claim:
    """Return what was written, if it can be so; else raise the first fault."""
    if faults := faults_of(asked, at):
        raise faults[0]
    document, name, number = _written(asked)
    assert document is not None, "looked at above"
    return Claim(document, name, number)


def _written(asked: Asked) -> tuple[Document | None, str, str]:
    document = Document(asked.document) if asked.document in set(Document) else None
    return document, rules.written_name(asked.name), rules.written_number(asked.number)


def carry(order_id: int, buyer_id: int, at: datetime) -> None:
    """Let an order that was just placed carry its buyer's fresh match, if there is one; in the
    caller's transaction."""
    if found := reading.fresh_match(buyer_id, at):
        writing.carry(found, order_id, _reference(), at)
        chain.keep(order_id, [attached.identity_record(found.document, carried=True)], at)


def _new(order: OrderToCheck, claim: Claim, asked: Asked, buyer_id: int) -> writing.NewCheck:
    name, number, key = identity_keys.sealed(claim)
    return writing.NewCheck(
        _reference(),
        order.id,
        buyer_id,
        claim.document,
        name,
        number,
        key,
        rules.masked_name(claim.name),
        rules.masked_number(claim.document, claim.number),
        mark_of("identity", f"{claim.document}:{claim.number}"),
        asked.text_version,
    )


def _reference() -> str:
    return f"id-{secrets.token_hex(8)}"
