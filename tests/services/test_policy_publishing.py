"""A policy version's life through the services: two people, notice, one in force at a time (N1)."""

from datetime import timedelta

import pytest

from tests.services.policy_steps import (
    WHY,
    approves,
    drafts,
    newest,
    proposes,
    publishes,
    rewrites,
    row_of,
)
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor, Event, State, effective_from, next_day
from weikameng.records.models import PolicyVersion
from weikameng.records.reading import policies as reading
from weikameng.records.reading.audit import audit
from weikameng.records.reading.photograph import photograph
from weikameng.services import checkout, policies


@pytest.fixture
def other(cast):
    """A second editor."""
    return Actor(cast.zhoujie, "policy_editor")


def said(name):
    return [(line.event, line.actor_id, line.note) for line in reading.events(name)]


def test_a_version_is_drafted_proposed_and_published_and_every_step_is_in_its_history(cast):
    base = newest()
    effective_at = publishes(cast, "2026.2")
    row = row_of("2026.2")
    assert row.state == State.PUBLISHED
    assert (row.proposed_by_id, row.approved_by_id) == (cast.xiaozheng.id, cast.laochen)
    assert row.notice_at == cast.at
    assert row.effective_at == effective_at
    assert effective_at.isoformat() == "2026-11-26T00:00:00+08:00"
    assert said("2026.2") == [
        (Event.START, cast.xiaozheng.id, f"from {base}"),
        (Event.SAVE, cast.xiaozheng.id, ""),
        (Event.PROPOSE, cast.xiaozheng.id, WHY),
        (Event.PUBLISH, cast.laochen, ""),
    ]
    assert all(line.digest for line in reading.events("2026.2"))
    assert audit() == []


def test_the_shipped_version_was_published_by_the_house(cast):
    (line,) = reading.events(newest())
    assert (line.event, line.actor) == (Event.SHIP, None)
    assert row_of(newest()).shipped


def test_a_major_change_waits_fifteen_days(cast):
    effective_at = publishes(cast, "2026.2", major=True)
    assert effective_at.isoformat() == "2026-12-04T00:00:00+08:00"


def test_until_its_first_moment_the_former_version_is_in_force(cast):
    base, effective_at = newest(), publishes(cast, "2026.2")
    before = effective_at - timedelta(microseconds=1)
    assert [reading.in_force_at(at).version for at in (cast.at, before, effective_at)] == [
        base,
        base,
        "2026.2",
    ]
    first, second = reading.published()
    assert (first.row.version, first.until) == (base, effective_at)
    assert (second.row.version, second.until) == ("2026.2", None)
    assert [reign.holds_at(before) for reign in (first, second)] == [True, False]
    assert [reign.holds_at(effective_at) for reign in (first, second)] == [False, True]
    assert [row.version for row in reading.upcoming(cast.at)] == ["2026.2"]
    assert reading.upcoming(effective_at) == []
    assert reading.policy("2026.2").version == "2026.2"


def test_an_order_keeps_the_version_of_its_payment_not_of_its_placing(cast):
    base, effective_at = newest(), publishes(cast, "2026.2")
    cast.at = effective_at - timedelta(seconds=1)
    paid = cast.pays("game-card-3")
    placed = places(cast, "game-card-3")
    assert versions_of(cast, placed) == [base]
    cast.at = effective_at
    checkout.pay(placed, buyer_id=cast.xiaolin, at=cast.at)
    assert versions_of(cast, paid, placed) == [base, "2026.2"]
    brought = cast.brings("game-card-60", "60.00", days=1, usage="none")
    assert versions_of(cast, brought) == [base]


def places(cast, sku):
    """Place an order without paying for it."""
    shown = checkout.policy_shown(checkout.catalogue.product(sku), cast.at)
    wish = checkout.Purchase(sku=sku, confirmed=True, text_digest=shown.digest)
    return checkout.place(wish, buyer_id=cast.xiaolin, at=cast.at)


def versions_of(cast, *numbers):
    return [
        photograph(number, buyer_id=cast.xiaolin, at=cast.at).policy_version for number in numbers
    ]


def test_the_photograph_names_the_versions_that_came_into_force_since(cast):
    base = newest()
    order = cast.pays("game-card-3")
    second = publishes(cast, "2026.2")
    cast.at = second - timedelta(days=1)
    third = publishes(cast, "2026.3")
    moments = (second - timedelta(seconds=1), second, third)
    expected = [(), ("2026.2",), ("2026.2", "2026.3")]
    assert [reading.later_than(base, at) for at in moments] == expected
    assert [
        photograph(order, buyer_id=cast.xiaolin, at=at).later_versions for at in moments
    ] == expected
    assert reading.later_than("2026.3", third + timedelta(days=900)) == ()
    assert reading.later_than("no-such", third) == ()


def test_a_withdrawn_version_never_takes_effect(cast):
    base, effective_at = newest(), publishes(cast, "2026.2")
    policies.withdraw("2026.2", "窗口写错了,重新来过。", cast.approver, at=cast.at)
    assert row_of("2026.2").state == State.WITHDRAWN
    assert reading.in_force_at(effective_at).version == base
    assert reading.upcoming(cast.at) == []
    with pytest.raises(PolicyVersion.DoesNotExist):
        reading.policy("2026.2")
    assert publishes(cast, "2026.3") == effective_at  # its place is free again
    assert audit() == []


def test_what_is_in_force_is_not_withdrawn(cast):
    cast.at = publishes(cast, "2026.2")
    with pytest.raises(Refusal, match="in_force"):
        policies.withdraw("2026.2", WHY, cast.approver, at=cast.at)
    with pytest.raises(Refusal, match="in_force"):
        policies.withdraw(newest(), WHY, cast.approver, at=cast.at)


@pytest.mark.parametrize("role", ["buyer", "reviewer", "finance", "auditor", "supervisor"])
def test_only_a_policy_editor_writes(cast, role):
    name, stranger = drafts(cast, "2026.2"), Actor(cast.zhoujie, role)
    seen = row_of(name)
    steps = [
        lambda: policies.start_draft(policies.NewDraft("x", newest()), stranger, at=cast.at),
        lambda: policies.save_draft(name, policies.Edit("", seen.digest), stranger, at=cast.at),
        lambda: policies.propose(name, policies.Proposal(seen.digest, WHY), stranger, at=cast.at),
        lambda: policies.delete_draft(name, stranger, at=cast.at),
    ]
    for step in steps:
        with pytest.raises(Refusal, match="not_policy_editor"):
            step()
    assert row_of(name).revision == seen.revision


@pytest.mark.parametrize("role", ["buyer", "reviewer", "finance", "auditor"])
def test_only_editors_and_supervisors_approve_send_back_or_withdraw(cast, role):
    name, stranger = proposes(cast, "2026.2"), Actor(cast.zhoujie, role)
    for step in (
        lambda: approves(cast, name, who=stranger),
        lambda: policies.return_to_draft(name, WHY, stranger, at=cast.at),
        lambda: policies.withdraw(newest(), WHY, stranger, at=cast.at),
    ):
        with pytest.raises(Refusal, match="not_policy_editor"):
            step()


def test_nobody_approves_their_own_proposal(cast, other):
    name = proposes(cast, "2026.2")
    with pytest.raises(Refusal, match="same_person"):
        approves(cast, name, who=cast.xiaozheng)
    # Not even when a change of role came between.
    with pytest.raises(Refusal, match="same_person"):
        approves(cast, name, who=Actor(cast.xiaozheng.id, "supervisor"))
    approves(cast, name, who=other)


def test_a_proposal_sent_back_says_why_and_may_be_proposed_again(cast):
    name = proposes(cast, "2026.2")
    with pytest.raises(Refusal, match="note"):
        policies.return_to_draft(name, "不行", cast.approver, at=cast.at)
    policies.return_to_draft(name, "D2 的英文没有改。", cast.approver, at=cast.at)
    row = row_of(name)
    assert (row.state, row.proposed_by_id) == (State.DRAFT, None)
    assert said(name)[-1] == (Event.SEND_BACK, cast.laochen, "D2 的英文没有改。")
    publishes(cast, name)


def test_a_proposal_can_not_be_changed_until_it_is_taken_back(cast):
    name = proposes(cast, "2026.2")
    edit = policies.Edit("version = 'x'", row_of(name).digest)
    with pytest.raises(Refusal, match="not_now"):
        policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)
    policies.return_to_draft(name, "我再改一处措辞。", cast.xiaozheng, at=cast.at)
    policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)


def test_the_approver_approves_what_they_saw_and_nothing_else(cast):
    name = proposes(cast, "2026.2", major=True)
    seen = row_of(name)
    policies.return_to_draft(name, "我再改一处措辞。", cast.xiaozheng, at=cast.at)
    rewrites(cast, name, "major = true", "major = false")  # announced for half as long
    proposes(cast, name)
    approval = policies.Approval(seen.digest)
    with pytest.raises(Refusal, match="text_changed"):
        policies.approve(name, approval, cast.approver, at=cast.at)


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(cast, other):
    name = drafts(cast, "2026.2")
    seen = row_of(name)
    mine = policies.Edit(seen.text + "# mine\n", seen.digest)
    theirs = policies.Edit(seen.text + "# theirs\n", seen.digest)
    policies.save_draft(name, mine, cast.xiaozheng, at=cast.at)
    with pytest.raises(Refusal, match="text_changed"):
        policies.save_draft(name, theirs, other, at=cast.at)
    assert row_of(name).text == mine.text
    proposal = policies.Proposal(seen.digest, WHY)
    with pytest.raises(Refusal, match="text_changed"):
        policies.propose(name, proposal, other, at=cast.at)


def test_line_ends_of_a_browser_do_not_change_the_text(cast):
    name = drafts(cast, "2026.2")
    seen = row_of(name)
    edit = policies.Edit(seen.text.replace("\n", "\r\n"), seen.digest)
    assert policies.save_draft(name, edit, cast.xiaozheng, at=cast.at) == seen.digest


def test_a_broken_text_is_kept_as_a_draft_but_not_proposed(cast):
    name = drafts(cast, "2026.2")
    edit = policies.Edit('version = "2026.2"\n[params\n', row_of(name).digest)
    digest = policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)
    proposal = policies.Proposal(digest, WHY)
    with pytest.raises(policies.BrokenPolicy) as refused:
        policies.propose(name, proposal, cast.xiaozheng, at=cast.at)
    assert refused.value.problems
    assert all(problem.words.zh and problem.words.en for problem in refused.value.problems)
    assert row_of(name).state == State.DRAFT


def test_a_text_that_calls_itself_otherwise_is_not_proposed(cast):
    name = drafts(cast, "2026.2")
    row = row_of(name)
    edit = policies.Edit(row.text.replace('version = "2026.2"', 'version = "2027.1"'), row.digest)
    digest = policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)
    proposal = policies.Proposal(digest, WHY)
    with pytest.raises(policies.BrokenPolicy) as refused:
        policies.propose(name, proposal, cast.xiaozheng, at=cast.at)
    (problem,) = refused.value.problems
    assert problem.place == "version"
    assert edit.text.splitlines()[problem.line - 1] == 'version = "2027.1"'


def test_the_titles_of_a_draft_are_those_of_its_text(cast):
    name = drafts(cast, "2026.2")
    row = row_of(name)
    edit = policies.Edit(row.text.replace(row.title_zh, "冬季版"), row.digest)
    digest = policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)
    assert row_of(name).title_zh == "冬季版"
    policies.save_draft(name, policies.Edit("=", digest), cast.xiaozheng, at=cast.at)
    assert row_of(name).title_zh == "冬季版"


def test_a_date_inside_the_notice_is_refused(cast):
    name = proposes(cast, "2026.2", major=True)
    first = effective_from(next_day(cast.at + timedelta(days=15)))
    with pytest.raises(Refusal, match="notice_too_short"):
        approves(cast, name, next_day(cast.at + timedelta(days=14)))
    assert approves(cast, name, first.date()) == first


def test_overlapping_dates_are_refused_with_the_version_and_its_day(cast):
    announced = publishes(cast, "2026.2")
    name = drafts(cast, "2026.3")
    proposes(cast, name)
    for day in (announced.date(), announced.date() - timedelta(days=0)):
        with pytest.raises(Refusal, match="overlaps") as refused:
            approves(cast, name, day)
        assert refused.value.see == "2026.2"
        assert announced.date().isoformat() in refused.value.words.zh
    # Left open, the date is the first that is free.
    assert approves(cast, name) == announced + timedelta(days=1)


def test_a_draft_written_before_another_was_published_must_take_its_changes_over(cast):
    base = newest()
    late = drafts(cast, "2026.3")
    publishes(cast, "2026.2")
    with pytest.raises(Refusal, match="base_moved") as refused:
        proposes(cast, late)
    assert refused.value.see == "2026.2"
    row = row_of(late)
    edit = policies.Edit(row.text, row.digest, based_on="2026.9")
    with pytest.raises(Refusal, match="base"):
        policies.save_draft(late, edit, cast.xiaozheng, at=cast.at)
    edit = policies.Edit(row.text, row.digest, based_on="2026.2")
    policies.save_draft(late, edit, cast.xiaozheng, at=cast.at)
    proposes(cast, late)
    assert row_of(late).based_on.version == "2026.2" != base


def test_a_proposal_made_before_another_was_published_is_not_approved(cast):
    late = proposes(cast, "2026.3")
    publishes(cast, "2026.2")
    with pytest.raises(Refusal, match="base_moved"):
        approves(cast, late)


def test_a_draft_thrown_away_keeps_its_text_and_comes_back(cast):
    name = drafts(cast, "2026.2")
    text = row_of(name).text
    policies.delete_draft(name, cast.xiaozheng, at=cast.at)
    assert reading.drafts() == []
    assert [row.version for row in reading.drafts(discarded=True)] == [name]
    with pytest.raises(Refusal, match="name_taken"):
        drafts(cast, name)
    policies.restore_draft(name, cast.xiaozheng, at=cast.at)
    assert row_of(name).text == text
    assert [row.version for row in reading.drafts()] == [name]
    assert [line.event for line in reading.events(name)][-2:] == [Event.DISCARD, Event.RESTORE]


def test_a_published_version_is_not_thrown_away_nor_saved_nor_published_again(cast):
    name = newest()
    edit = policies.Edit("", row_of(name).digest)
    for step in (
        lambda: policies.delete_draft(name, cast.xiaozheng, at=cast.at),
        lambda: policies.save_draft(name, edit, cast.xiaozheng, at=cast.at),
        lambda: approves(cast, name),
        lambda: policies.return_to_draft(name, WHY, cast.approver, at=cast.at),
    ):
        with pytest.raises(Refusal, match="not_now"):
            step()


def test_a_copy_of_a_draft_stands_on_what_that_draft_stood_on(cast):
    base, name = newest(), drafts(cast, "2026.2")
    policies.start_draft(policies.NewDraft("2026.2-b", name), cast.xiaozheng, at=cast.at)
    copy = row_of("2026.2-b")
    assert copy.based_on.version == base
    assert policies.checked(copy.text, "2026.2-b").policy is not None
    assert policies.checked(copy.text, name).policy is None


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (policies.NewDraft("2026 2", ""), "version_name"),
        (policies.NewDraft("2026.2", "no-such"), "not_found"),
    ],
)
def test_a_draft_that_can_not_begin_says_why(cast, new, code):
    if not new.based_on:
        new = policies.NewDraft(new.name, newest())
    with pytest.raises(Refusal, match=code):
        policies.start_draft(new, cast.xiaozheng, at=cast.at)
    assert reading.drafts() == []


def test_a_name_that_is_no_version_is_not_found(cast):
    with pytest.raises(Refusal, match="not_found"):
        policies.delete_draft("no-such", cast.xiaozheng, at=cast.at)
    assert reading.version_named("no-such") is None
    assert reading.events("no-such") == []
