"""The channels' statements against our payouts: what differs is found, once, and ends (R4.5)."""

from datetime import timedelta

import pytest

from tests.cast import asks
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.services.statement_files import alipay_file, line, wechatpay_file
from tests.services.statement_steps import (
    ROUTES,
    acai,
    cleared,
    goes_back,
    leg,
    next_morning,
    open_now,
    passes_to,
    starts_at,
    states,
    works,
)
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.statements import DayState, bounds, day_of
from weikameng.records.models import (
    BookEntry,
    ChannelStatement,
    Difference,
    DifferenceEvent,
    Payout,
    StatementLine,
)
from weikameng.records.reading.audit import audit
from weikameng.records.writing import reconciliation as writing
from weikameng.services import held_payouts, payouts, reconciliation, refunds, wiring

# The last two digits of the amount choose what the statement makes of it.
SPOILED = {
    3_041: ("missing", "no_line"),
    3_042: ("extra", "unknown_number"),
    3_043: ("unequal", "paid_more"),
}


@pytest.fixture
def day(cast, rails):  # noqa: F811
    """A day that begins at ten, on which the amounts choose the scenarios."""
    rails.do("plan", by_amount=True)
    return starts_at(rails, cast)


def reconciled(cast, day, **more):
    """Run every channel; returns the states."""
    return {r: reconciliation.reconcile(r, day, at=cast.at, **more).state for r in ROUTES}


def test_a_day_that_agrees_is_clean_and_booked_once_a_line(cast, rails, day):  # noqa: F811
    goes_back(cast, rails, {"alipay": 2_000, "wechatpay": 1_000})
    next_morning(rails, cast, day)
    for _ in range(3):
        assert set(reconciled(cast, day).values()) == {DayState.CLEAN}
    assert cleared() == {"cash:alipay": 2_000, "cash:wechatpay": 1_000}
    assert (ChannelStatement.objects.count(), StatementLine.objects.count()) == (2, 2)
    assert BookEntry.objects.filter(kind="cleared").count() == 2
    assert audit() == []


@pytest.mark.parametrize("amount", sorted(SPOILED))
def test_a_spoiled_statement_gives_its_difference_once(cast, rails, day, amount):  # noqa: F811
    goes_back(cast, rails, dict.fromkeys(ROUTES, amount))
    next_morning(rails, cast, day, 12)  # a day without any line counts as none from noon on
    for _ in range(3):
        assert set(reconciled(cast, day).values()) == {DayState.DIFFERENT}
    kind, cause = SPOILED[amount]
    # Nothing else was refunded at WeChat Pay that day, so it has no statement at all.
    nothing = "no_statement" if amount == 3_041 else cause
    assert open_now() == [("alipay", kind, cause), ("wechatpay", kind, nothing)]
    assert DifferenceEvent.objects.count() == 2
    matched = {"cash:alipay": amount, "cash:wechatpay": amount} if amount == 3_042 else {}
    assert cleared() == matched
    assert audit() == []


def test_what_the_channel_paid_unheard_is_asked_for_and_never_settled_by_a_statement(
    cast,
    rails,  # noqa: F811
    day,
):
    order = rails.brings(cast, {"alipay": 2_015})  # it is done, then the line dies
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
    Payout.objects.update(due_at=cast.at + timedelta(days=5))  # asked again much later
    next_morning(rails, cast, day)
    reconciliation.reconcile("alipay", day, at=cast.at)
    assert open_now() == [("alipay", "extra", "settled_unheard")]
    row = leg("alipay")
    assert (row.state, row.due_at, cleared()) == ("unknown", cast.at, {})
    works(cast, rails, 2)
    reconciliation.run_due(cast.at)
    assert (leg("alipay").state, states()) == ("settled", ["settled"])
    assert cleared() == {"cash:alipay": 2_015}
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_a_line_of_midnight_is_expected_and_settled_by_the_next_day(cast, rails):  # noqa: F811
    day = starts_at(rails, cast, 23.99)
    order = rails.brings(cast, dict.fromkeys(ROUTES, 1_000))
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    rails.advance(120)  # the channels' clock is past midnight, ours is not
    for _ in range(3):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        cast.later(seconds=4)
    assert {day_of(leg(route).settled_at) for route in ROUTES} == {day}
    next_morning(rails, cast, day, 12)
    assert set(reconciled(cast, day).values()) == {DayState.EXPECTED}
    assert open_now() == [(route, "missing", "late_line") for route in ROUTES]
    tomorrow = day + timedelta(days=1)
    next_morning(rails, cast, tomorrow)
    assert set(reconciled(cast, tomorrow).values()) == {DayState.CLEAN}
    assert states() == ["settled", "settled"]
    assert cleared() == {"cash:alipay": 1_000, "cash:wechatpay": 1_000}


def test_a_line_that_does_not_come_the_next_day_either_needs_a_person(cast, rails, day):  # noqa: F811
    passes_to(rails, cast, day, 23.5)
    goes_back(cast, rails, {"alipay": 3_041})
    tomorrow = day + timedelta(days=1)
    next_morning(rails, cast, day)
    reconciliation.reconcile("alipay", day, at=cast.at)
    assert open_now() == [("alipay", "missing", "late_line")]
    next_morning(rails, cast, tomorrow, 12)
    reconciliation.reconcile("alipay", tomorrow, at=cast.at)
    assert open_now() == [("alipay", "missing", "no_line")]
    events = DifferenceEvent.objects.order_by("id").values_list("event", flat=True)
    assert list(events) == ["found", "changed"]


def test_a_statement_that_is_not_out_yet_is_no_error_and_its_absence_is_told_later(
    cast,
    rails,  # noqa: F811
    day,
    settings,
):
    goes_back(cast, rails, {"alipay": 2_000, "wechatpay": 1_000})
    next_morning(rails, cast, day, 8)
    for route in ROUTES:
        done = reconciliation.reconcile(route, day, at=cast.at)
        assert (done.state, bool(done.code)) == (DayState.NOT_YET, True)
    assert ChannelStatement.objects.count() == 0
    settings.CHANNELS = {}
    wiring.forget_channels()
    next_morning(rails, cast, day, 12)
    done = reconciliation.reconcile("alipay", day, at=cast.at)
    assert (done.state, done.code) == (DayState.NOT_THERE, "CHANNEL_OFF")


def test_a_day_of_which_the_channel_has_nothing_is_clean_from_noon_on(cast, rails, day):  # noqa: F811
    next_morning(rails, cast, day, 11)
    assert set(reconciled(cast, day).values()) == {DayState.NOT_YET}
    next_morning(rails, cast, day, 12)
    assert set(reconciled(cast, day).values()) == {DayState.CLEAN}
    assert ChannelStatement.objects.filter(source="none", lines=0).count() == 2


def test_the_clock_reads_yesterday_when_it_is_ready_and_what_a_sleeping_worker_missed(
    cast,
    rails,  # noqa: F811
    day,
):
    goes_back(cast, rails, {"alipay": 2_000})
    next_morning(rails, cast, day, 10)
    assert reconciliation.run_due(cast.at) == []
    next_morning(rails, cast, day + timedelta(days=1), 10.5)
    done = reconciliation.run_due(cast.at)
    assert [(one.route, (one.day - day).days, one.state) for one in done] == [
        ("alipay", 0, DayState.CLEAN),
        ("alipay", 1, DayState.NOT_YET),
        ("wechatpay", 1, DayState.NOT_YET),
    ]
    next_morning(rails, cast, day + timedelta(days=1), 12.5)
    assert {one.state for one in reconciliation.run_due(cast.at)} == {DayState.CLEAN}
    next_morning(rails, cast, day + timedelta(days=3), 10.5)
    done = {(one.route, (one.day - day).days) for one in reconciliation.run_due(cast.at)}
    assert done == {("alipay", 2), ("alipay", 3), ("wechatpay", 3)}


def test_a_channel_that_keeps_a_statement_no_longer_does_not_undo_what_was_read(
    cast,
    rails,  # noqa: F811
    day,
):
    goes_back(cast, rails, {"wechatpay": 2_000})
    next_morning(rails, cast, day, 12)
    reconciliation.reconcile("wechatpay", day, at=cast.at)
    rails.do("forget")
    done = reconciliation.reconcile("wechatpay", day, at=cast.at)
    assert (done.state, done.lines, done.code) == (DayState.CLEAN, 1, "NO_STATEMENT_EXIST")


def test_a_statement_that_comes_after_noon_is_still_read(cast, rails, day):  # noqa: F811
    next_morning(rails, cast, day, 12.5)
    reconciliation.run_due(cast.at)
    assert ChannelStatement.objects.filter(source="none").count() == 2
    noon = bounds(day)[0] + timedelta(hours=12)
    content = alipay_file(line("X1", 500, noon))
    reconciliation.reconcile_upload("alipay", day, content, at=cast.later(seconds=1))
    assert open_now() == [("alipay", "extra", "unknown_number")]
    assert [one.route for one in reconciliation.run_due(cast.later(hours=1))] == ["wechatpay"]


def test_one_reads_a_day_at_a_time_and_the_others_are_told(cast, rails, day):  # noqa: F811
    goes_back(cast, rails, {"alipay": 3_042})
    next_morning(rails, cast, day)
    said = at_once([lambda: reconciliation.reconcile("alipay", day, at=cast.at)] * 6)
    refused = [one for one in said if isinstance(one, Refusal)]
    assert {one.code for one in refused} <= {"running"}
    assert len(refused) < 6
    assert (ChannelStatement.objects.count(), Difference.objects.count()) == (1, 1)
    assert DifferenceEvent.objects.count() == 1
    assert cleared() == {"cash:alipay": 3_042}


def test_whoever_died_while_reading_keeps_others_out_for_minutes_only(cast, rails, day):  # noqa: F811
    next_morning(rails, cast, day, 12)
    assert writing.begin("alipay", day, cast.at)
    with pytest.raises(Refusal) as told:
        reconciliation.reconcile("alipay", day, at=cast.at)
    assert told.value.code == "running"
    cast.at += writing.LEASE
    assert reconciliation.reconcile("alipay", day, at=cast.at).state is DayState.CLEAN


def test_different_days_of_a_route_at_once_get_along(cast, rails, day):  # noqa: F811
    goes_back(cast, rails, {"alipay": 2_000}, "one")
    passes_to(rails, cast, day + timedelta(days=1), 9)
    goes_back(cast, rails, {"alipay": 3_042}, "two")
    next_morning(rails, cast, day + timedelta(days=1))
    days = [day, day + timedelta(days=1)]
    at_once([lambda d=d: reconciliation.reconcile("alipay", d, at=cast.at) for d in days] * 2)
    assert (ChannelStatement.objects.count(), Difference.objects.count()) == (2, 1)
    assert cleared() == {"cash:alipay": 5_042}


def test_a_day_that_is_not_over_and_a_route_without_statements_are_refused(cast, rails, day):  # noqa: F811
    with pytest.raises(Refusal) as early:
        reconciliation.reconcile("alipay", day, at=cast.at)
    with pytest.raises(Refusal) as none:
        reconciliation.reconcile("wallet", day - timedelta(days=1), at=cast.at)
    assert (early.value.code, none.value.code) == ("day_not_over", "not_found")


def test_money_that_came_back_is_asked_about_recorded_by_a_person_and_booked(cast, rails, day):  # noqa: F811
    goes_back(cast, rails, {"alipay": 2_000})
    row, noon = leg("alipay"), bounds(day)[0] + timedelta(hours=12)
    both = alipay_file(line(row.number, 2_000, noon), line(row.number, -2_000, noon))
    next_morning(rails, cast, day)
    reconciliation.reconcile_upload("alipay", day, both, at=cast.at, by=acai(cast))
    assert open_now() == [("alipay", "returned", "came_back")]
    assert leg("alipay").due_at == cast.at
    works(cast, rails, 1)  # Alipay's query knows nothing of it
    assert (leg("alipay").state, cleared()) == ("settled", {"cash:alipay": 2_000})
    who = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.bank_returned(row.number, "账单上有退回的一行。", **who, at=cast.at)
    reconciliation.run_due(cast.at)
    assert (open_now(), states()) == ([], ["settled"])
    kinds = BookEntry.objects.filter(payout=row).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["owed", "settled", "cleared", "reversed", "returned"]
    assert audit() == []


def test_a_leg_that_was_replaced_and_paid_after_all_is_told_at_once(cast, rails, day):  # noqa: F811
    """The worst of all: the buyer may have been paid twice, and only the statement knows."""
    goes_back(cast, rails, {"wechatpay": 2_021})  # the channel closes it
    row, noon = leg("wechatpay"), bounds(day)[0] + timedelta(hours=12)
    next_morning(rails, cast, day)
    content = wechatpay_file(line(row.number, 2_021, noon))
    reconciliation.reconcile_upload("wechatpay", day, content, at=cast.at, by=acai(cast))
    assert open_now() == [("wechatpay", "extra", "refused_but_paid")]
    who = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.send_anew(row.number, "渠道关闭了这一笔。", **who, at=cast.at)
    reconciliation.run_due(cast.at)
    assert open_now() == [("wechatpay", "extra", "replaced_leg_paid")]
    assert cleared() == {}
