"""The books in finance's hands: who bears a refund, what suppliers owe and pay, month by month."""

import csv
import io
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction

from tests.cast import Scripted, asks
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.recovery import Month
from weikameng.domain.recovery_file import csv_text
from weikameng.records.models import BookEntry, Payout, Product
from weikameng.records.reading import books as reading
from weikameng.records.reading import recovery
from weikameng.records.reading.audit import audit
from weikameng.records.writing import payouts as writing
from weikameng.services import books, held_payouts, refunds
from weikameng.services.books import Correction, Letter, Receipt
from weikameng.services.payouts import settle_by_hand

WHY = "供货商书面确认没有发货。"
THEIRS, OURS = "supplier:sandbox", "platform"
NOVEMBER = Month(2026, 11)


@pytest.fixture
def acai(cast):
    """Finance, who keeps the books."""
    return Actor(cast.ids["acai"], "finance")


@pytest.fixture
def refunded(cast):
    """Return somebody who is refunded 3.00 by one click, settled at once."""

    def goes(sku="game-card-3", **wish):
        order = cast.buys(sku, **wish)
        case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
        cast.pays_out()
        assert cast.comes_to(case) is State.REFUNDED
        return case

    return goes


def balances():
    return {row.account: row.balance_minor for row in reading.trial_balance()}


def lines(month=NOVEMBER, supplier="sandbox"):
    told = recovery.month_of(supplier, month)
    assert told.total_minor == sum(row.line.amount_minor for row in told.rows)
    return [(row.line.kind, row.line.amount_minor) for row in told.rows]


def open_minor(supplier="sandbox"):
    (standing,) = recovery.standings([supplier])
    return standing.open_minor


def moves(cast, acai, case, bearer, note=WHY):
    return books.reassign(Correction(case, bearer, note), acai, at=cast.at)


def refused(act, *args, **named):
    with pytest.raises(Refusal) as told:
        act(*args, **named)
    return told.value.code


# --- who bears it ---


def test_goodwill_is_ours_and_what_a_supplier_failed_to_deliver_is_its_own(cast, refunded):
    refunded()
    assert balances() == {"clearing:sandbox": -300, "claims": 0, "cost:platform": 300}
    order = cast.buys("game-topup-100", account="player-3333")
    case = refunds.apply(asks(order, "OTHER", "没到账"), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    assert balances()["recovery:sandbox"] == 10_000
    assert lines() == [("settled", 10_000)]
    assert audit() == []


def test_a_reviewers_yes_is_borne_by_the_fault_of_the_reason(cast):
    from tests.journeys import states

    case = states.reviewing(cast)
    Product.objects.update(supplier="福禄")
    cast.approves(case.number)
    cast.pays_out()
    assert BookEntry.objects.get(kind="owed").debit == "recovery:福禄"
    (row,) = recovery.month_of("福禄", NOVEMBER).rows
    assert (row.case_number, row.order_number) == (case.number, case.order)
    assert row.reason.en == "Shown as success but not arrived"
    assert row.answer == "success"


# --- corrections ---


def test_a_correction_is_one_more_entry_and_the_net_counts(cast, acai, refunded):
    case = refunded()
    assert moves(cast, acai, case, THEIRS) == 1
    assert moves(cast, acai, case, THEIRS) == 0  # the same again changes nothing
    assert moves(cast, acai, case, OURS, "查错了,是我们的问题。") == 1
    assert moves(cast, acai, case, THEIRS) == 1
    assert {k: v for k, v in balances().items() if v} == {
        "clearing:sandbox": -300,
        "recovery:sandbox": 300,
    }
    entries = BookEntry.objects.filter(kind="reassigned").order_by("id")
    assert [entry.cause for entry in entries] == [f"reassigned:{case}01:{n}" for n in (1, 2, 3)]
    assert {entry.by_id for entry in entries} == {acai.id}
    assert entries[1].note == "查错了,是我们的问题。"
    assert lines() == [("reassigned", 300), ("reassigned", -300), ("reassigned", 300)]
    assert audit() == []


def test_one_payout_of_a_case_may_be_borne_by_another(cast, acai, refunded):
    case = refunded(use_balance_minor=100)
    legs = {p.route: p for p in Payout.objects.filter(case__number=case)}
    assert moves(cast, acai, legs["wallet"].number, THEIRS) == 1
    assert balances()["recovery:sandbox"] == 100
    assert moves(cast, acai, case, THEIRS) == 1  # the other one follows
    assert balances()["recovery:sandbox"] == 300
    assert audit() == []


def test_only_finance_and_supervisors_keep_the_books(cast, refunded):
    case, receipt = refunded(), Receipt("sandbox", 1, "R1")
    letter = Letter("sandbox", NOVEMBER, "L1")
    for role in ("buyer", "reviewer", "auditor", "policy_editor"):
        stranger = Actor(cast.zhoujie, role)
        assert refused(moves, cast, stranger, case, THEIRS) == "not_found"
        assert refused(books.receive, receipt, stranger, at=cast.at) == "not_found"
        assert refused(books.claim, letter, stranger, at=cast.later(days=30)) == "not_found"


NO_CORRECTIONS = [
    ({"note": "  短 "}, "note"),
    ({"note": "\0" * 20}, "note"),
    ({"note": "长" * 501}, "note"),
    ({"bearer": "buyer"}, "bearer"),
    ({"bearer": "supplier:"}, "bearer"),
    ({"bearer": "supplier:nobody"}, "bearer"),
    ({"bearer": "supplier:sand\0box"}, "bearer"),
    ({"case": "2261118000000000"}, "not_found"),
    ({"case": "x\0"}, "not_found"),
    ({"case": "²"}, "not_found"),
]


def test_what_cannot_be_corrected_is_refused_in_words(cast, acai, refunded):
    case = refunded()
    for wish, code in NO_CORRECTIONS:
        wish = {"case": case, "bearer": THEIRS} | wish
        assert refused(moves, cast, acai, **wish) == code, wish
    assert not BookEntry.objects.filter(kind="reassigned").exists()


def test_nothing_owed_is_nothing_to_bear(cast, acai):
    from tests.journeys import states

    assert refused(moves, cast, acai, states.reviewing(cast).number, THEIRS) == "nothing_owed"


def test_a_crowd_that_corrects_at_once_takes_turns(cast, acai, refunded):
    case = refunded()
    wishes = [THEIRS, OURS] * 4
    acts = [partial(moves, cast, acai, case, bearer) for bearer in wishes]
    told = at_once(acts)
    assert all(changed in (0, 1) for changed in told)
    assert sum(told) == BookEntry.objects.filter(kind="reassigned").count() >= 1
    assert sum(amount for _, amount in lines()) == balances()["recovery:sandbox"]
    assert audit() == []


def test_correcting_while_the_money_arrives_loses_no_line(cast, acai):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    at_once([cast.pays_out, partial(moves, cast, acai, case, THEIRS)])
    cast.later(minutes=2)
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    assert sum(amount for _, amount in lines()) == open_minor() == 300
    assert audit() == []


# --- what did not arrive, came back, or went another way ---


def test_only_what_has_arrived_is_claimed_from_a_supplier(cast, acai):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    moves(cast, acai, case, THEIRS)
    assert lines() == []
    assert (balances()["recovery:sandbox"], open_minor()) == (300, 0)
    cast.pays_out()
    assert lines() == [("settled", 300)]
    assert open_minor() == 300


def test_what_came_back_later_is_a_line_of_the_later_month(cast, acai, refunded):
    case = refunded()
    moves(cast, acai, case, THEIRS)
    before = recovery.month_of("sandbox", NOVEMBER)
    cast.later(days=20)
    held_payouts.bank_returned(
        f"{case}01", "银行退回,账户已注销。", staff_id=acai.id, role="finance", at=cast.at
    )
    assert lines(NOVEMBER.next) == [("reversed", -300)]
    assert recovery.month_of("sandbox", NOVEMBER) == before
    assert open_minor() == 0
    assert audit() == []


def test_a_leg_paid_in_two_other_ways_stays_one_cost(cast, acai):
    """A dead leg is replaced, one of its successors again: books, statement and audit follow."""
    order = cast.buys("game-card-60")
    case = refunds.apply(asks(order, "KEY_INVALID"), buyer_id=cast.xiaolin, at=cast.at).number
    dead = PayoutReceipt(Outcome.PERMANENTLY_FAILED, "ACCOUNT_CLOSED")
    cast.pays_out(Scripted([lambda _verb, _order: dead]))
    first = Payout.objects.get()
    parts = [writing.Replacement("offline", 4_000), writing.Replacement("chargeback", 2_000)]
    with transaction.atomic():
        offline, taken = writing.replace(first.pk, parts, cast.at)
    with transaction.atomic():
        settle_by_hand(offline, "BANK-1", actor="staff:1", at=cast.at)
    assert lines() == [("settled", 4_000)]
    assert moves(cast, acai, Payout.objects.get(pk=taken).number, OURS) == 1  # all of it moves
    assert lines() == [("settled", 4_000), ("reassigned", -4_000)]
    assert [f.law for f in audit()] == ["payouts == tender"]  # no complaint stands behind it
    with transaction.atomic():
        (last,) = writing.replace(taken, [writing.Replacement("offline", 2_000)], cast.at)
    moves(cast, acai, case, THEIRS)
    cast.later(days=30)
    with transaction.atomic():
        settle_by_hand(last, "BANK-2", actor="staff:1", at=cast.at)
    assert cast.comes_to(case) is State.REFUNDED
    assert lines(NOVEMBER.next) == [("settled", 2_000)]
    assert open_minor() == 6_000
    assert {k: v for k, v in balances().items() if v} == {
        "clearing:offline": -6_000,
        "recovery:sandbox": 6_000,
    }


def test_a_month_ends_at_midnight_in_beijing(cast, acai, refunded):
    cast.at = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    moves(cast, acai, refunded(), THEIRS)
    cast.later(seconds=1)
    moves(cast, acai, refunded(), THEIRS)
    assert lines(NOVEMBER) == lines(NOVEMBER.next) == [("reassigned", 300)]
    (row,) = recovery.month_of("sandbox", NOVEMBER.next).rows
    assert row.day.isoformat() == "2026-12-01"


# --- what suppliers pay ---


def test_a_supplier_pays_at_most_what_is_open_and_a_reference_counts_once(cast, acai, refunded):
    moves(cast, acai, refunded(), THEIRS)
    assert refused(books.receive, Receipt("sandbox", 301, "B1"), acai, at=cast.at) == (
        "more_than_open"
    )
    assert books.receive(Receipt("sandbox", 200, " B1 "), acai, at=cast.at)
    assert not books.receive(Receipt("sandbox", 200, "B1"), acai, at=cast.at)
    assert refused(books.receive, Receipt("sandbox", 100, "B1"), acai, at=cast.at) == (
        "reference_used"
    )
    assert books.receive(Receipt("sandbox", 100, "B2", "尾款"), acai, at=cast.at)
    assert balances()["cash:supplier:sandbox"] == 300
    assert (balances()["recovery:sandbox"], open_minor()) == (0, 0)
    assert audit() == []


NO_MONEY = [
    (Receipt("sandbox", 0, "B1"), "amount"),
    (Receipt("sandbox", -5, "B1"), "amount"),
    (Receipt("sandbox", 10**13, "B1"), "amount"),
    (Receipt("sandbox", 5, " "), "reference"),
    (Receipt("sandbox", 5, "B\n1"), "reference"),
    (Receipt("sandbox", 5, "B" * 61), "reference"),
    (Receipt("nobody", 5, "B1"), "not_found"),
    (Receipt("", 5, "B1"), "not_found"),
]


def test_money_that_makes_no_sense_is_not_noted(cast, acai):
    for receipt, code in NO_MONEY:
        assert refused(books.receive, receipt, acai, at=cast.at) == code, receipt


def test_two_who_note_the_last_money_at_once_note_it_once(cast, acai, refunded):
    moves(cast, acai, refunded(), THEIRS)
    acts = [
        partial(books.receive, Receipt("sandbox", 300, f"B{n}"), acai, at=cast.at) for n in range(6)
    ]
    told = at_once(acts)
    assert [one for one in told if one is True] == [True]
    assert {one.code for one in told if one is not True} == {"more_than_open"}
    assert balances()["cash:supplier:sandbox"] == 300


def test_what_was_paid_for_and_is_ours_after_all_is_owed_back(cast, acai, refunded):
    case = refunded()
    moves(cast, acai, case, THEIRS)
    books.receive(Receipt("sandbox", 300, "B1"), acai, at=cast.at)
    moves(cast, acai, case, OURS)
    assert open_minor() == -300
    assert refused(books.receive, Receipt("sandbox", 1, "B2"), acai, at=cast.at) == (
        "more_than_open"
    )
    assert audit() == []


# --- the month that was claimed ---


def test_a_month_is_claimed_once_and_only_when_it_is_over(cast, acai, refunded):
    moves(cast, acai, refunded(), THEIRS)
    letter = Letter("sandbox", NOVEMBER, "追偿函 2026-11")
    assert refused(books.claim, letter, acai, at=cast.at) == "month_not_over"
    cast.later(days=20)
    assert books.claim(letter, acai, at=cast.at) == 300
    assert refused(books.claim, letter, acai, at=cast.at) == "month_claimed"
    kept = recovery.claim_of("sandbox", NOVEMBER)
    assert (kept.amount_minor, kept.reference, kept.by_id) == (300, letter.reference, acai.id)
    empty = Letter("sandbox", NOVEMBER.previous, "x")
    assert refused(books.claim, empty, acai, at=cast.at) == "nothing_to_claim"


# --- the statement as a file, and its price ---


def test_the_file_can_be_opened_by_a_spreadsheet_and_read_by_a_program(cast, acai, refunded):
    Product.objects.update(name_zh="=HYPERLINK(1)", name_en="x")
    case = refunded()
    moves(cast, acai, case, THEIRS)
    told = recovery.month_of("sandbox", NOVEMBER)
    text = csv_text(told.rows, told.total_minor)
    assert text.startswith("\ufeff日期 Day,")
    head, row, total = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(head) == len(row) == len(total)
    assert row[:3] == ["2026-11-18", "承担方更正 Bearer corrected", "3.00"]
    assert (row[4], row[5]) == (f"{case}\t", f"{case}01\t")
    assert row[6] == "'=HYPERLINK(1) x"
    assert total[:3] == ["合计 Total", "", "3.00"]


def test_a_statement_costs_the_same_for_one_line_and_for_many(
    cast, acai, refunded, django_assert_num_queries
):
    for _ in range(3):
        moves(cast, acai, refunded(), THEIRS)
    recovery.month_of("sandbox", NOVEMBER)  # the policy is read once a process
    with django_assert_num_queries(2):
        told = recovery.month_of("sandbox", NOVEMBER, page=1)
    assert (told.count, len(told.rows)) == (3, 3)
    assert recovery.month_of("sandbox", NOVEMBER, page=2).rows == []


def test_an_account_shows_its_entries_newest_first(cast, acai, refunded):
    case = refunded()
    cast.at += timedelta(minutes=1)
    moves(cast, acai, case, THEIRS)
    entries, more = reading.entries("cost:platform")
    assert [(e.kind, e.case_number, e.by) for e in entries] == [
        ("reassigned", case, "阿财"),
        ("owed", case, ""),
    ]
    assert not more
    assert [e.kind for e in reading.entries("claims")[0]] == ["settled", "owed"]
    assert reading.entries("claims", page=2) == ([], False)
    assert reading.entries("nothing") == ([], False)
    (found,) = reading.costs(reading.case_behind(f"{case}01").pk)
    assert (found.cost.account, found.cost.corrections) == ("recovery:sandbox", 1)


def test_the_trial_balance_has_equal_sides(cast, acai, refunded):
    moves(cast, acai, refunded(use_balance_minor=100), THEIRS)
    rows = reading.trial_balance()
    assert sum(row.debit_minor for row in rows) == sum(row.credit_minor for row in rows) == 900
    assert sum(row.balance_minor for row in rows) == 0
    assert [row.account for row in rows] == sorted(row.account for row in rows)
