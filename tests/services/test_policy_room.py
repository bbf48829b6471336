"""What the policy room does, asked of the services themselves: roles, stale drafts, who looked."""

from dataclasses import replace

import pytest

from tests.cast import Cast, asks
from tests.services.policy_steps import drafts, rewrites, row_of
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.records.reading.looks import looks_at
from weikameng.services import drafting, refunds
from weikameng.services.drafting import CasePlace, Draft
from weikameng.services.dry_runs import Question, dry_run
from weikameng.services.policies import BrokenPolicy

BELOW = ("params", "one_click", "paid_total_lt")


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """A draft as 小郑 sees it."""
    drafts(cast, "2026.8")
    return Draft("2026.8", row_of("2026.8").digest)


def others(cast: Cast) -> list[Actor]:
    """Everyone who may not write a version."""
    roles = ("buyer", "reviewer", "supervisor", "finance", "auditor", "")
    return [Actor(cast.xiaowu, role) for role in roles]


def test_only_an_editor_changes_a_draft_by_whatever_verb(cast: Cast, draft: Draft):
    before, place = row_of("2026.8").text, CasePlace("used", "decides")
    for actor in others(cast):
        steps = (
            lambda who: drafting.set_values(draft, {BELOW: "60.00"}, who, at=cast.at),
            lambda who: drafting.move_rule(draft, "owner", 1, who, at=cast.at),
            lambda who: drafting.move_case(draft, place, 1, who, at=cast.at),
            lambda who: drafting.add_case(draft, place, "B1", who, at=cast.at),
            lambda who: drafting.remove_case(draft, place, who, at=cast.at),
        )
        for step in steps:
            with pytest.raises(Refusal) as refused:
                step(actor)
            assert refused.value.code == "not_policy_editor"
    assert row_of("2026.8").text == before


def test_each_change_is_a_save_with_its_line_of_history(cast: Cast, draft: Draft):
    digest = drafting.set_values(draft, {BELOW: "60.00"}, cast.xiaozheng, at=cast.at)
    seen = replace(draft, seen_digest=digest)
    digest = drafting.move_rule(seen, "owner", -1, cast.xiaozheng, at=cast.at)
    row = row_of("2026.8")
    assert (row.digest, row.revision) == (digest, 4)


@pytest.mark.parametrize(
    ("name", "seen", "place", "code"),
    [
        ("2026.8", "", ("params", "nowhere", "x"), "no_such_place"),
        ("2026.8", "other", BELOW, "text_changed"),
        ("nowhere", "", BELOW, "not_found"),
        ("2026.1", "", BELOW, "not_now"),
    ],
)
def test_a_change_that_can_not_be_made_says_why(
    cast: Cast, draft: Draft, name: str, seen: str, place: tuple[str, ...], code: str
):
    asked = Draft(name, seen or draft.seen_digest)
    with pytest.raises(Refusal) as refused:
        drafting.set_values(asked, {place: "1.00"}, cast.xiaozheng, at=cast.at)
    assert refused.value.code == code


def test_a_dry_run_is_for_the_room_alone_and_refused_looks_see_nothing(cast: Cast, draft: Draft):
    order = cast.buys("game-card-60")
    question = Question(order, "2026.8", "NOT_ACTIVATED")
    for role in ("buyer", "reviewer", "finance", ""):
        with pytest.raises(Refusal) as refused:
            dry_run(question, Actor(cast.xiaowu, role), at=cast.at)
        assert refused.value.code == "not_found"
    assert looks_at(order) == []
    for role in ("policy_editor", "supervisor", "auditor"):
        dry_run(question, Actor(cast.laochen, role), at=cast.at)
    assert len(looks_at(order)) == 3


def test_a_dry_run_of_the_version_that_decided_gives_the_decision_that_was_stored(
    cast: Cast, draft: Draft
):
    order = cast.buys("game-card-60")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    run = dry_run(Question(case, "2026.8"), cast.xiaozheng, at=cast.later(days=9))
    assert run.last is not None
    assert (run.last.case, run.old.policy_version) == (case, "2026.1")
    assert (run.old.outcome, run.old.amount_minor) == (run.new.outcome, run.new.amount_minor)
    assert run.old.amount_minor == 6_000
    assert run.at < cast.at


def test_a_version_that_can_not_decide_is_not_tried(cast: Cast, draft: Draft):
    order = cast.buys("game-card-60")
    rewrites(cast, "2026.8", 'when = "!paid"', 'when = "!paidd"')
    with pytest.raises(BrokenPolicy) as refused:
        dry_run(Question(order, "2026.8", "OTHER"), cast.xiaozheng, at=cast.at)
    assert [problem.place for problem in refused.value.problems] == [
        "rules.paid.cases.decides.when"
    ]
    with pytest.raises(Refusal) as unknown:
        dry_run(Question(order, "2026.1", "NO_SUCH_REASON"), cast.xiaozheng, at=cast.at)
    assert unknown.value.code == "not_in_version"
