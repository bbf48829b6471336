"""How surely the same picture is found again, and known as the same capture (issue 5)."""

from collections.abc import Sequence
from itertools import combinations

from bench.screens import Screen
from weikameng.domain.reading.reuse import prints_of, shared_between
from weikameng.gateways.reader import ReaderProcess

AIM_FOUND = 0.97
AIM_FALSE = 1 / 5_000

Read = tuple[Screen, Sequence[str]]


def show(read: Sequence[Read], reader: ReaderProcess) -> None:
    """Print how many reused pictures are found among all pairs, and what laying them over shows."""
    prints = [(screen, prints_of(lines)) for screen, lines in read]
    found: list[tuple[Screen, Screen]] = []
    reused = false = pairs = 0
    for (one, mine), (other, theirs) in combinations(prints, 2):
        same = one.truth["base_id"] == other.truth["base_id"]
        seen = shared_between(mine, theirs).same_picture
        pairs, reused, false = pairs + (not same), reused + same, false + (seen and not same)
        if seen and same:
            found.append((one, other))
    print(
        f"reused pictures found: {len(found)} of {reused} (aim {AIM_FOUND:.0%}); false pairs: "
        f"{false} of {pairs} (aim {AIM_FALSE:.2%})"
    )
    laid = [reader.compare(one.path.read_bytes(), other.path.read_bytes()) for one, other in found]
    print(f"known as the same capture: {sum(capture.same for capture in laid)} of {len(laid)}")
