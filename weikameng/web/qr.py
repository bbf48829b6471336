"""QR codes drawn by the server: one SVG path, no picture to load, no script."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from django.http import HttpRequest
from django.urls import reverse

QUIET = 4  # modules of white around it, as scanners expect


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code as ``parts/qr.html`` draws it: what it says, its edge in modules, the dark ones."""

    says: str
    edge: int
    path: str


@lru_cache(maxsize=256)
def drawn(text: str) -> Drawn:
    """Draw a text as a QR code."""
    code = segno.make_qr(text, error="m", boost_error=False)
    rows = [[module == 1 for module in row] for row in code.matrix_iter(border=QUIET)]
    return Drawn(text, len(rows), "".join(_runs(y, row) for y, row in enumerate(rows)))


def record_code(request: HttpRequest, number: str) -> Drawn:
    """Draw the address of a public record."""
    return drawn(request.build_absolute_uri(reverse("ledger_record", args=[number])))


def _runs(y: int, row: list[bool]) -> str:
    """Dark modules side by side are one rectangle."""
    found, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(found)
