"""Identity checks (R6.1): asked once, tried again by the clock, sealed, rotated, deleted."""

from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from django.db import IntegrityError, connection, transaction

from tests.cast import asks
from tests.services.identity_steps import (
    BROKEN,
    LATER,
    NAME,
    NUMBER,
    PASSPORT,
    UNKNOWN,
    WRONG,
    own_keys,
    writes,
)
from tests.services.test_special_cases import PARENT
from tests.services.test_special_cases import SAID as SPOKEN
from weikameng.domain import identity as rules
from weikameng.domain.case_life import Event, State
from weikameng.domain.errors import Refusal
from weikameng.domain.identity import Outcome
from weikameng.records.models import IdentityCheck
from weikameng.records.reading import identity as reading
from weikameng.records.reading.audit import audit
from weikameng.records.reading.refunds import progress_of
from weikameng.services import deadlines, identity, identity_checks, identity_keys, refunds

ABROAD = "oversea-card-99"
SAID = "收到的卡密在官网兑换时提示无效,还没有使用过,请退款 99 元。"


def of(cast, order):
    return identity.standing_of(order, buyer_id=cast.xiaolin, at=cast.at)


def applied(cast, order, **more):
    return refunds.apply(asks(order, narrative=SAID, **more), buyer_id=cast.xiaolin, at=cast.at)


def refused(code, act):
    with pytest.raises(Refusal) as told:
        act()
    assert told.value.code == code
    assert NUMBER not in str(told.value.words)
    return told.value


def test_a_match_is_kept_masked_and_nothing_more_is_asked(cast, identities):
    order = cast.buys(ABROAD)
    assert writes(cast, order) is Outcome.MATCH
    found = of(cast, order).check
    assert (found.name_shown, found.number_shown) == ("欧***", "**************002X")
    row = IdentityCheck.objects.get()
    assert row.consent_version == "identity-1"
    assert row.consented_at == cast.at
    assert NUMBER not in row.number_sealed
    assert NAME not in row.name_sealed
    assert writes(cast, order, name=WRONG) is Outcome.MATCH  # nobody is asked again
    assert IdentityCheck.objects.count() == 1


def test_an_application_after_the_check_goes_on_to_a_person_and_can_be_paid(cast, identities):
    order = cast.buys(ABROAD)
    writes(cast, order)
    case = applied(cast, order).number
    progress = progress_of(case)
    assert progress.state is State.REVIEWING
    assert "identity_check" not in progress.decision["missing"]
    assert "identity_record" in {item.kind for item in progress.evidence}
    assert reading.standing(progress.case.pk).state == "passed"


def test_money_abroad_is_not_approved_before_the_check(cast, identities):
    order = cast.buys(ABROAD)
    case = applied(cast, order).number
    stands = reading.standing(progress_of(case).case.pk)
    assert (stands.state, stands.owner, stands.due_at) == ("open", "buyer", None)
    refused("identity_first", lambda: cast.approves(case))
    assert writes(cast, order, name=WRONG) is Outcome.MISMATCH
    assert reading.standing(progress_of(case).case.pk).state == "failed"
    refused("identity_first", lambda: cast.approves(case))
    writes(cast, order)
    assert "identity_check" not in progress_of(case).decision["missing"]
    cast.approves(case)
    assert progress_of(case).state is not State.REVIEWING


@pytest.mark.parametrize("name", [UNKNOWN, NAME])
def test_what_no_machine_can_say_is_left_to_a_person(cast, identities, name):
    order = cast.buys(ABROAD)
    case = applied(cast, order).number
    document, number = ("resident", NUMBER) if name is UNKNOWN else ("passport", PASSPORT)
    assert writes(cast, order, name, number, document) is Outcome.NO_RECORD
    assert reading.standing(progress_of(case).case.pk).state == "person"
    cast.approves(case)


def test_silence_is_asked_again_by_the_clock_until_it_ends(cast, identities):
    order = cast.buys(ABROAD)
    case = applied(cast, order).number
    assert writes(cast, order, LATER) is Outcome.UNAVAILABLE
    assert of(cast, order).waits
    refused("identity_waits", lambda: writes(cast, order))
    assert reading.standing(progress_of(case).case.pk).owner == "provider"
    assert identity_checks.ask_due(cast.at) == 0
    assert identity_checks.ask_due(cast.later(minutes=1)) == 1
    assert identity_checks.ask_due(cast.later(minutes=1)) == 0  # longer and longer
    assert identity_checks.ask_due(cast.later(minutes=5)) == 1
    assert of(cast, order).known
    assert "identity_check" not in progress_of(case).decision["missing"]


def test_a_service_that_never_answers_leaves_it_to_a_person_after_two_days(cast, identities):
    order = cast.buys(ABROAD)
    case = applied(cast, order).number
    writes(cast, order, BROKEN)
    for _ in range(60):
        identity_checks.ask_due(cast.later(hours=1))
    stands = of(cast, order)
    assert stands.check.for_person
    assert stands.check.answered_at - stands.check.asked_at < rules.GIVE_UP_AFTER
    assert stands.open  # another try is the buyer's to make
    cast.approves(case)


def test_a_question_whose_worker_died_is_asked_once_by_the_next(cast, identities):
    order = cast.buys(ABROAD)
    writes(cast, order, BROKEN)
    (row,) = reading.due(cast.later(minutes=1), 10)
    writing = identity_checks.writing
    assert writing.lease(row, cast.at + rules.LEASE)
    assert not writing.lease(row, cast.at + rules.LEASE)  # somebody else was quicker
    assert identity_checks.ask_due(cast.at) == 0
    assert identity_checks.ask_due(cast.later(minutes=1)) == 1


def test_tries_are_limited_and_told(cast, identities):
    order = cast.buys(ABROAD)
    for _ in range(rules.MISMATCHES_A_DAY):
        writes(cast, order, WRONG)
    refused("too_often", lambda: writes(cast, order))
    assert not of(cast, order).open
    cast.later(days=1, seconds=1)
    assert writes(cast, order) is Outcome.MATCH


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "张3"}, "identity_name"),
        ({"number": "110105194912310021"}, "identity_number"),
        ({"document": "visa"}, "identity_document"),
        ({"document": "passport", "number": "?"}, "identity_number"),
    ],
)
def test_a_slip_of_the_pen_costs_no_try_and_asks_nobody(cast, identities, wrong, code):
    order = cast.buys(ABROAD)
    refused(code, lambda: writes(cast, order, **wrong))
    assert not IdentityCheck.objects.exists()


def test_without_consent_to_this_very_text_nothing_is_checked(cast, identities):
    order = cast.buys(ABROAD)

    def sends(**consent):
        asked = identity.Asked("resident", NAME, NUMBER, **consent)
        return lambda: identity.submit(order, asked, buyer_id=cast.xiaolin, at=cast.at)

    refused("identity_consent", sends(consented=False))
    refused("identity_consent", sends(consented=True, text_version="identity-0"))
    assert not IdentityCheck.objects.exists()


def test_strangers_and_orders_at_home_have_no_check(cast, identities):
    order, home = cast.buys(ABROAD), cast.buys("game-card-60")
    asked = identity.Asked("resident", NAME, NUMBER, consented=True)
    refused("not_found", lambda: identity.submit(order, asked, buyer_id=cast.xiaowu, at=cast.at))
    refused("identity_not_needed", lambda: writes(cast, home))


def test_a_later_order_carries_a_fresh_match_and_an_old_one_does_not_count(cast, identities):
    writes(cast, cast.buys(ABROAD))
    carried = cast.buys(ABROAD)
    assert of(cast, carried).known
    row = IdentityCheck.objects.get(order__number=carried)
    assert (row.name_sealed, row.number_shown, row.sealed_with) == ("", "", "")
    assert applied(cast, carried).state is State.REVIEWING
    cast.later(days=181)
    assert not of(cast, cast.buys(ABROAD)).known
    assert of(cast, carried).known  # its own result stays


def test_who_never_says_it_is_asked_after_a_week_and_closed_after_another(cast, identities):
    order = cast.buys(ABROAD)
    case = applied(cast, order).number
    assert identity_checks.ask_missing(cast.later(days=6)) == 0
    assert identity_checks.ask_missing(cast.later(days=1, minutes=1)) == 1
    assert identity_checks.ask_missing(cast.at) == 0
    progress = progress_of(case)
    assert (progress.state, progress.events[0].event) == (State.AWAITING_BUYER, Event.ASK)
    assert deadlines.close_expired(cast.later(days=15)) == 1
    assert audit() == []


def test_a_check_after_that_brings_the_refund_back_to_a_person(cast, identities):
    order = cast.buys(ABROAD)
    case = applied(cast, order).number
    identity_checks.ask_missing(cast.later(days=7, minutes=1))
    writes(cast, order)
    progress = progress_of(case)
    assert (progress.state, progress.events[0].event) == (State.REVIEWING, Event.REFER)
    assert progress.case.due_at > cast.at
    assert audit() == []


def test_a_new_key_seals_everything_anew_and_the_old_one_is_dropped(cast, identities, settings):
    order = cast.buys(ABROAD)
    writes(cast, order, BROKEN)
    file, before = settings.IDENTITY_KEY_FILE, IdentityCheck.objects.get().name_sealed
    first = file.read_text()
    assert identity_keys.rotate(cast.at) == 1
    assert file.read_text().split(",")[1:] == [first]  # for whoever writes in this moment
    assert file.stat().st_mode & 0o077 == 0
    row = IdentityCheck.objects.get()
    assert row.name_sealed != before
    assert row.sealed_with == identity_keys.newest()
    assert identity_keys.rotate(cast.at) == 1
    assert first not in file.read_text()
    assert identity_keys.opened(reading.check(row.pk)).name == BROKEN


def test_a_key_that_is_missing_stops_nobody_else_and_is_told_to_who_rotates(
    cast, identities, settings, tmp_path
):
    order = cast.buys(ABROAD)
    writes(cast, order, BROKEN)
    own_keys(tmp_path, settings)  # another machine's
    assert identity_checks.ask_due(cast.later(minutes=1)) == 1
    assert (of(cast, order).check.code, of(cast, order).waits) == ("NO_KEY", True)
    with pytest.raises(InvalidToken):
        identity_keys.rotate(cast.at)


def test_what_was_sealed_is_deleted_on_schedule_and_the_result_stays(cast, identities, settings):
    order = cast.buys(ABROAD)
    writes(cast, order)
    case = applied(cast, order).number
    cast.later(days=settings.IDENTITY_KEEP_DAYS, minutes=1)
    assert identity_keys.purge(cast.at) == 0  # the refund is open
    refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)
    assert identity_keys.purge(cast.at) == 1
    assert identity_keys.purge(cast.at) == 0
    row = IdentityCheck.objects.get()
    gone = row.name_sealed, row.number_sealed, row.name_shown, row.number_shown, row.sealed_with
    assert set(gone) == {""}
    assert (len(row.mark), row.outcome) == (64, "match")
    assert of(cast, order).known


def test_erasing_a_person_leaves_the_case_whole(cast, identities):
    order = cast.buys(ABROAD)
    writes(cast, order, BROKEN)
    case = applied(cast, order).number
    before = progress_of(case).decision
    with transaction.atomic():
        assert identity_checks.writing.erase(cast.xiaolin, cast.at) == 1
    assert identity_checks.ask_due(cast.later(days=1)) == 0
    assert progress_of(case).decision == before
    assert of(cast, order).check.name_shown == ""
    assert audit() == []


def test_an_answer_stays_as_it_was_given(cast, identities):
    order = cast.buys(ABROAD)
    writes(cast, order, WRONG)
    row = IdentityCheck.objects.filter(order__number=order)
    for change in (
        {"outcome": "match"},
        {"mark": "0" * 64},
        {"fresh_until": cast.at + timedelta(days=1)},
        {"number_sealed": ""},
        {"due_at": cast.at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM identity_check")


def test_nobody_is_asked_with_a_transaction_open(cast, identities, settings):
    seen = []

    def clock():
        seen.append(connection.in_atomic_block)
        return usual()

    usual, settings.CLOCK = settings.CLOCK, clock
    writes(cast, cast.buys(ABROAD))
    assert seen == [False]


def test_a_guardian_does_the_same_check_and_the_paper_is_ticked_off(cast, identities):
    writes(cast, cast.buys(ABROAD))  # who bought here before is somebody else
    order = cast.buys("game-card-60")
    said = asks(order, "MINOR", SPOKEN, guardian=PARENT)
    case = refunds.apply(said, buyer_id=cast.xiaolin, at=cast.at).number
    assert not of(cast, order).known
    assert writes(cast, order) is Outcome.MATCH
    kinds = [item.kind for item in progress_of(case).evidence]
    assert "guardian_check" in kinds
    assert "identity_record" not in kinds
    assert reading.fresh_match(cast.xiaolin, cast.at).order_id != of(cast, order).order.id
