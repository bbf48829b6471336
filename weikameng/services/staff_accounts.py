"""Looks after the accounts of who works here: role, off and on, a lost second factor.

Nobody changes their own; every change is in the staff log, and the person is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import ROLE_WORDS, Right, Role, allowed, is_staff
from weikameng.domain.staff_acts import Act
from weikameng.domain.staff_notices import Kind
from weikameng.domain.words import Words
from weikameng.records.reading import staff as reading
from weikameng.records.reading.staff_notices import name_of
from weikameng.records.writing import staff as writing
from weikameng.services import staff_notices
from weikameng.services.staff_log import noted

STAFF = tuple(role for role in Role if is_staff(role))
MIN_WORDS, MAX_WORDS = 5, 200


@dataclass(frozen=True, slots=True)
class Change:
    """Whose account is changed, by whom, why and when."""

    username: str
    who: Actor
    because: str
    at: datetime


def change_role(change: Change, role: str) -> None:
    """Give somebody another role of the staff; it holds from their next page on."""
    person = _person(change)
    if role not in STAFF:
        raise Refusal("role", _ROLE)
    if person.role == role:
        raise Refusal("same_role", _SAME_ROLE)
    words = ROLE_WORDS[Role(role)]
    with transaction.atomic():
        if not writing.change_role(person.pk, person.role, role):
            raise Refusal("busy", _BUSY)
        _keep(change, Act.ROLE_CHANGED, f"{person.role} -> {role}: ")
        _tell(change, person.pk, Kind.ROLE_CHANGED, f"{words.zh} / {words.en}")


def switch(change: Change, *, on: bool) -> None:
    """Switch an account off, at once and everywhere, or on again."""
    person = _person(change)
    with transaction.atomic():
        if not writing.switch(person.pk, on=on):
            raise Refusal("busy", _BUSY)
        if not on:
            writing.end_sessions(person.pk)
        _keep(change, Act.ACCOUNT_SWITCHED, "on: " if on else "off: ")


def reset_factor(change: Change) -> None:
    """Forget a lost second factor: they are signed out and set up a new one when they come back."""
    person = _person(change)
    with transaction.atomic():
        if not writing.drop_factors(person.pk):
            raise Refusal("no_factor", _NO_FACTOR)
        writing.end_sessions(person.pk)
        _keep(change, Act.FACTOR_RESET, "")
        _tell(change, person.pk, Kind.FACTOR_RESET, change.because.strip())


def _person(change: Change) -> Any:
    """Return whose account it is; Refusal without the right, for one's own, without a reason."""
    if not allowed(change.who.role, Right.MANAGE_ACCOUNTS):
        raise not_found()
    person = reading.member(change.username, STAFF)
    if person is None:
        raise not_found()
    if person.pk == change.who.id:
        raise Refusal("own_account", _OWN)
    if not MIN_WORDS <= len(change.because.strip()) <= MAX_WORDS:
        raise Refusal("because", _BECAUSE)
    return person


def _keep(change: Change, act: Act, what: str) -> None:
    about, words = f"person {change.username}", f"{what}{change.because.strip()}"
    noted(change.who.id, act, about, words, change.at)


def _tell(change: Change, to_id: int, kind: Kind, words: str) -> None:
    staff_notices.account_changed(to_id, kind, name_of(change.who.id), (words, change.at))


_ROLE = Words("请从列表里选一个角色。", "Choose one of the roles in the list.")
_SAME_ROLE = Words("这已经是现在的角色。", "That is their role already.")
_BUSY = Words("刚刚有人改过了,请刷新再看。", "Somebody has just changed it; reload the page.")
_NO_FACTOR = Words("没有两步验证可以重置。", "There is no second factor to reset.")
_OWN = Words(
    "不能改自己的账号,请另一位管理员来改。",
    "Nobody changes their own account; ask another administrator.",
)
_BECAUSE = Words(
    f"请写明原因,{MIN_WORDS} 到 {MAX_WORDS} 字。",
    f"Say why, in {MIN_WORDS} to {MAX_WORDS} characters.",
)
