"""The eligibility's answer goes out as it was made: it has the form the specification tells."""

import json
from datetime import datetime
from typing import Any

from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policies import POLICY
from tests.domain.test_policy_stored import FACTS, MOMENTS
from weikameng.api.eligibility import EligibilityOut, answer
from weikameng.api.forms import SparseRenderer, ready
from weikameng.domain.case_life import State
from weikameng.domain.evidence_list import KEPT_WORDS, Kept
from weikameng.domain.policy import eligibility
from weikameng.domain.policy.facts import Facts
from weikameng.records.reading.photograph import EarlierCase, Photograph
from weikameng.services.eligibility import Outlook

KEPT = st.lists(
    st.builds(
        Kept,
        kind=st.sampled_from(sorted([*KEPT_WORDS, *POLICY.evidence])),
        source=st.sampled_from(["platform", "buyer", "supplier"]),
        at=st.none() | MOMENTS,
    ),
    unique_by=lambda item: item.kind,
    max_size=6,
).map(tuple)
LANGUAGES = st.sampled_from(["", "zh", "en"])


def photo_of(facts: Facts) -> Photograph:
    """An order with these facts."""
    return Photograph(
        order_id=1,
        number="1000000000000001",
        buyer_id=1,
        fulfilment="key",
        policy_version=POLICY.version,
        order=facts.order,
        legs=(),
        cases=(),
        supplier_asked_at=None,
        one_click_30d=0,
        kept=(),
        evidence_position=0,
        evidence_digest="",
        serial=0,
        later_versions=(),
        supplier="",
        sku="game-card-3",
        goods=(),
    )


def outlook_on(facts: Facts, kept: tuple[Kept, ...], at: datetime) -> Outlook:
    """The outlook on any facts."""
    case = EarlierCase("2000000000000001", State.SCREENING, 1, at, 1, open=True)
    return Outlook(
        photo=photo_of(facts),
        policy=POLICY,
        later=(),
        plain=eligibility(POLICY, facts, at),
        facts=facts,
        kept=kept,
        open_case=case if facts.application.open_case else None,
    )


def checked(data: dict[str, Any]) -> dict[str, Any]:
    """The answer as the schema reads every field of it and writes it."""
    return EligibilityOut.model_validate(data).model_dump()


@settings(max_examples=100, deadline=None)
@given(FACTS, KEPT, MOMENTS, LANGUAGES)
def test_the_answer_is_the_one_that_checking_every_field_would_make(
    facts: Facts, kept: tuple[Kept, ...], at: datetime, language: str
) -> None:
    data = answer(outlook_on(facts, kept, at), at)
    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=language)
    sent = ready(request, data)
    wanted = SparseRenderer().render(request, checked(data), response_status=200)
    assert sent.content.decode() == wanted
    assert sent.headers["Content-Type"] == "application/json; charset=utf-8"
    told = json.loads(sent.content)
    assert told.keys() == EligibilityOut.model_fields.keys()
    assert len(told["reasons"]) == len(POLICY.reasons)
