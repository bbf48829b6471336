"""Does what the log is told of goods agree with itself, and with the books of the shop?"""

from collections.abc import Iterator
from pathlib import Path

from psycopg.rows import TupleRow

from weikameng.ledger.events import EventType
from weikameng.ledger.lives import IllegalStep, standing_of, walked
from weikameng.records.models import CardStock, OrderUnit, RefundCase
from weikameng.records.statements import fetch_all, statement

LIVES = statement(Path(__file__).parent / "audit_lives.sql")
_REDEEMED = frozenset({"activated", "used"})
_DECIDED = {"approved", "paying", "payout_stuck", "rejected"}


def broken_lives() -> Iterator[tuple[str, str]]:
    """Yield each law that is broken and the good it is broken by."""
    for row in fetch_all(LIVES, {}):
        good, state, next_seq, types, dense = row[:5]
        told = _replayed(types or [])
        if told != state or len(types or []) != next_seq or (types and not dense):
            yield "life == state", f"good {good}: {told}, is {state}"
        elif row[5] is not None and (wrong := _wrong_unit(row)):
            yield "life == books", f"good {good} is {state}: {wrong}"
        elif row[11] is not None and not _agrees(state, row[11]):
            yield "life == books", f"good {good} is {state}: the case is {row[11]}"
    yield from _without_life()


def _replayed(types: list[str]) -> str:
    try:
        return walked("", [EventType(name) for name in types])
    except (IllegalStep, ValueError) as error:
        return str(error)


def _wrong_unit(row: TupleRow) -> str:
    """Say what the unit's books know otherwise; empty when they agree."""
    now = standing_of(row[1])
    frozen, usage, progress, void_card, back, asked = row[5:11]
    if now.frozen != frozen:
        return "frozen" if frozen else "not frozen"
    if now.use == "voided" and not back:
        return "not given back"
    if now.use != "voided" and (void_card or (back and not asked)):
        return "given back"
    if now.use != "voided" and (now.use == "sold") == (progress == "delivered"):
        return str(progress)
    if now.use in {"delivered", "revealed", *_REDEEMED} and (
        (now.use in _REDEEMED) != (usage in _REDEEMED)
    ):
        return str(usage)
    return ""


def _agrees(life: str, state: str) -> bool:
    if state == "refunded":
        return life == "paid"
    return life != "opened" if state in _DECIDED else True


def _without_life() -> Iterator[tuple[str, str]]:
    direct = OrderUnit.objects.filter(
        order__progress__in=["paid", "delivered"], order__product__fulfilment="direct"
    )
    for name, rows in {
        "unit": direct.filter(good=None),
        "card": CardStock.objects.filter(good=None),
        "case": RefundCase.objects.filter(good=None),
    }.items():
        for pk in rows.values_list("pk", flat=True)[:10]:
            yield "everything has a life", f"{name} {pk}"
