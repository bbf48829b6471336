"""A policy rehearsed on the shop's own history: counted right, cancelled, never half told (N1)."""

from dataclasses import replace

import pytest

from tests.cast import asks
from tests.services.policy_steps import drafts, newest, publishes, rewrites, row_of
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.backtest import Tally, tally_from
from weikameng.domain.policy.publishing import Actor
from weikameng.records.address import conninfo
from weikameng.records.documents import shipped_policy_text
from weikameng.records.models import CaseRound, PolicyBacktest
from weikameng.records.reading.backtests import backtest, backtests_of
from weikameng.records.reading.history import bounds, parts, rounds
from weikameng.services import backtests, refunds

LOWER = ('auto_approve_max = "500.00"', 'auto_approve_max = "20.00"')
ALL = backtests.Range()


@pytest.fixture
def history(cast):
    """Four decided rounds: two paid at once (3 and 60 yuan), one used, one from abroad."""
    orders = [cast.buys("game-card-3"), cast.buys("game-card-60"), cast.buys("oversea-card-99")]
    orders.append(cast.brings("video-trial-7", "7.90", days=3, usage="used", used_days=3))
    return [
        refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number for order in orders
    ]


def lower(cast, name="2026.2"):
    drafts(cast, name)
    rewrites(cast, name, *LOWER)
    return name


def go_on(_done, _total):
    return True


def asked(cast, name, over=ALL):
    return backtests.start(name, over, cast.xiaozheng, at=cast.at)


def test_what_would_change_is_counted_with_its_money_and_its_cases(cast, history):
    number = asked(cast, lower(cast))
    backtests.run(number, clock=lambda: cast.at)
    row = backtest(number)
    assert (row.state, row.total, row.done) == ("done", 4, 4)
    tally = tally_from(row.result)
    assert (tally.rounds, tally.changed, tally.skipped) == (4, 1, 0)
    assert (tally.gained_minor, tally.lost_minor) == (0, 6000)
    moved = tally.ways["approve_auto", "manual"]
    assert (moved.count, moved.before_minor, moved.after_minor) == (1, 6000, 0)
    assert moved.examples == [(history[1], 1)]
    assert tally.ways["reject", "reject"].count == 1


def test_the_shipped_policy_over_its_own_decisions_changes_nothing(cast, history):
    tally = backtests.rehearse(shipped_policy_text(), ALL, go_on)
    assert (tally.rounds, tally.changed) == (len(history), 0)
    assert all(before == after for before, after in tally.ways)


def test_parts_of_history_add_up_to_the_whole_and_lose_nothing(cast, history):
    span, total = bounds(conninfo())
    assert total == len(history)
    each = [past for part in parts(span, 1) for past in rounds(conninfo(), part)]
    assert sorted(each) == sorted(rounds(conninfo(), span))
    assert len(each) == total


def test_several_processes_count_what_one_counts(cast, history, settings, monkeypatch):
    text = shipped_policy_text().replace(*LOWER)
    alone = backtests.rehearse(text, ALL, go_on)
    monkeypatch.setattr(backtests, "SMALL", 0)
    monkeypatch.setattr(backtests, "PART", 1)
    assert backtests.rehearse(text, ALL, go_on).to_json() == alone.to_json()


def test_only_the_days_asked_for_are_read(cast, history):
    early = replace(ALL, until=cast.at)
    late = replace(ALL, since=cast.at)
    assert backtests.rehearse(shipped_policy_text(), early, go_on).rounds == 0
    assert backtests.rehearse(shipped_policy_text(), late, go_on).rounds == len(history)
    with pytest.raises(Refusal, match="empty_range"):
        asked(cast, lower(cast), backtests.Range(cast.at, cast.at))


def test_a_kind_of_good_the_candidate_dropped_is_left_out_and_said(cast, history):
    text = shipped_policy_text().replace('kind = "trial_membership"', 'kind = "tasting"')
    assert backtests.rehearse(text, ALL, go_on).skipped == 1


def test_a_cancelled_backtest_stops_and_keeps_nothing(cast, history):
    number = asked(cast, lower(cast))
    backtests.cancel(number, cast.xiaozheng, at=cast.at)
    backtests.run(number, clock=lambda: cast.at)
    assert (backtest(number).state, backtest(number).result) == ("cancelled", None)
    backtests.cancel(number, cast.xiaozheng, at=cast.at)  # twice is harmless


def test_cancelling_under_way_is_noticed_at_the_next_step(cast, history):
    number = asked(cast, lower(cast))
    moments = iter(range(100))

    def clock():
        if next(moments) == 1:  # begun; the first part is being reported
            backtests.cancel(number, cast.xiaozheng, at=cast.at)
        return cast.at

    backtests.run(number, clock=clock)
    assert (backtest(number).state, backtest(number).result) == ("cancelled", None)


def test_a_draft_saved_after_asking_is_not_mistaken_for_the_text_asked_about(cast, history):
    name = lower(cast)
    number = asked(cast, name)
    rewrites(cast, name, "max_attempts_per_item = 3", "max_attempts_per_item = 4")
    backtests.run(number, clock=lambda: cast.at)
    assert (backtest(number).state, backtest(number).trouble) == ("failed", "changed")


def test_a_worker_that_died_is_followed_by_another(cast, history):
    number = asked(cast, lower(cast))
    PolicyBacktest.objects.filter(pk=number).update(state="running", done=3)
    backtests.run(number, clock=lambda: cast.at)
    assert (backtest(number).state, backtest(number).done) == ("done", 4)
    backtests.run(number, clock=lambda: cast.at)  # the errand may come twice
    assert backtest(number).done == 4


def test_one_backtest_of_a_version_at_a_time(cast, history):
    name = lower(cast)
    asked(cast, name)
    with pytest.raises(Refusal, match="running"):
        asked(cast, name)
    assert len(backtests_of(name)) == 1


def test_who_may_not_write_policies_may_not_rehearse_them(cast, history):
    name = lower(cast)
    for role in ("buyer", "reviewer", "finance"):
        with pytest.raises(Refusal, match="not_found"):
            backtests.start(name, ALL, Actor(cast.xiaowu, role), at=cast.at)
    number = asked(cast, name)
    with pytest.raises(Refusal, match="not_found"):
        backtests.cancel(number, Actor(cast.xiaowu, "buyer"), at=cast.at)
    with pytest.raises(Refusal, match="not_found"):
        asked(cast, "no-such-version")


def test_a_broken_text_is_not_rehearsed(cast, history):
    drafts(cast, "2026.2")
    rewrites(cast, "2026.2", '"!paid"', '"!payed"')
    with pytest.raises(Refusal, match="broken_policy"):
        asked(cast, "2026.2")


def test_a_tally_is_told_as_it_was_stored():
    assert tally_from(Tally().to_json()) == Tally()


# A later version decides only where it is better for the buyer (N1).


def test_a_later_version_that_is_worse_leaves_an_earlier_order_alone(cast):
    order = cast.buys("game-card-60")
    cast.at = publishes_with(cast, "2026.2", LOWER)
    worse = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    decision = CaseRound.objects.get(case__number=worse.number).decision
    assert (decision["outcome"], decision["policy_version"]) == ("approve_auto", "2026.1")


def test_a_later_version_that_is_better_decides_an_earlier_order(cast):
    cast.at = publishes_with(cast, "2026.2", LOWER)
    order = cast.buys("game-card-60")
    cast.at = publishes_with(cast, "2026.3", (LOWER[1], 'auto_approve_max = "100.00"'))
    better = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    decision = CaseRound.objects.get(case__number=better.number).decision
    assert row_of("2026.2").effective_at < row_of("2026.3").effective_at
    assert (decision["outcome"], decision["policy_version"]) == ("approve_auto", "2026.3")
    assert newest() == "2026.3"


def publishes_with(cast, name, change):
    drafts(cast, name)
    rewrites(cast, name, *change)
    return publishes(cast, name)
