"""Which salts of the log are still held of people's goods and cases, and until when."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from weikameng.domain.case_life import OPEN
from weikameng.domain.retention import YEARS, YEARS_ACROSS_BORDERS
from weikameng.records.statements import fetch_all, statement

_HERE = Path(__file__).parent
_MATTERS = statement(_HERE / "matters.sql")
_HELD = statement(_HERE / "forgetting.sql").replace("{matters}", _MATTERS)


@dataclass(frozen=True, slots=True)
class HeldSalt:
    """A good or a case whose commitments can still be read; ``open``: it must stay so for now."""

    good: UUID
    open: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """An order with all that belongs to it; ``open``: it must stay so for now."""

    order_id: int
    open: bool
    until: datetime


def kept_orders(buyer_id: int, *, at: datetime) -> list[KeptOrder]:
    """Return until when each of a buyer's orders is to be kept."""
    return [KeptOrder(*row) for row in fetch_all(_MATTERS, _asked(buyer_id, at))]


def held_salts(buyer_id: int | None, *, ordered_by: datetime) -> list[HeldSalt]:
    """Return the salts of a buyer, or of everybody, by orders placed until then."""
    return [HeldSalt(*row) for row in fetch_all(_HELD, _asked(buyer_id, ordered_by))]


def _asked(buyer_id: int | None, oldest: datetime) -> dict[str, Any]:
    return {
        "buyer_id": buyer_id,
        "oldest": oldest,
        "open": [str(state) for state in OPEN],
        "years": YEARS,
        "across": YEARS_ACROSS_BORDERS,
    }
