"""Finding a case at the desk by a number or a top-up account, and the note that it was sought."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from weikameng.domain.desk import search_of
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.transfer_life import masked
from weikameng.domain.words import Words
from weikameng.records.reading import desk_queue as reading
from weikameng.records.reading.desk_queue import Viewer
from weikameng.services.staff_log import noted


@dataclass(frozen=True, slots=True)
class Found:
    """The cases that were found; ``only`` is the number of the one that was asked for by number."""

    cases: Sequence[Any]
    only: str = ""


def search(typed: str, who: Actor, viewer: Viewer) -> Found:
    """Find cases by refund number, order number or top-up account, whatever their state.

    Who looks for an account's cases leaves a line in the staff log, the account masked.
    Raises Refusal when nothing was typed, and when a number can't be right.
    """
    if not allowed(who.role, Right.SEE_DESK):
        raise not_found()
    wanted = search_of(typed)
    cases = reading.found(wanted, viewer)
    if wanted.mistyped and not cases:
        raise Refusal("mistyped", _MISTYPED)
    if not wanted.number:
        with transaction.atomic():
            about = f"account {masked(wanted.texts[-1])}"
            noted(who.id, Act.ACCOUNT_SEARCHED, about, f"{len(cases)} found", viewer.at)
    exact = wanted.number and len(cases) == 1
    return Found(cases, cases[0].number if exact else "")


_MISTYPED = Words(
    "这个编号的校验位不对,可能打错或打反了一位。请对照原文再输一遍。",
    "The check digits of this number do not hold: a digit is wrong or two are swapped."
    " Compare it and type it again.",
)
