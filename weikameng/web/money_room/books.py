"""The books in the money room: the trial balance, one account's entries, one refund's entries and
who bears it (R4.6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from weikameng.domain.books import bearer_on
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.words import Words
from weikameng.records.reading import books as reading
from weikameng.records.reading.books import Balance, Borne, Entry
from weikameng.records.reading.recovery import suppliers
from weikameng.services import book_words as say
from weikameng.services import books
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.saying import CASE_BADGES
from weikameng.web.visitors import DESK_ROLES, money_only, politely, tell

_MOVED = Words("已更正,账上多了一笔。", "Corrected by a further entry.")
_SAME = Words("本来就由它承担,没有改动。", "It bears it already: nothing was changed.")
_NO_NUMBER = Words(
    "没有这个编号:退款编号 16 位,打款编号 18 位。",
    "No such number: a refund has 16 digits, a payout 18.",
)
_EQUAL = Words("合计,两边相等", "Total, both sides equal")
_UNEQUAL = Words("合计,两边不相等", "Total, the sides differ")
_SIDES = {1: Words("借", "Dr"), -1: Words("贷", "Cr"), 0: Words("平", "even")}
# The order of the trial balance: what is owed, who bears it, where the money is.
_ORDER = ("claims", "cost", "recovery", "clearing", "cash")


@money_only
def page(request: HttpRequest) -> HttpResponse:
    """Every account with its sums; a refund is found by its number or a payout's."""
    asked = request.GET.get("q", "").strip()
    number = "".join(asked.split())
    if number.isascii() and number.isdigit() and (case := reading.case_behind(number)):
        return redirect("money_books_case", case.number)
    rows = reading.trial_balance()
    debit, credit = sum(r.debit_minor for r in rows), sum(r.credit_minor for r in rows)
    more = {
        "rows": [_balance(row) for row in sorted(rows, key=_place)],
        "debit_minor": debit,
        "credit_minor": credit,
        "total": _left(debit - credit),
        "equal": _EQUAL,
        "unequal": _UNEQUAL,
        "asked": asked,
        "error": _NO_NUMBER if asked else None,
    }
    return show(request, "money_books", "books", more)


@money_only
@politely
def account(request: HttpRequest, account: str) -> HttpResponse:
    """One account's entries, newest first."""
    number = page_of(request)
    entries, has_more = reading.entries(account, number) if account.isprintable() else ([], False)
    if not entries and number == 1 and account not in say.ALWAYS_THERE:
        raise not_found()
    more = {
        "account": account,
        "words": say.account_words(account),
        "rows": [_entry(entry) | _side(entry, account) for entry in entries],
        "page": Page(number, has_more),
    }
    return show(request, "money_books", "account", more)


@money_only
@politely
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Everything booked about a refund; who bears it is corrected here."""
    if request.method != "POST":
        return _case(request, number, {})
    typed = {name: request.POST.get(name, "") for name in ("which", "bearer", "note")}
    wish = books.Correction(typed["which"] or number, typed["bearer"], typed["note"])
    if not wish.number.startswith(number):  # another refund's leg is corrected on its own page
        raise not_found()
    try:
        moved = books.reassign(wish, actor_of(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _case(request, number, typed | {"error": refusal.words}, 422)
    tell(request, _MOVED if moved else _SAME, messages.SUCCESS if moved else messages.INFO)
    return redirect("money_books_case", number)


def _case(
    request: HttpRequest, number: str, typed: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    found = reading.case_behind(number) if number.isascii() and number.isdigit() else None
    if found is None:
        raise not_found()
    costs = reading.costs(found.pk)
    product = found.order.product
    names = sorted({*suppliers(), product.supplier} - {""})
    more = {
        "case": found,
        "order": found.order,
        "good": Words(product.name_zh, product.name_en),
        "supplier": product.supplier,
        "badge": dict(zip(("tone", "words"), CASE_BADGES[State(found.state)], strict=True)),
        "costs": [_cost(borne) for borne in costs],
        "rows": [_entry(entry) for entry in reading.entries_of_case(found.pk)],
        "bearers": [(name, say.bearer_words(name)) for name in say.bearers(names)],
        "typed": typed or _as_it_is(costs),
        "desk": request.user.role in DESK_ROLES,  # type: ignore[union-attr]
    }
    return show(request, "money_books", "books_case", more, status)


def _as_it_is(costs: Sequence[Borne]) -> dict[str, Any]:
    """Nobody is chosen beforehand: a correction is somebody's decision."""
    only = costs[0].cost.number if len(costs) == 1 else ""
    return {"which": only, "bearer": "", "note": ""}


def _cost(borne: Borne) -> dict[str, Any]:
    cost = borne.cost
    return {
        "number": cost.number,
        "amount_minor": cost.amount_minor,
        "bearer": say.bearer_words(bearer_on(cost.account)),
        "corrections": cost.corrections,
        "account": _link(cost.account),
    }


def _balance(row: Balance) -> dict[str, Any]:
    return {
        "debit_minor": row.debit_minor,
        "credit_minor": row.credit_minor,
        **_left(row.balance_minor),
        **_link(row.account),
    }


def _left(balance_minor: int) -> dict[str, Any]:
    """On which side a balance stands, and how much: an accountant reads no minus signs."""
    side = _SIDES[(balance_minor > 0) - (balance_minor < 0)]
    return {"side": side, "left_minor": abs(balance_minor)}


def _entry(entry: Entry) -> dict[str, Any]:
    case_url = reverse("money_books_case", args=[entry.case_number]) if entry.case_number else ""
    return {
        "at": entry.at,
        "kind": say.kind_words(entry.kind),
        "debit": _link(entry.debit),
        "credit": _link(entry.credit),
        "amount_minor": entry.amount_minor,
        "note": entry.note,
        "by": entry.by,
        "payout": entry.payout_number,
        "case": entry.case_number,
        "case_url": case_url,
    }


def _side(entry: Entry, account: str) -> dict[str, Any]:
    debited = entry.debit == account
    return {
        "debit_minor": entry.amount_minor if debited else None,
        "credit_minor": None if debited else entry.amount_minor,
        "other": _link(entry.credit if debited else entry.debit),
    }


def _link(account: str) -> dict[str, Any]:
    return {
        "account": account,
        "words": say.account_words(account),
        "url": reverse("money_account", args=[account]),
    }


def _place(row: Balance) -> tuple[int, str]:
    kind = row.account.partition(":")[0]
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), row.account)
