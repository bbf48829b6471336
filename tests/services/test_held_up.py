"""Money that is held up says what it really waits for, who does it and by when (R4.3, R6.1)."""

import pytest

from tests.cast import Cast, Scripted, asks
from tests.services.exchange_steps import (
    applies,
    brings_abroad,
    confirms,
    fills,
    is_known,
    pays_until_quiet,
)
from weikameng.domain import clock_words
from weikameng.domain.case_life import State
from weikameng.domain.lanes import Name, Owner
from weikameng.domain.payout_life import Outcome, PayoutOrder, PayoutReceipt
from weikameng.domain.words import Words
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services import held_payouts, lanes, legs, messages, refunds, standing
from weikameng.services.held_up import HeldUp, Waits, held_up
from weikameng.web import telling

pytestmark = pytest.mark.django_db(transaction=True)

# What only a channel that was asked can have done.
BLAMES = ("渠道没有退成", "还没有退成", "has not returned", "could not return", "channel failed")


def stopped(cast: Cast, *, waits_days: int = 0) -> str:
    """Approved, and its money stopped for its exchange record."""
    order = brings_abroad(cast)
    case = applies(cast, order)
    is_known(cast, order)
    cast.later(days=waits_days)
    cast.approves(case)
    cast.pays_out()
    assert cast.comes_to(case) is State.PAYOUT_STUCK
    return case


def progress(case: str) -> Progress:
    found = progress_of(case)
    assert found is not None
    return found


def held(cast: Cast, case: str) -> HeldUp:
    found = held_up(progress(case), cast.at)
    assert found is not None
    return found


def everything_told(cast: Cast, case: str) -> list[Words]:
    """All a buyer reads of the case: the card, where the money is, history, messages."""
    seen = progress(case)
    status = standing.status_of(seen, decision_of(seen.decision), cast.at)
    inbox, _ = messages.inbox(cast.xiaolin)
    return [
        *(status.title, status.text),
        *(leg["state"] for leg in legs.legs_of(seen)),
        legs.money_stands(seen),
        *(line["sentence"] for line in telling.timeline_of(seen)),
        *(words for one in inbox for words in (one.title, one.text)),
    ]


def _refuses(_verb: str, _order: PayoutOrder) -> PayoutReceipt:
    return PayoutReceipt(Outcome.NEEDS_HUMAN, "ACQ.SELLER_LOCKED")


def blamed(words: list[Words]) -> list[str]:
    return [text for one in words for text in one if any(blame in text for blame in BLAMES)]


def test_it_names_the_record_who_completes_it_and_by_when(cast: Cast) -> None:
    case = stopped(cast)
    found = held(cast, case)
    assert (found.waits_for, found.owner) == (Waits.EXCHANGE_RECORD, Owner.FINANCE)
    assert found.missing == ("deal", "confirmed")
    assert "财务登记原交易、另一个人核对" in found.text.zh
    assert "finance has filled in the original deal" in found.text.en
    assert found.by is not None
    assert clock_words.deadline(found.by, cast.at).zh in found.text.zh
    lane = next(one for one in lanes.lanes_of_case(progress(case)) if one.name is Name.EXCHANGE)
    assert lane.due_at == found.by > cast.at
    fills(cast, progress(case).order.number)
    found = held(cast, case)
    assert found.missing == ("confirmed",)
    assert "另一个人核对已登记的原交易" in found.text.zh
    confirms(cast, progress(case).order.number)
    assert held_up(progress(case), cast.at) is None
    pays_until_quiet(cast)
    assert cast.comes_to(case) is State.REFUNDED


def test_nobody_is_told_that_a_channel_failed_which_was_never_asked(cast: Cast) -> None:
    case = stopped(cast)
    told = everything_told(cast, case)
    assert blamed(told) == []
    latest = messages.inbox(cast.xiaolin)[0][0]
    by = held(cast, case).by
    assert by is not None
    assert latest.kind == "unrecorded"
    assert clock_words.deadline(by, cast.at).en in latest.text.en
    stick = telling.timeline_of(progress(case))[0]
    assert stick["actor"].en == "System"
    assert "登记" in stick["sentence"].zh


def test_when_the_record_is_late_it_says_sorry_and_so_does_the_message(cast: Cast) -> None:
    case = stopped(cast)
    cast.later(days=40)
    assert messages.tell_what_is_due(cast.at) == 1
    found = held(cast, case)
    assert found.text.zh.startswith("对不起")
    assert found.by is not None
    assert found.by < cast.at
    assert blamed(everything_told(cast, case)) == []
    late = messages.inbox(cast.xiaolin)[0][0]
    assert (late.kind, "外汇登记" in late.text.zh) == ("late", True)


def test_money_that_stops_after_the_first_date_gets_a_new_one_that_can_be_kept(cast: Cast) -> None:
    case = stopped(cast, waits_days=40)
    by = held(cast, case).by
    assert by is not None
    assert by > cast.at


def test_a_channel_that_was_asked_and_refused_is_named(cast: Cast) -> None:
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out(Scripted([_refuses]))
    found = held(cast, case)
    assert (found.waits_for, found.missing) == (Waits.CHANNEL, ())
    assert "渠道没有退成" in found.text.zh
    cast.later(minutes=1)
    held_payouts.ask_again(case, staff_id=cast.ids["acai"], role="finance", at=cast.at)
    assert held_up(progress(case), cast.at) is None
