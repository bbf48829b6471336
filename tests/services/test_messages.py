"""The inbox: one message for each step, none twice, and "arrived" only where it settled (R5.1)."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.cast import Cast, Scripted, asks
from tests.journeys import states
from tests.services import transfer_steps as steps
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import Event, State
from weikameng.domain.messages import ARRIVALS
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.records.models import CaseEvent, Complaint, Payout, RefundCase
from weikameng.records.reading.messages import unread_of
from weikameng.services import held_payouts, messages, refunds, transfers, wiring

# Steps that the states of the journeys walk through.
_WITH_A_DOOR = {
    *("apply", "clear", "refer", "ask", "approve", "reject", "withdraw", "expire"),
    *("pay", "settle", "stick"),
}
ACCEPTED = PayoutReceipt(Outcome.ACCEPTED, "PROCESSING")
NOTE = "银行通知:收款账户已销户,款项退回。"
pytestmark = pytest.mark.usefixtures("own_files")


def told(cast: Cast, buyer: int | None = None) -> list[messages.Message]:
    """The whole inbox, oldest first."""
    found, page, more = [], 1, True
    while more:
        rows, more = messages.inbox(buyer or cast.xiaolin, page)
        found += rows
        page += 1
    return found[::-1]


def kinds(cast: Cast) -> list[str]:
    """What was told, oldest first."""
    return [one.kind for one in told(cast)]


def one_click(cast: Cast, **wish: object) -> str:
    """A refund that is approved at once."""
    order = cast.buys("game-card-60", **wish)
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def small(cast: Cast) -> str:
    """A one-click refund of 3 yuan."""
    return refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number


def comes_back(cast: Cast) -> None:
    """The bank returns the only settled channel leg; finance notes it."""
    number = Payout.objects.get(state="settled", route=wiring.SANDBOX).number
    role = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.bank_returned(number, NOTE, at=cast.at, **role)


def paid_by_hand(cast: Cast, *states_of_dead: str) -> None:
    """阿财 and 老陈 pay the dead leg by a transfer."""
    dead = Payout.objects.get(state__in=states_of_dead or ["refused", "reversed"])
    transfer = steps.pays(cast, dead)
    seen = steps.row_of(transfer).proof_digest
    transfers.confirm(transfer, seen, steps.laochen(cast), at=cast.at)


def test_one_click_tells_each_step_once_and_a_worker_that_looks_again_tells_nothing(cast):
    small(cast)
    assert kinds(cast) == ["received_at_once", "passed", "sent"]
    cast.pays_out()
    assert kinds(cast)[3:] == ["arrived"]
    for _ in range(3):
        cast.later(hours=1)
        cast.pays_out()
        messages.tell_what_is_due(cast.at)
    assert len(kinds(cast)) == 4


def test_the_words_name_amount_route_promise_reference_and_where_it_went(cast):
    case = small(cast)
    cast.pays_out()
    received, passed, sent, arrived = told(cast)
    assert case in received.text.zh
    assert passed.text.zh.startswith("同意退款 3.00 元。")
    assert sent.text.zh == (
        "3.00 元按原路退回：沙箱支付 3.00 元，最晚 11月19日(周四)24:00。到账后再告诉你。"
    )
    assert "Sandbox channel 3.00 CNY, by Thu 19 Nov, 24:00" in sent.text.en
    reference = Payout.objects.get().provider_reference
    assert arrived.text.zh == f"3.00 元已到账：沙箱支付 3.00 元，流水号 {reference}。"
    assert arrived.text.en.endswith(f"Sandbox channel 3.00 CNY, reference {reference}.")
    assert {one.case_number for one in told(cast)} == {case}


def test_where_the_channel_says_it_went_is_told(cast):
    small(cast)
    card = PayoutReceipt(Outcome.SETTLED, "SUCCESS", "W1", credited_to="同名账户 尾号 0403")
    cast.pays_out(Scripted([lambda verb, order: card]))
    arrived = told(cast)[-1]
    assert "退到同名账户 尾号 0403" in arrived.text.zh
    assert "to account ending 0403" in arrived.text.en


def test_every_line_of_every_history_is_one_message(cast):
    for brought in states.EVERY.values():
        brought(cast)
    lines = Counter(CaseEvent.objects.values_list("case__number", flat=True))
    assert Counter(one.case_number for one in told(cast)) == lines
    assert unread_of(cast.xiaolin) == sum(lines.values())
    assert set(CaseEvent.objects.values_list("event", flat=True)) >= _WITH_A_DOOR
    for one in told(cast):
        assert states.placeless(one.title.zh + one.text.zh + one.text.en) == []


def test_a_split_refund_has_arrived_with_its_last_leg_only(cast):
    one_click(cast, use_balance_minor=1_000)
    cast.pays_out(Scripted([lambda verb, order: ACCEPTED]))
    settled = Payout.objects.get(route="wallet")
    assert settled.state == "settled"
    assert "arrived" not in kinds(cast)
    assert "平台余额 10.00 元，最晚 11月18日(周三)24:00；沙箱支付" in _last(cast, "sent").text.zh
    cast.later(hours=1)
    cast.pays_out()
    cast.later(hours=1)
    cast.pays_out()
    assert kinds(cast).count("arrived") == 1
    arrived = _last(cast, "arrived")
    assert arrived.text.zh.startswith("60.00 元已到账：平台余额 10.00 元")
    assert "沙箱支付 50.00 元" in arrived.text.zh


def test_a_late_failure_is_corrected_then_told_as_arrived_again(cast):
    small(cast)
    cast.pays_out()
    first = _last(cast, "arrived")
    cast.later(days=2)
    comes_back(cast)
    again = told(cast)
    assert [one.kind for one in again][-2:] == ["arrived", "returned"]
    assert (again[-2].corrected, again[-2].text) == (True, first.text)
    assert "此前告知已到账的 3.00 元被银行退回了" in again[-1].text.zh
    assert "最晚 12月1日(周二)24:00 到账，不用你再申请" in again[-1].text.zh
    assert NOTE not in again[-1].text.zh
    cast.later(hours=3)
    paid_by_hand(cast)
    end = told(cast)
    assert [one.kind for one in end][-2:] == ["rerouted", "arrived_again"]
    assert "沙箱支付退不回去，改为：线下转账 3.00 元，最晚" in end[-2].text.zh
    assert "线下转账 3.00 元，退到" in end[-1].text.zh
    assert [one.corrected for one in end][-4:] == [True, False, False, False]
    assert messages.tell_what_is_due(cast.at) == 0


def test_a_leg_that_comes_back_before_the_others_arrive_is_named_alone(cast):
    """Nothing was told as arrived, so there is nothing to correct: the refund is held up."""
    one_click(cast, use_balance_minor=1_000)
    Payout.objects.filter(route="wallet").update(due_at=None)
    cast.pays_out()
    cast.later(hours=1)
    comes_back(cast)
    assert kinds(cast)[-1] == "held_up"
    assert _last(cast, "held_up").text.zh.startswith("沙箱支付还没有退成。")
    paid_by_hand(cast, "reversed")
    assert "改为：线下转账 50.00 元" in _last(cast, "rerouted").text.zh
    assert "arrived" not in kinds(cast)


def test_a_transfer_later_than_first_promised_says_so(cast):
    small(cast)
    cast.pays_out(Scripted([lambda verb, order: steps.DEAD]))
    paid_by_hand(cast)
    end = told(cast)
    assert [one.kind for one in end][-3:] == ["held_up", "rerouted", "arrived"]
    assert "比原来说的 11月19日(周四)24:00 晚，对不起。" in end[-2].text.zh
    assert "later than the Thu 19 Nov, 24:00" in end[-2].text.en
    assert end[-3].text.zh.startswith("沙箱支付还没有退成。")


def test_a_new_number_is_told_as_sent_again_and_no_other_route(cast):
    small(cast)
    cast.pays_out(Scripted([lambda verb, order: steps.DEAD]))
    cast.later(days=3)
    number = Payout.objects.get().number
    role = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.send_anew(number, NOTE, at=cast.at, **role)
    resumed = told(cast)[-1]
    assert resumed.kind == "resumed"
    assert "正在退回：沙箱支付 3.00 元，最晚 11月23日(周一)24:00。比原来说的" in resumed.text.zh
    assert NOTE not in resumed.text.zh


def test_asking_again_keeps_the_promise_and_says_that_the_money_is_on_its_way_again(cast):
    case = small(cast)
    promised_at = RefundCase.objects.get(number=case).due_at
    refused = PayoutReceipt(Outcome.NEEDS_HUMAN, "REFUSED")
    cast.pays_out(Scripted([lambda verb, order: refused]))
    role = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.ask_again(case, at=cast.at, **role)
    assert RefundCase.objects.get(number=case).due_at == promised_at
    resumed = told(cast)[-1]
    assert resumed.kind == "resumed"
    assert (
        "正在退回：沙箱支付 3.00 元，最晚 11月19日(周四)24:00。到账后再告诉你"
        in resumed.text.zh
    )


def test_a_transfer_that_no_step_of_the_case_tells_has_a_message_of_its_own(cast):
    """Another leg of the case waits for a person still, so the case does not go on."""
    case = one_click(cast, use_balance_minor=1_000)
    cast.pays_out(Scripted([lambda verb, order: steps.DEAD]))
    dead = Payout.objects.get(state="refused")
    Payout.objects.filter(route="wallet").update(state="refused")
    steps.approves(cast, dead)
    assert cast.comes_to(case) is State.PAYOUT_STUCK
    assert kinds(cast)[-1] == "held_up"
    for _ in range(2):
        messages.tell_what_is_due(cast.at)
    assert kinds(cast).count("rerouted") == 1
    assert "改为：线下转账 50.00 元" in _last(cast, "rerouted").text.zh


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("accepted", "渠道已经受理"),
        ("unknown", "正在向渠道核实"),
        ("intended", "系统会继续提交"),
        ("refused", "财务正在处理"),
    ],
)
def test_a_promise_that_passed_is_told_once_with_why(cast, state, why):
    small(cast)
    Payout.objects.update(state=state, due_at=None)
    cast.at = Payout.objects.get().promised_at - timedelta(seconds=1)
    assert messages.tell_what_is_due(cast.at) == 0
    cast.later(seconds=1)
    assert messages.tell_what_is_due(cast.at) == 1
    assert messages.tell_what_is_due(cast.later(days=9)) == 0
    late = _last(cast, "late")
    assert "沙箱支付 3.00 元原定最晚 11月19日(周四)24:00 到账，现在还没有到" in late.text.zh
    assert why in late.text.zh
    assert late.tone == "warn"


def test_a_held_refund_says_that_a_complaint_holds_it(cast):
    small(cast)
    leg = Payout.objects.get()
    Complaint.objects.create(
        order_id=leg.tender.order_id,
        tender_id=leg.tender_id,
        kind="complaint",
        reference="C1",
        amount_minor=300,
        opened_at=cast.at,
        recorded_by_id=cast.laochen,
    )
    cast.later(days=3)
    messages.tell_what_is_due(cast.at)
    assert "渠道正在处理同一笔钱的投诉" in _last(cast, "late").text.zh


def test_a_late_leg_that_arrives_is_told_as_arrived_and_not_late_again(cast):
    small(cast)
    cast.later(days=4)
    messages.tell_what_is_due(cast.at)
    cast.pays_out()
    messages.tell_what_is_due(cast.later(days=4))
    assert kinds(cast)[3:] == ["late", "arrived"]


def test_money_that_came_back_is_late_only_after_the_date_its_correction_named(cast):
    small(cast)
    cast.pays_out()
    cast.later(days=30)
    comes_back(cast)
    assert messages.tell_what_is_due(cast.later(days=1)) == 0
    assert messages.tell_what_is_due(cast.later(days=12)) == 1
    corrected, late = told(cast)[-2:]
    assert "最晚 12月29日(周二)24:00" in corrected.text.zh
    assert "原定最晚 12月29日(周二)24:00" in late.text.zh
    assert "财务正在换一种方式退给你" in late.text.zh
    assert messages.tell_what_is_due(cast.later(days=12)) == 0


def test_two_workers_at_once_tell_one_lateness_once(cast):
    small(cast)
    cast.later(days=4)
    at_once([lambda: messages.tell_what_is_due(cast.at)] * 4)
    assert kinds(cast).count("late") == 1


def test_arrivals_are_told_for_settlements_and_for_nothing_else(cast):
    for brought in states.EVERY.values():
        brought(cast)
    cast.pays_out()
    one = Payout.objects.filter(state="settled", route=wiring.SANDBOX).order_by("id")[0]
    role = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.bank_returned(one.number, NOTE, at=cast.at, **role)
    paid_by_hand(cast, "reversed")
    settlements = CaseEvent.objects.filter(event=Event.SETTLE)
    lines = Counter(settlements.values_list("case__number", flat=True))
    assert max(lines.values()) == 2
    arrived = [one for one in told(cast) if one.kind in ARRIVALS]
    assert Counter(one.case_number for one in arrived) == lines
    for one in told(cast):
        if one.kind not in ARRIVALS:
            assert "元已到账：" not in one.text.zh
            assert "have arrived:" not in one.text.en


def test_nothing_is_owed_for_what_cost_nothing(cast):
    order = cast.brings("game-card-60", "0.00", days=1)
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert kinds(cast) == ["received_at_once", "passed", "sent_nothing", "arrived_nothing"]


def test_looking_reads_what_was_shown_and_asking_by_api_does_not(cast):
    small(cast)
    assert unread_of(cast.xiaolin) == 3
    told(cast)
    assert unread_of(cast.xiaolin) == 3
    rows, _ = messages.opened(cast.xiaolin, 1, cast.at)
    assert [one.unread for one in rows] == [True] * 3
    assert unread_of(cast.xiaolin) == 0
    cast.pays_out()
    assert unread_of(cast.xiaolin) == 1
    rows, _ = messages.opened(cast.xiaolin, 1, cast.at)
    assert [one.unread for one in rows] == [True, False, False, False]
    cast.later(days=4)
    Payout.objects.update(state="accepted")
    messages.tell_what_is_due(cast.at)
    assert unread_of(cast.xiaolin) == 1
    messages.opened(cast.xiaolin, 1, cast.at)
    assert unread_of(cast.xiaolin) == 0


def test_an_inbox_is_its_buyers_alone(cast):
    small(cast)
    cast.later(days=4)
    messages.tell_what_is_due(cast.at)
    assert told(cast, cast.xiaowu) == []
    assert unread_of(cast.xiaowu) == 0
    messages.opened(cast.xiaowu, 1, cast.at)
    assert unread_of(cast.xiaolin) == 4


def test_a_page_costs_the_same_for_one_case_as_for_twenty(cast, django_assert_num_queries):
    small(cast)
    with django_assert_num_queries(3):  # the page, its money, its decisions
        messages.inbox(cast.xiaolin)
    for _ in range(6):
        states.rejected(cast)
    with django_assert_num_queries(3):
        rows, more = messages.inbox(cast.xiaolin)
    assert (len(rows), more) == (20, True)
    with django_assert_num_queries(1):
        unread_of(cast.xiaolin)


def test_pages_follow_each_other_without_gaps(cast):
    for _ in range(9):
        small(cast)
        cast.later(seconds=5)
    lines = CaseEvent.objects.count()
    both = [messages.inbox(cast.xiaolin, page)[0] for page in (1, 2)]
    assert [len(page) for page in both] == [20, lines - 20]
    assert len({(one.case_number, one.kind) for page in both for one in page}) == lines
    moments = [one.at for page in both for one in page]
    assert moments == sorted(moments, reverse=True)


def test_a_legs_promise_is_kept_with_it_and_its_case_has_the_slowest(cast):
    case = one_click(cast, use_balance_minor=1_000)
    legs = {leg.route: leg.promised_at for leg in Payout.objects.all()}
    assert legs["wallet"] < legs[wiring.SANDBOX]
    assert RefundCase.objects.get(number=case).due_at == legs[wiring.SANDBOX]


def _last(cast: Cast, kind: str) -> messages.Message:
    return [one for one in told(cast) if one.kind == kind][-1]


def test_what_a_reviewer_wrote_is_quoted_whole(cast):
    case = states.rejected(cast)
    rejected = told(cast)[-1]
    assert (rejected.kind, rejected.case_number) == ("rejected_by_person", case.number)
    assert states.NO in rejected.text.zh
    assert states.NO in rejected.text.en
