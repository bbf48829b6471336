"""Special cases, as far as they are rules alone: guardians, shares, reminders, help, tracks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from weikameng.domain import guardians, renewals, using_help
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.importing import BadRow, parse_row
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.share import (
    Share,
    amounts_of,
    basis_of_share,
    typed_percent,
    worked_words,
)
from weikameng.domain.renewals import Renewal, in_time
from weikameng.domain.tracks import Name, next_of

CHARGED = datetime(2026, 11, 15, 4, 0, tzinfo=UTC)
UNITS = (
    UnitFacts("1", 10_000, 10_000),
    UnitFacts("2", 9_805, 9_805, refunded_minor=5),
)
GOOD = ("parent", "13", "138 0013-8000")


def test_a_guardian_says_who_they_are_and_how_they_are_reached():
    said = guardians.declared(*GOOD, agreed=True)
    assert (said.relation, said.minor_age, said.contact) == ("parent", 13, "13800138000")
    assert said.shown == "138****8000"
    mail = guardians.declared("appointed", "0", "Zhou@Mail.Example", agreed=True)
    assert (mail.contact, mail.shown) == ("Zhou@mail.example", "Z***@mail.example")


@pytest.mark.parametrize(
    ("relation", "age", "contact", "agreed", "code"),
    [
        ("friend", "13", GOOD[2], True, "guardian_relation"),
        ("", "13", GOOD[2], True, "guardian_relation"),
        ("parent", "18", GOOD[2], True, "guardian_age"),
        ("parent", "-1", GOOD[2], True, "guardian_age"),
        ("parent", "十三", GOOD[2], True, "guardian_age"),
        ("parent", "٣", GOOD[2], True, "guardian_age"),
        ("parent", "9" * 5000, GOOD[2], True, "guardian_age"),
        ("parent", "13", "12345", True, "guardian_contact"),
        ("parent", "13", "a@b", True, "guardian_contact"),
        ("parent", "13", "9" * 5000, True, "guardian_contact"),
        ("parent", "13", GOOD[2], False, "guardian_consent"),
    ],
)
def test_what_a_guardian_leaves_out_is_named(relation, age, contact, agreed, code):
    with pytest.raises(Refusal) as refused:
        guardians.declared(relation, age, contact, agreed=agreed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("percent", "minor"),
    [(10_000, 19_800), (7_000, 13_860), (3_333, 6_599), (1, 2), (6_667, 13_201)],
)
def test_a_share_by_fault_is_exact_to_the_cent_over_all_units(percent, minor):
    amounts = amounts_of(Share(percent=percent), UNITS)
    assert sum(fen for _, fen in amounts) == minor
    left = {int(unit.id): unit.paid_minor - unit.refunded_minor for unit in UNITS}
    assert all(0 < fen <= left[unit] for unit, fen in amounts)


def test_a_share_of_next_to_nothing_is_refused_instead_of_paying_nothing():
    with pytest.raises(Refusal):
        amounts_of(Share(percent=1), (replace(UNITS[0], paid_minor=40),))


def test_the_buyer_reads_how_a_share_was_worked_out():
    basis = basis_of_share(Share(percent=7_000), UNITS)
    words = worked_words(basis)
    assert words is not None
    assert words.zh == "按 70% 退:198.00 元 × 70% = 138.60 元。"
    assert words.en == "70 % goes back: 198.00 CNY × 70 % = 138.60 CNY."
    assert basis_of_share(Share(amount_minor=1), UNITS) is None
    assert worked_words(None) is worked_words({"clause": "H3"}) is None


@pytest.mark.parametrize("text", ["0", "100.01", "-5", "70.001", "1e2", "七十", "", "nan"])
def test_only_a_percentage_is_a_percentage(text):
    with pytest.raises(Refusal) as refused:
        typed_percent(text)
    assert refused.value.code == "percent"


def test_a_percentage_is_read_as_people_type_it():
    assert [typed_percent(text) for text in ("70", " 70% ", "66.67", "100", "7０％")] == [
        7_000,
        7_000,
        6_667,
        10_000,
        7_000,
    ]


@pytest.mark.parametrize(
    ("days", "known"), [(0, False), (4, False), (5, True), (6, True), (400, True)]
)
def test_a_reminder_counts_from_five_days_before(days, known):
    assert in_time(Renewal("reminded", CHARGED - timedelta(days=days)), CHARGED) is known


def test_days_of_a_reminder_are_days_of_beijing():
    # 15 November, 00:30 in Beijing; reminded on the 10th at 23:50 there: five days by the calendar.
    charged = datetime(2026, 11, 14, 16, 30, tzinfo=UTC)
    assert in_time(Renewal("reminded", datetime(2026, 11, 10, 15, 50, tzinfo=UTC)), charged)


def test_what_is_not_known_of_a_reminder_stays_unknown():
    assert in_time(renewals.NO_RENEWAL, CHARGED) is None
    assert in_time(Renewal("unknown"), CHARGED) is None
    assert in_time(Renewal("none"), CHARGED) is False


def test_a_person_says_where_a_reminder_was_looked_for():
    assert renewals.found(None, "查了短信平台,没有发送记录。", CHARGED) == Renewal("none")
    for at, note in ((None, "没有"), (CHARGED + timedelta(days=1), "查了短信平台的记录。")):
        with pytest.raises(Refusal):
            renewals.found(at, note, CHARGED)


ROW = {
    "external_number": "A-1",
    "buyer": "xiaolin",
    "sku": "video-month",
    "units": [{"price": "25.00"}],
    "payments": [{"route": "sandbox", "amount": "25.00", "reference": "SB-1"}],
    "paid_at": "2026-11-15T12:00:00+08:00",
}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (None, ""),
        ({}, "unknown"),
        ({"reminded_at": None}, "none"),
        ({"reminded_at": "2026-11-01T12:00:00+08:00"}, "reminded"),
    ],
)
def test_a_row_says_whether_a_renewal_was_reminded_of(said, state):
    assert parse_row(ROW | ({} if said is None else {"renewal": said})).renewal.state == state


@pytest.mark.parametrize(
    "said", [[], "yes", {"reminded_at": 3}, {"reminded_at": "2026-11-16T12:00:00+08:00"}]
)
def test_a_row_with_an_impossible_reminder_is_a_bad_row(said):
    with pytest.raises(BadRow):
        parse_row(ROW | {"renewal": said})


def test_there_is_help_for_every_kind_of_good_and_it_ends_with_us():
    kinds = ("phone_credit", "software_key", "gift_card", "of a later policy")
    for kind in kinds:
        steps = using_help.help_with(kind)
        assert len(steps) > 1
        assert steps[-1] is using_help.LAST


def test_a_track_always_says_what_comes_next():
    for name in Name:
        for state in State:
            words = next_of(name, state)
            assert words.zh
            assert words.en
