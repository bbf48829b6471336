"""Invented orders show what a change does before there is history to ask."""

from datetime import UTC, datetime

from tests.domain.policies import POLICY, changed
from weikameng.domain.policy.examples import effect
from weikameng.domain.policy.outcome import Outcome

AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_version_answers_as_itself():
    found = effect(POLICY, POLICY, AT)
    assert found.asked > 5_000
    assert (found.changed, found.matrix, found.shown) == (0, {}, ())


def test_a_lower_limit_sends_more_to_a_person():
    lower = changed(('auto_approve_max = "500.00"', 'auto_approve_max = "200.00"')).policy
    assert lower is not None
    found = effect(POLICY, lower, AT)
    assert set(found.matrix) >= {(Outcome.APPROVE_AUTO, Outcome.MANUAL)}
    assert found.changed == sum(found.matrix.values())
    assert found.shown
    assert all(one.words.zh and one.words.en for one in found.shown)


def test_a_longer_window_rejects_fewer():
    longer = changed(("window_days = 7", "window_days = 10")).policy
    assert longer is not None
    found = effect(POLICY, longer, AT)
    assert {old for old, _ in found.matrix} == {Outcome.REJECT}
    assert Outcome.REJECT not in {new for _, new in found.matrix}
