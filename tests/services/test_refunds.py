"""A refund from application to money back, on a real database."""

import pytest

from tests.cast import asks
from tests.services.exchange_steps import recorded
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.refunds import progress_of
from weikameng.services import cards, chain, fulfilment, refunds

GOOD = "我在电信一区给账号 player-one 充值 100 元,付款成功但一直没有到账,申请退款 100 元。"
IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)
SHOT = (KeptFile("error_screenshot", "c" * 64, "d" * 64),)
PROOF = (KeptFile("status_screenshot", "a" * 64, "b" * 64),)


def test_an_unused_three_yuan_card_is_refunded_in_one_click(cast):
    order = cast.buys("game-card-3")
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.PAYING
    assert cast.pays_out() == 1
    progress = progress_of(applied.number, buyer_id=cast.xiaolin)
    assert progress.state is State.REFUNDED
    assert [line.event for line in progress.events] == ["settle", "pay", "clear", "apply"]
    assert audit() == []


def test_a_trial_used_three_days_is_rejected(cast):
    order = cast.brings("video-trial-7", "7.90", days=3, usage="used", used_days=3)
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.REJECTED
    assert progress_of(applied.number).decision["clauses"][0] == "B1"


def test_day_twenty_against_a_window_of_fifteen_days_is_rejected(cast):
    order = cast.brings("game-card-60", "60.00", days=20, usage="none")
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.REJECTED
    assert "B3" in progress_of(applied.number).decision["clauses"]


def test_a_card_from_abroad_needs_an_identity_check_first(cast):
    order = cast.buys("oversea-card-99")
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.AWAITING_BUYER
    assert progress_of(applied.number).decision["missing"][0] == "identity_check"


def test_a_card_from_abroad_goes_to_a_person(cast):
    order = cast.buys("oversea-card-99")
    applied = refunds.apply(asks(order, files=IDENTITY), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.REVIEWING


def test_a_key_already_looked_at_goes_to_a_person(cast):
    order = cast.buys("game-card-60")
    cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.REVIEWING


def test_a_top_up_that_never_arrived_waits_for_the_suppliers_word_and_is_paid(cast):
    order = cast.buys("game-topup-100", account="player-1111")
    applied = refunds.apply(asks(order, "NOT_ARRIVED", GOOD), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.SCREENING
    assert cast.supplier_speaks(applied.number) == 1
    assert cast.comes_to(applied.number) is State.PAYING
    cast.pays_out()
    progress = progress_of(applied.number)
    assert progress.state is State.REFUNDED
    assert [item.kind for item in progress.evidence][-1] == "supplier_answer"
    assert audit() == []


def test_a_top_up_that_did_arrive_is_rejected_on_the_suppliers_word(cast):
    order = cast.buys("game-topup-100", account="player-one")
    applied = refunds.apply(asks(order, "NOT_ARRIVED", GOOD), buyer_id=cast.xiaolin, at=cast.at)
    cast.supplier_speaks(applied.number)
    assert cast.comes_to(applied.number) is State.REJECTED


def test_a_supplier_silent_three_times_holds_nobody_up_any_longer(cast):
    order = cast.buys("game-topup-100", account="player-5555")
    applied = refunds.apply(asks(order, "NOT_ARRIVED", GOOD), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.SCREENING
    assert cast.supplier_speaks(applied.number) == 3
    progress = progress_of(applied.number)
    assert progress.state is State.AWAITING_BUYER
    assert "new_material" not in progress.decision["missing"]
    assert progress.decision["missing"]


def test_the_suppliers_word_comes_too_late_for_a_withdrawn_case(cast):
    order = cast.buys("game-topup-100", account="player-1111")
    applied = refunds.apply(asks(order, "NOT_ARRIVED", GOOD), buyer_id=cast.xiaolin, at=cast.at)
    refunds.withdraw(applied.number, buyer_id=cast.xiaolin, at=cast.at)
    assert cast.supplier_speaks(applied.number) == 1
    assert cast.comes_to(applied.number) is State.WITHDRAWN


def test_what_is_missing_is_asked_for_and_amending_goes_on_in_the_same_case(cast):
    order = cast.buys("game-topup-100", account="player-5555")
    first = refunds.apply(asks(order, "NOT_ARRIVED", "退钱"), buyer_id=cast.xiaolin, at=cast.at)
    cast.supplier_speaks(first.number)
    assert cast.comes_to(first.number) is State.AWAITING_BUYER
    cast.later(hours=1)
    missing = progress_of(first.number).decision["missing"]
    files = tuple(KeptFile(kind, "c" * 64, "d" * 64) for kind in missing if kind != "description")
    again = refunds.amend(
        first.number, asks("", "NOT_ARRIVED", GOOD, files=files), buyer_id=cast.xiaolin, at=cast.at
    )
    assert again.number == first.number
    if again.state is State.SCREENING:
        cast.supplier_speaks(first.number)
    progress = progress_of(first.number)
    assert progress.state is State.REVIEWING
    assert [spoken.round for spoken in progress.rounds] == [1, 2]
    assert chain.broken_at(links_of(progress.order.pk)) is None
    assert audit() == []


def test_applying_again_after_a_rejection_is_round_two_of_the_same_case(cast):
    order = cast.buys("game-card-60")
    cast.is_used(order)
    first = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert first.state is State.REJECTED
    again = refunds.apply(
        asks(order, "KEY_INVALID", GOOD, files=PROOF), buyer_id=cast.xiaolin, at=cast.at
    )
    assert again.number == first.number
    assert progress_of(first.number).case.round == 2
    assert audit() == []


def test_saying_the_same_after_a_rejection_changes_nothing(cast):
    order = cast.buys("game-card-60")
    cast.is_used(order)
    first = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    again = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.later(minutes=1))
    assert (again.number, again.joined) == (first.number, True)
    assert progress_of(first.number).case.round == 1


def test_a_repeated_submission_returns_the_same_case(cast):
    order = cast.buys("game-card-3")
    first = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    while_open = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    afterwards = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert {first.number} == {while_open.number, afterwards.number}
    assert while_open.joined
    assert afterwards.state is State.REFUNDED


def test_a_withdrawn_case_lets_the_buyer_apply_again(cast):
    order = cast.buys("oversea-card-99")
    first = refunds.apply(asks(order, files=IDENTITY), buyer_id=cast.xiaolin, at=cast.at)
    refunds.withdraw(first.number, buyer_id=cast.xiaolin, at=cast.at)
    assert cast.comes_to(first.number) is State.WITHDRAWN
    second = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert second.number != first.number
    assert second.state is State.REVIEWING
    assert audit() == []


def test_money_on_its_way_is_not_withdrawn(cast):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    with pytest.raises(Refusal, match="not_now"):
        refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)


def test_a_stranger_finds_nothing_whatever_she_tries(cast):
    order = cast.buys("oversea-card-99")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    tries = (
        lambda: refunds.apply(asks(order), buyer_id=cast.xiaowu, at=cast.at),
        lambda: refunds.amend(case, asks(order), buyer_id=cast.xiaowu, at=cast.at),
        lambda: refunds.withdraw(case, buyer_id=cast.xiaowu, at=cast.at),
        lambda: cards.reveal(order, 1, buyer_id=cast.xiaowu, at=cast.at),
        lambda: refunds.apply(asks("1" * 16), buyer_id=cast.xiaowu, at=cast.at),
    )
    for attempt in tries:
        with pytest.raises(Refusal, match="not_found"):
            attempt()
    assert progress_of(case, buyer_id=cast.xiaowu) is None
    assert order_of(order, buyer_id=cast.xiaowu) is None


def test_an_unpaid_order_has_nothing_to_give_back(cast):
    from weikameng.services import checkout

    product = checkout.catalogue.product("game-card-3")
    shown = checkout.policy_shown(product, cast.at)
    wish = checkout.Purchase("game-card-3", confirmed=True, text_digest=shown.digest)
    order = checkout.place(wish, buyer_id=cast.xiaolin, at=cast.at)
    with pytest.raises(Refusal, match="refused_b4"):
        refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)


def test_one_unit_goes_back_and_then_the_rest_but_never_more(cast):
    order = cast.buys("game-card-60", quantity=3)
    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    one = refunds.apply(asks(order, unit_ids=(units[0],)), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    rest = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    assert progress_of(one.number).case.amount_minor == 6_000
    assert progress_of(rest.number).case.amount_minor == 12_000
    assert order_of(order, buyer_id=cast.xiaolin).order.refunding_minor == 18_000
    more = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert more.joined
    assert audit() == []


def test_of_two_cards_the_used_one_stays_with_its_buyer(cast):
    order = cast.buys("game-card-60", quantity=2)
    page = order_of(order, buyer_id=cast.xiaolin)
    used = page.units[0]
    key = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    type(used).objects.filter(pk=used.pk).update(usage="used")
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    progress = progress_of(applied.number)
    assert (progress.state, progress.case.amount_minor) == (State.REFUNDED, 6_000)
    assert cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at) == key
    with pytest.raises(Refusal, match="not_found"):
        cards.reveal(order, 2, buyer_id=cast.xiaolin, at=cast.at)


def test_a_refunded_unit_stays_frozen_when_a_later_case_is_given_up(cast):
    order = cast.buys("oversea-card-99", quantity=2)
    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    asked = asks(order, unit_ids=(units[0],), files=IDENTITY)
    first = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at)
    cast.approves(first.number)
    recorded(cast, order, settled="27.50")
    cast.pays_out()
    cast.pays_out()
    second = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    refunds.withdraw(second.number, buyer_id=cast.xiaolin, at=cast.at)
    frozen = {u.pk: u.frozen for u in order_of(order, buyer_id=cast.xiaolin).units}
    assert frozen == {units[0]: True, units[1]: False}
    assert audit() == []


def test_what_was_refunded_undelivered_is_not_delivered_afterwards(cast):
    order = cast.pays("game-topup-100", account="player-one")
    cast.later(minutes=30)
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.PAYING
    assert fulfilment.deliver(order, at=cast.at)
    assert order_of(order, buyer_id=cast.xiaolin).order.completed_at is None


def test_nobody_supplementing_in_time_closes_the_case(cast):
    from weikameng.services import deadlines

    order = cast.buys("game-topup-100", account="player-5555")
    case = refunds.apply(asks(order, "NOT_ARRIVED"), buyer_id=cast.xiaolin, at=cast.at).number
    cast.supplier_speaks(case)
    due = progress_of(case).case.due_at
    assert deadlines.close_expired(cast.at) == 0
    assert deadlines.close_expired(due) == 1
    assert cast.comes_to(case) is State.CLOSED
    assert audit() == []


def test_a_vague_description_is_sent_back_once_and_never_twice(cast):
    order = cast.brings("game-card-60", "60.00", days=3, usage="revealed")
    first = refunds.apply(
        asks(order, "OTHER", "退款", files=SHOT), buyer_id=cast.xiaolin, at=cast.at
    )
    assert first.state is State.AWAITING_BUYER
    assert progress_of(first.number).decision["missing"] == ["description"]
    again = refunds.amend(
        first.number, asks(order, "OTHER", "快点退款啊"), buyer_id=cast.xiaolin, at=cast.at
    )
    assert again.state is State.REVIEWING
    assert audit() == []
