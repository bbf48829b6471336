"""What the database refuses of policy versions, whoever writes, and what happens to crowds (N1)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection

from tests.services.policy_steps import WHY, approves, drafts, newest, proposes, publishes, row_of
from tests.services.test_concurrency import at_once
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor, State
from weikameng.domain.words import Words
from weikameng.records.models import PolicyEvent, PolicyVersion
from weikameng.records.reading import policies as reading
from weikameng.records.reading.audit import audit
from weikameng.records.writing import policies as writing
from weikameng.services import policies, setup

FIXED = "policy_published_is_fixed"
A_PUBLISHED = "UPDATE policy_version SET {} WHERE version = '2026.2'"
TEXT = "text = text || ' ', digest = encode(sha256(convert_to(text || ' ', 'UTF8')), 'hex')"
COLUMNS = "version, title_zh, title_en, text, digest, revision, major, note, changed_at, author_id"
FORBIDDEN = [
    (A_PUBLISHED.format(TEXT), FIXED),
    (A_PUBLISHED.format("version = 'x'"), FIXED),
    (A_PUBLISHED.format("effective_at = effective_at + interval '1 day'"), FIXED),
    (A_PUBLISHED.format("notice_at = notice_at - interval '1 day'"), FIXED),
    (A_PUBLISHED.format("approved_by_id = author_id"), FIXED),
    (A_PUBLISHED.format("proposed_by_id = NULL"), FIXED),
    (A_PUBLISHED.format("major = NOT major"), FIXED),
    (A_PUBLISHED.format("title_zh = 'x'"), FIXED),
    (A_PUBLISHED.format("shipped = true"), FIXED),
    (A_PUBLISHED.format("based_on_id = NULL"), FIXED),
    (A_PUBLISHED.format("note = ''"), FIXED),
    (A_PUBLISHED.format("state = 'draft'"), FIXED),
    (A_PUBLISHED.format("state = 'proposed', effective_at = NULL"), FIXED),
    (
        A_PUBLISHED.format("state = 'withdrawn', withdrawn_at = effective_at"),
        "policy_withdrawn_before_effect",
    ),
    (A_PUBLISHED.format("state = 'withdrawn'"), "policy_withdrawn_before_effect"),
    (A_PUBLISHED.format("withdrawn_at = notice_at"), "policy_withdrawn_before_effect"),
    (
        "UPDATE policy_version SET state = 'withdrawn', withdrawn_at = '2019-01-01' WHERE shipped",
        "policy_judges_orders",
    ),
    ("DELETE FROM policy_version WHERE version = '2026.2'", "policy_published_stays"),
    ("DELETE FROM policy_version WHERE shipped", "policy_published_stays"),
    ("UPDATE policy_event SET note = 'x'", "policy_event_is_kept"),
    ("UPDATE policy_event SET actor_id = NULL", "policy_event_is_kept"),
    ("DELETE FROM policy_event", "policy_event_is_kept"),
    # The digest is the text's, at all times.
    ("UPDATE policy_version SET text = 'x' WHERE version = '2026.3'", "policy_digest_of_text"),
    (
        "UPDATE policy_version SET digest = repeat('0', 64) WHERE version = '2026.3'",
        "policy_digest_of_text",
    ),
    (
        "UPDATE policy_version SET state = 'x' WHERE version = '2026.3'",
        "policy_published_by_somebody",
    ),
    # A proposal does not publish itself: not alone, not by its proposer, not without notice.
    (
        "UPDATE policy_version SET state = 'published' WHERE version = '2026.3'",
        "policy_takes_effect_last|policy_published_by_somebody",
    ),
    (
        "UPDATE policy_version SET state = 'published', approved_by_id = proposed_by_id,"
        " approved_at = proposed_at, notice_at = proposed_at,"
        " effective_at = proposed_at + interval '30 days' WHERE version = '2026.3'",
        "policy_published_by_two",
    ),
    (
        "UPDATE policy_version SET state = 'published', approved_by_id = {laochen},"
        " approved_at = proposed_at, notice_at = proposed_at,"
        " effective_at = proposed_at + interval '14 days' WHERE version = '2026.3'",
        "policy_given_notice",
    ),
    (
        "UPDATE policy_version SET state = 'published', approved_by_id = {laochen},"
        " approved_at = proposed_at, notice_at = proposed_at - interval '9 days',"
        " effective_at = proposed_at + interval '30 days' WHERE version = '2026.3'",
        "policy_published_by_somebody",
    ),
    (
        "UPDATE policy_version SET state = 'published', approved_by_id = {laochen},"
        " effective_at = proposed_at + interval '30 days' WHERE version = '2026.3'",
        "policy_published_by_somebody",
    ),
    (
        "UPDATE policy_version SET state = 'published', approved_by_id = {laochen},"
        " approved_at = proposed_at, notice_at = proposed_at, based_on_id = NULL,"
        " effective_at = proposed_at + interval '30 days' WHERE version = '2026.3'",
        "policy_based_on_newest",
    ),
    (
        "UPDATE policy_version SET state = 'published', approved_by_id = {laochen}, major = false,"
        " approved_at = proposed_at, notice_at = proposed_at,"
        " effective_at = (SELECT effective_at FROM policy_version WHERE version = '2026.2')"
        " WHERE version = '2026.3'",
        "policy_takes_effect_last",
    ),
    (
        "UPDATE policy_version SET state = 'withdrawn', withdrawn_at = proposed_at"
        " WHERE version = '2026.3'",
        "policy_withdrawn_from_nothing",
    ),
    # Nobody plays the house.
    (
        "UPDATE policy_version SET state = 'published', shipped = true,"
        " effective_at = proposed_at + interval '30 days' WHERE version = '2026.3'",
        "policy_based_on_newest",
    ),
    (
        f"INSERT INTO policy_version ({COLUMNS}, state, shipped, effective_at, notice_at)"
        " SELECT 'x', title_zh, title_en, text, digest, 1, false, '', changed_at, author_id,"
        " 'published', true, effective_at + interval '30 days', notice_at"
        " FROM policy_version WHERE version = '2026.2'",
        "policy_based_on_newest",
    ),
    (
        f"INSERT INTO policy_version ({COLUMNS}, state, shipped)"
        " SELECT 'x', title_zh, title_en, text, digest, 1, false, '', changed_at, author_id,"
        " 'withdrawn', false FROM policy_version WHERE version = '2026.2'",
        "policy_withdrawn_from_nothing",
    ),
]


@pytest.fixture
def three(cast):
    """A shipped version that judges an order, one announced, one proposed as a major change."""
    cast.buys("game-card-3")
    publishes(cast, "2026.2")
    return proposes(cast, "2026.3", major=True)


@pytest.mark.parametrize(("statement", "limit"), FORBIDDEN)
def test_the_database_refuses(cast, three, statement, limit):
    before = list(PolicyVersion.objects.order_by("pk").values())
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=limit):
        cursor.execute(statement.format(laochen=cast.laochen))
    assert list(PolicyVersion.objects.order_by("pk").values()) == before


def test_the_database_takes_what_the_services_do_by_the_same_way(cast, three):
    approves(cast, three)
    policies.withdraw(three, WHY, cast.approver, at=cast.at)
    assert audit() == []


def test_the_audit_sees_a_history_that_does_not_lead_to_the_state(cast, three):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policy_version SET state = 'draft' WHERE version = %s", [three])
    assert [finding.law for finding in audit()] == ["replay == state"]
    assert three in audit()[0].what


def test_two_approvers_at_once_publish_once(cast):
    name = proposes(cast, "2026.2")
    editor, second = Actor(cast.zhoujie, "policy_editor"), Actor(cast.ids["acai"], "supervisor")
    others = [cast.approver, editor, second]
    said = at_once([lambda who=who: approves(cast, name, who=who) for who in others])
    refused = [each for each in said if isinstance(each, Refusal)]
    assert len(refused) == 2
    assert {each.code for each in refused} == {"not_now"}
    assert PolicyEvent.objects.filter(version__version=name, event="publish").count() == 1
    assert audit() == []


def test_one_person_with_two_windows_does_not_become_two(cast):
    name, me = drafts(cast, "2026.2"), cast.xiaozheng
    said = at_once([lambda: proposes(cast, name), *[lambda: approves(cast, name, who=me)] * 7])
    assert {each.code for each in said if isinstance(each, Refusal)} <= {"not_now", "same_person"}
    assert row_of(name).state == State.PROPOSED
    assert row_of(name).approved_by_id is None


def test_two_proposals_approved_at_once_never_undo_each_other(cast):
    names = [proposes(cast, f"2026.{number}") for number in (2, 3, 4)]
    said = at_once([lambda name=name: approves(cast, name) for name in names])
    refused = [each for each in said if isinstance(each, Refusal)]
    assert len(refused) == 2
    assert {each.code for each in refused} <= {"base_moved", "overlaps"}
    assert len(reading.published()) == 2
    assert audit() == []


def test_editors_saving_at_once_leave_one_text_and_tell_the_others(cast):
    name = drafts(cast, "2026.2")
    seen = row_of(name)

    def saves(number):
        edit = policies.Edit(f"{seen.text}# {number}\n", seen.digest)
        return policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)

    said = at_once([lambda number=number: saves(number) for number in range(8)])
    kept = [each for each in said if not isinstance(each, Refusal)]
    assert kept == [row_of(name).digest]
    assert {each.code for each in said if isinstance(each, Refusal)} == {"text_changed"}


def test_starting_the_same_draft_at_once_makes_one(cast):
    new = policies.NewDraft("2026.2", newest())
    said = at_once([lambda: policies.start_draft(new, cast.xiaozheng, at=cast.at)] * 8)
    assert sorted(str(each) for each in said) == ["2026.2", *["name_taken"] * 7]
    assert len(reading.events("2026.2")) == 1


def test_withdrawing_and_approving_the_next_at_once_leave_one_timeline(cast):
    publishes(cast, "2026.2")
    late = proposes(cast, "2026.3")
    at_once(
        [
            lambda: policies.withdraw("2026.2", WHY, cast.approver, at=cast.at),
            lambda: approves(cast, late),
        ]
    )
    reigns = reading.published()
    assert len({reign.row.effective_at for reign in reigns}) == len(reigns)
    assert audit() == []


def test_shipping_again_changes_nothing(cast):
    before = list(PolicyVersion.objects.values())
    setup.publish_shipped_policy(cast.later(days=1))
    assert list(PolicyVersion.objects.values()) == before


def test_another_text_of_a_published_name_is_refused_at_the_start(cast):
    new = writing.NewVersion(newest(), Words("标题", "title"), "version = 'other'")
    with pytest.raises(ValueError, match="published"):
        writing.ship(new, cast.at)


def test_a_newer_shipped_policy_becomes_a_draft_and_is_in_force_only_after_two_people(cast):
    base = newest()
    new = writing.NewVersion("2027.1", Words("新版", "new"), row_of(base).text + "#\n")
    for _ in range(2):
        writing.ship(new, cast.at)
    row = row_of("2027.1")
    assert (row.state, row.shipped, row.author_id) == (State.DRAFT, False, None)
    assert row.based_on.version == base
    assert reading.in_force_at(cast.at + timedelta(days=999)).version == base


def test_a_broken_connection_in_the_middle_leaves_no_half_step(cast):
    name = drafts(cast, "2026.2")
    seen = row_of(name)
    step = writing.Step(writing.Event.SAVE, -1)  # nobody has this id
    with pytest.raises(DatabaseError):
        writing.move(seen, step, cast.at, {"text": "x", "digest": writing.digest_of_text("x")})
    assert row_of(name).text == seen.text
