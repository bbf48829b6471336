"""The same picture again: remembers what pictures show as keyed digests, and finds them in other
cases (R3.4). It shows them to a person; it refuses nobody.
"""

import hmac
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.conf import settings

from weikameng.domain.errors import Refusal
from weikameng.domain.reading.capture import Capture
from weikameng.domain.reading.folding import alike, bare
from weikameng.domain.reading.reuse import Prints, prints_of, sealed, shared_between
from weikameng.gateways.pictures import BadPicture
from weikameng.gateways.reader import CannotRead
from weikameng.records.reading import reuse as reading
from weikameng.records.reading.reuse import Kept, Laid
from weikameng.records.writing import reuse as writing
from weikameng.services import evidence

# Whoever learns these digests can't test guesses without the platform's secret.
_SALT = b"weikameng.picture_tokens.1"
COMMON = 30  # orders: a number on more pages than that is the shop's, not the order's
MAX_WANTED = 900  # tokens looked for at once, the long numbers first
MAX_CANDIDATES = 60  # pictures compared token by token
MAX_SHOWN = 40
MAX_LAID = 6  # pairs a case at once
log = logging.getLogger("weikameng.reuse")


class How(StrEnum):
    """How surely it is the same picture: the same file, or what stands in it."""

    EXACT = "exact"
    NEARLY = "nearly"


@dataclass(frozen=True, slots=True)
class SeenElsewhere:
    """A picture of this case, and where it was seen; ``capture`` once a machine laid one over the
    other, and ``newer`` tells whether the one of this case lay on top.
    """

    position: int
    other_case_number: str
    other_position: int
    how: How
    same_account: bool
    capture: Capture | None = None
    newer: bool = True


class Comparer(Protocol):
    """Lays one picture over another. BadPicture and CannotRead are the reader's."""

    def compare(self, newer: bytes, earlier: bytes) -> Capture:
        """Return whether they are one capture, and what changed in the newer one."""


@dataclass(frozen=True, slots=True)
class _Pair:
    mine: Kept
    other: Kept
    how: How

    @property
    def same_account(self) -> bool:
        return self.mine.buyer_id == self.other.buyer_id

    @property
    def ids(self) -> tuple[int, int]:
        """The newer one first."""
        one, other = sorted((self.mine.id, self.other.id), reverse=True)
        return one, other


def remember(evidence_id: int, lines: Iterable[str]) -> None:
    """Keep the keyed digests of what was read off a picture; safe to repeat."""
    writing.keep_prints(evidence_id, sealed(prints_of(lines), _key()))


def seen_elsewhere(case_number: str) -> tuple[SeenElsewhere, ...]:
    """Return where the pictures of a case were handed in for other orders, another account's
    first. For the staff alone: a buyer is told nothing about other cases.
    """
    pairs = _pairs(reading.pictures_of_case(case_number))
    laid = {(one.newer_id, one.earlier_id): one.capture for one in reading.laid(_ids_of(pairs))}
    found = [
        SeenElsewhere(
            pair.mine.position,
            pair.other.case_number,
            pair.other.position,
            pair.how,
            pair.same_account,
            laid.get(pair.ids),
            pair.mine.id > pair.other.id,
        )
        for pair in pairs
    ]
    return tuple(sorted(found, key=_urgency)[:MAX_SHOWN])


def lay_over(case_number: str, comparer: Comparer, at: datetime) -> int:
    """Lay the pictures of a case over those of other accounts that they may be, and keep what came
    of it (in the worker: it takes half a second a pair). Returns how many pairs are new.
    """
    pairs = [
        pair
        for pair in _pairs(reading.pictures_of_case(case_number))
        if pair.how == How.NEARLY and not pair.same_account
    ]
    done = {(one.newer_id, one.earlier_id) for one in reading.laid(_ids_of(pairs))}
    fresh = [pair for pair in pairs if pair.ids not in done][:MAX_LAID]
    laid = [one for pair in fresh if (one := _laid(pair, comparer))]
    writing.keep_laid(laid, at)
    return len(laid)


def _laid(pair: _Pair, comparer: Comparer) -> Laid | None:
    """A file that is not there as sealed, or a picture nobody can open, is laid over nothing."""
    newer, earlier = sorted((pair.mine, pair.other), key=lambda kept: -kept.id)
    try:
        one, other = evidence.picture(newer.copy_digest), evidence.picture(earlier.copy_digest)
        return Laid(newer.id, earlier.id, comparer.compare(one, other))
    except (Refusal, BadPicture, CannotRead) as problem:
        log.warning("two pictures can't be laid over each other: %s", problem.code)
        return None


def _pairs(mine: Sequence[Kept]) -> list[_Pair]:
    """Every picture of another order that is one of these, in a fixed number of statements."""
    if not mine:
        return []
    order_id = mine[0].order_id
    copies = reading.copies(sorted({kept.file_digest for kept in mine}), order_id)
    prints = reading.prints_by_picture([kept.id for kept in mine])
    holders = reading.holders(_wanted(prints.values()), order_id)
    candidates = _candidates(holders)
    theirs = reading.prints_by_picture(candidates)
    known = reading.pictures([*candidates, *(evidence_id for _, evidence_id in copies)])
    exact = {
        (kept.id, evidence_id)
        for kept in mine
        for digest, evidence_id in copies
        if digest == kept.file_digest
    }
    common = _common(holders)
    return [
        _Pair(kept, other, How.EXACT if (kept.id, other.id) in exact else How.NEARLY)
        for kept in mine
        for other in known.values()
        if other.case_number
        and (
            (kept.id, other.id) in exact
            or _nearly((kept, prints.get(kept.id)), (other, theirs.get(other.id)), common)
        )
    ]


def _wanted(prints: Iterable[Prints]) -> list[tuple[str, str]]:
    all_of = list(prints)
    numbers = {(reading.NUMBER, token) for one in all_of for token in one.numbers}
    lines = {(reading.LINE, token) for one in all_of for token in one.lines}
    return [*sorted(numbers), *sorted(lines)][:MAX_WANTED]


def _candidates(holders: Sequence[reading.Holder]) -> list[int]:
    """Pictures that share the most, those that share something rare before the others."""
    common = _common(holders)
    rare = Counter(one.evidence_id for one in holders if one.token not in common)
    shared = Counter(one.evidence_id for one in holders)
    ranked = sorted(shared, key=lambda id_: (-rare[id_], -shared[id_], -id_))
    return ranked[:MAX_CANDIDATES]


def _common(holders: Sequence[reading.Holder]) -> frozenset[str]:
    """Tokens that stand on the pictures of very many orders, such as the shop's own number."""
    orders: dict[str, set[int]] = {}
    for one in holders:
        orders.setdefault(one.token, set()).add(one.order_id)
    return frozenset(token for token, held in orders.items() if len(held) > COMMON)


def _nearly(
    mine: tuple[Kept, Prints | None], other: tuple[Kept, Prints | None], common: frozenset[str]
) -> bool:
    (kept, prints), (another, theirs) = mine, other
    if prints is None or theirs is None:
        return False
    says_nothing = common | _own_number_of_both(kept, another)
    return shared_between(Prints(prints.numbers - says_nothing, prints.lines), theirs).same_picture


def _own_number_of_both(one: Kept, other: Kept) -> frozenset[str]:
    """Two orders for one account show its number by right."""
    if alike(bare(one.account)) != alike(bare(other.account)):
        return frozenset()
    return sealed(prints_of([one.account]), _key()).numbers


def _ids_of(pairs: Iterable[_Pair]) -> set[int]:
    return {id_ for pair in pairs for id_ in pair.ids}


def _urgency(seen: SeenElsewhere) -> tuple[bool, bool, int, str, int]:
    return (
        seen.same_account,
        seen.how != How.EXACT,
        seen.position,
        seen.other_case_number,
        seen.other_position,
    )


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), _SALT, "sha256")
