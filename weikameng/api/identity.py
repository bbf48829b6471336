"""The identity check of a cross-border refund through the API (R6.1): outcome only, never who."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from ninja import Router, Schema
from pydantic import Field

from weikameng.api.callers import buyer_of, demand_scope
from weikameng.domain.errors import not_found
from weikameng.domain.identity import MAX_NAME, MAX_NUMBER
from weikameng.domain.identity_words import CONSENT, CONSENT_VERSION
from weikameng.domain.words import typeset
from weikameng.records.reading.identity import order_of_case
from weikameng.services import identity
from weikameng.services.identity import Asked, Standing

router = Router(tags=["refunds"])


class IdentityIn(Schema):
    """Who the payer is. ``consent`` is their tick under the text with ``text_version``."""

    document: str = Field(max_length=10, description="resident or passport")
    name: str = Field(max_length=MAX_NAME)
    number: str = Field(max_length=MAX_NUMBER)
    consent: bool
    text_version: str = Field(max_length=20)


class ConsentOut(Schema):
    """What has to be agreed to, word for word."""

    text_version: str
    zh: str
    en: str


class IdentityOut(Schema):
    """How far the check is. ``outcome`` is empty before the first; ``open``: it may be sent now.

    ``next_try_at``: the service did not answer, and is asked again by itself.
    """

    outcome: str
    document: str
    open: bool
    tries_left: int
    next_try_at: datetime | None
    answered_at: datetime | None
    consent: ConsentOut


@router.get("/{number}/identity", response=IdentityOut, summary="How far the identity check is")
def look(request: HttpRequest, number: str) -> Any:
    """Return how far the check of a case is; 422 ``identity_not_needed`` where none is."""
    demand_scope(request, "refunds:read")
    buyer_id = buyer_of(request, case=number)
    return _shown(_standing(number, buyer_id))


@router.post("/{number}/identity", response=IdentityOut, summary="Check the payer's identity")
@sensitive_variables("asked")
def check(request: HttpRequest, number: str, asked: IdentityIn) -> Any:
    """Check a name and a document number; a match that is there already asks nobody."""
    demand_scope(request, "refunds:write")
    buyer_id = buyer_of(request, case=number)
    order = _standing(number, buyer_id).order.number
    said = Asked(asked.document, asked.name, asked.number, asked.consent, asked.text_version)
    identity.submit(order, said, buyer_id=buyer_id, at=timezone.now())
    return _shown(_standing(number, buyer_id))


def _standing(number: str, buyer_id: int) -> Standing:
    order = order_of_case(number, buyer_id=buyer_id)
    if order is None:
        raise not_found()
    return identity.standing_of(order, buyer_id=buyer_id, at=timezone.now())


def _shown(stands: Standing) -> dict[str, Any]:
    found = stands.check
    return {
        "outcome": found.outcome if found else "",
        "document": found.document if found else "",
        "open": stands.open,
        "tries_left": stands.tries_left,
        "next_try_at": found.due_at if found else None,
        "answered_at": found.answered_at if found else None,
        "consent": {
            "text_version": CONSENT_VERSION,
            "zh": typeset(CONSENT.zh),
            "en": CONSENT.en,
        },
    }
