"""Roles: every one has words, duties are never held together, who only looks never acts."""

import json
from pathlib import Path

import pytest

from weikameng.domain.roles import (
    DUTIES,
    RIGHTS,
    ROLE_WORDS,
    Right,
    Role,
    allowed,
    holders,
    is_staff,
    rights_of,
    together,
)
from weikameng.domain.staff_acts import ACT_WORDS, Act

SHIPPED = Path("weikameng/records/shipped/wording.json")
OURS = {"senior_reviewer": "supervisor", "policy_admin": "policy_editor"}


def test_the_roles_are_those_of_the_wording_and_are_called_so(root: Path):
    told = json.loads((root / SHIPPED).read_text(encoding="utf-8"))["roles"]
    names = {OURS.get(one["code"], one["code"]): one["zh"] for one in told}
    assert names == {role.value: words.zh for role, words in ROLE_WORDS.items()}
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_no_role_holds_two_duties_together(role: Role):
    assert len(together(rights_of(role))) <= 1


def test_two_duties_in_one_hand_would_be_seen():
    assert together(frozenset({Right.REVIEW, Right.MOVE_MONEY})) == ("reviews", "pays")


def test_every_duty_is_somebodys_and_every_right_is_held():
    assert all(holders(right) for right in Right)
    assert all(any(rights_of(role) & duty for role in Role) for duty in DUTIES.values())


def test_auditors_read_and_nothing_else():
    assert all(right.startswith("see_") for right in rights_of("auditor"))


def test_a_system_administrator_sees_no_business():
    assert rights_of("sysadmin") == {Right.MANAGE_ACCOUNTS}


def test_buyers_and_unknown_names_may_do_nothing():
    assert not rights_of("buyer")
    assert not rights_of("guardian")
    assert not rights_of("nobody")
    assert not allowed("nobody", Right.SEE_DESK)


def test_everyone_but_customers_is_staff():
    assert {role for role in Role if not is_staff(role)} == {Role.BUYER, Role.GUARDIAN}


def test_every_act_of_the_log_has_words():
    assert set(ACT_WORDS) == set(Act)
