"""A lost answer, then a refusal: nobody may pay by another way while the first may yet arrive."""

import pytest

from tests.cast import Scripted, asks
from tests.services.transfer_steps import proposes
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Concern, Outcome, PayoutReceipt, RefundNotice
from weikameng.records.models import Payout
from weikameng.records.reading.audit import audit
from weikameng.records.reading.payouts import leg_named
from weikameng.records.writing import channel_notices
from weikameng.records.writing.claims import leased_leg
from weikameng.services import held_payouts, refunds, wiring
from weikameng.services.payouts import order_of

LOST = PayoutReceipt(Outcome.RETRY_SAME_ID, "CONNECTION_CUT", verified=False)
NOT_SEEN = PayoutReceipt(Outcome.RETRY_SAME_ID, "NOT_RECEIVED")
REFUSED = PayoutReceipt(Outcome.NEEDS_HUMAN, "NOBODY_KNOWS_THIS")
CLOSED = PayoutReceipt(Outcome.PERMANENTLY_FAILED, "BUYER_GONE", concern=Concern.OFFLINE)


def says(receipt):
    return lambda verb, order: receipt


def carried_out_unheard(verb, order):
    getattr(wiring.channel(), verb)(order)
    return LOST


@pytest.fixture
def case(cast):
    """A one-click refund that waits for the worker."""
    return refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number


def plays(cast, *answers):
    for answer in answers:
        cast.pays_out(Scripted([answer]))
        cast.later(minutes=3)


@pytest.mark.parametrize("refusal", [REFUSED, CLOSED])
def test_a_refusal_after_a_lost_answer_is_asked_about_not_paid_twice(cast, case, refusal):
    plays(cast, carried_out_unheard, says(NOT_SEEN), says(refusal))
    leg = Payout.objects.get()
    assert leg.state == "unknown"
    assert cast.comes_to(case) is State.PAYOUT_STUCK  # a person sees it meanwhile
    assert held_payouts.may_act_on(leg_named(leg.number)) == {"again"}
    with pytest.raises(Refusal) as refused:
        proposes(cast, leg)
    assert refused.value.code == "not_dead"
    cast.later(hours=7)
    cast.pays_out()  # the real sandbox tells: it was carried out
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_after_a_day_of_asking_the_refusal_is_final_and_another_way_is_open(cast, case):
    plays(cast, says(LOST), says(NOT_SEEN), says(REFUSED))
    for _ in range(12):
        cast.later(hours=6)
        plays(cast, lambda verb, _: NOT_SEEN if verb == "query" else REFUSED)
    leg = Payout.objects.get()
    assert leg.state == "refused"
    assert cast.comes_to(case) is State.PAYOUT_STUCK
    assert proposes(cast, leg)


def test_a_first_request_that_is_refused_is_final_at_once(cast, case):
    plays(cast, says(CLOSED))
    assert Payout.objects.get().state == "refused"
    assert "offline" in held_payouts.may_act_on(leg_named(f"{case}01"))


def test_a_refused_leg_is_asked_again_when_a_notice_says_that_it_arrived(cast, case):
    plays(cast, says(CLOSED))
    leg = Payout.objects.get()
    wiring.channel().refund(order_of(leased_leg(leg.pk)))  # the channel did it after all
    arrived = RefundNotice("n-1", leg.number, "", PayoutReceipt(Outcome.SETTLED), "")
    assert channel_notices.keep(leg.route, arrived, cast.at).hinted
    assert not channel_notices.keep(leg.route, arrived, cast.at).hinted
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []
