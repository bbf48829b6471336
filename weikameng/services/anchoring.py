"""Anchors the newest checkpoint to a chain: written down, sent, followed until it lies deep, sent
again where the chain forgot it. Nothing else waits for the chain (R11.2).
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from weikameng.domain.anchor_words import ahead, deep_reorganisation, differs
from weikameng.domain.anchoring import (
    MOST_UNDER_WAY,
    AnchorFate,
    AnchorOrder,
    AnchorRules,
    AnchorState,
    ChainError,
    ChainStanding,
    ChainTrouble,
    Place,
    SignedAnchor,
    raised,
)
from weikameng.domain.words import Words
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.verifying import TreeHead
from weikameng.records.reading import anchors as reading
from weikameng.records.reading import log as log_heads
from weikameng.records.reading.anchors import KeptAnchor
from weikameng.records.writing import anchors as writing
from weikameng.records.writing.anchors import NewAnchor
from weikameng.records.writing.log import alarm
from weikameng.records.writing.only_one import only_one
from weikameng.services import log_reading

log = logging.getLogger("weikameng.anchoring")
SOONEST_SECONDS, DEPTH_SECONDS = 0.1, 1.0
# Without news the chain is still looked at: somebody else may have written to it.
WATCH_SECONDS = 30.0


class AnchorRefused(Exception):
    """Nothing may be anchored: what is on the chain is not ours, or not any more."""

    def __init__(self, code: str, words: Words) -> None:
        super().__init__(words.en)
        self.code = code
        self.words = words


class AnchorChain(Protocol):
    """What a chain must do. Each but ``signed`` asks it, and may raise ChainError."""

    def standing(self) -> ChainStanding:
        """Say where the chain and our log on it stand."""
        ...

    def signed(self, order: AnchorOrder, place: Place) -> SignedAnchor:
        """Return an anchor's transaction; the same order always makes the same one."""
        ...

    def send(self, signed: SignedAnchor) -> None:
        """Hand over a transaction; one that was handed over before is no error."""
        ...

    def fate(self, transaction: str) -> AnchorFate | None:
        """Say what became of a transaction; None while it is in no block."""
        ...


def alone() -> AbstractContextManager[bool]:
    """Be the anchorer as long as this lasts; False while another process is."""
    return only_one("weikameng/log/anchorer")


@dataclass(frozen=True, slots=True)
class Wait:
    """How long nothing is due; a log that grows ends it where ``news`` is True."""

    seconds: float
    news: bool = False


@dataclass(slots=True)
class Anchorer:
    """Anchors to one chain, round by round; what it must not forget is in the database."""

    chain: AnchorChain
    rules: AnchorRules
    compared: TreeHead | None = None  # what the chain had of our log when it was right last
    fresh: bool = True  # just started: what was sent before may have reached nobody

    def round(self, at: datetime) -> Wait:
        """Do what is due; say how long nothing will be.

        Raises ChainError when the chain fails, and AnchorRefused when it holds another log.
        """
        try:
            return self._round(at)
        except ChainError:
            self.fresh = True  # whoever knows what arrived
            raise

    def _round(self, at: datetime) -> Wait:
        standing = self.chain.standing()
        place = standing.place.text
        self._compare(standing, at)
        self._put_back(standing, at)
        for anchor in reading.under_way(place):
            self._follow(anchor, standing, at)
        waiting = reading.under_way(place)
        for anchor in waiting:
            if self._is_due(anchor, standing, at):
                self._send_again(anchor, standing, at)
        self.fresh = False
        left = self._send_next(waiting, standing, at)
        if sent := _sent(reading.under_way(place)):
            return Wait(_patience(at - sent[-1].sent_at))
        longest = DEPTH_SECONDS if waiting else WATCH_SECONDS
        return Wait(longest, news=True) if left is None else Wait(min(left, longest))

    def _compare(self, standing: ChainStanding, at: datetime) -> None:
        """Refuse a chain that holds what we have not, or not so."""
        if standing.root is None:
            return
        found = TreeHead(standing.size, standing.root)
        if found == self.compared:
            return
        signed = log_heads.published()
        held = signed.size if signed else 0
        contract = standing.place.contract
        if found.size > held:
            self._refuse("chain_ahead", ahead(contract, found.size, held), found, at)
        if _own_root(found.size) != found.root:
            self._refuse("chain_differs", differs(contract, found.size), found, at)
        self.compared = found

    def _refuse(self, code: str, words: Words, found: TreeHead, at: datetime) -> None:
        evidence = {"size": str(found.size), "root_on_chain": base64_of(found.root)}
        if own := _own_root(found.size):
            evidence["root_here"] = base64_of(own)
        alarm(code, words, evidence, at)
        raise AnchorRefused(code, words)

    def _put_back(self, standing: ChainStanding, at: datetime) -> None:
        """The chain can drop even what was believed final; it is loudly sent again."""
        for anchor in reading.final_beyond(standing.place.text, standing.size):
            assert anchor.block is not None, "final is in a block"
            words = deep_reorganisation(anchor.size, anchor.block)
            if alarm("deep_reorganisation", words, {"transaction": anchor.transactions[-1]}, at):
                log.error("%s", words.en)
            writing.dropped(anchor, at)

    def _follow(self, anchor: KeptAnchor, standing: ChainStanding, at: datetime) -> None:
        """See what became of an anchor, where there is a reason to think that something did."""
        if anchor.state is AnchorState.SENT:
            if anchor.nonce < standing.nonce:
                self._follow_sent(anchor, at)
            return
        assert anchor.block is not None, "mined is in a block"
        deep = standing.height - anchor.block >= self.rules.depth
        if not deep and anchor.size <= standing.size:
            return
        fate = self._fate(anchor)
        if fate is None or not fate.taken:
            log.warning("the anchor of %s entries is in no block any more", anchor.size)
            writing.dropped(anchor, at)
        elif standing.height - fate.block >= self.rules.depth:
            writing.final(anchor, fate, at)
        elif fate.block_hash != anchor.block_hash:
            writing.mined(anchor, fate, at)

    def _follow_sent(self, anchor: KeptAnchor, at: datetime) -> None:
        fate = self._fate(anchor)
        if fate and fate.taken:
            writing.mined(anchor, fate, at)
        elif fate or self._is_late(anchor, at):  # refused; or its number went to another one
            log.error("the anchor of %s entries was not taken", anchor.size)
            writing.lost(anchor, at)

    def _fate(self, anchor: KeptAnchor) -> AnchorFate | None:
        fates = (self.chain.fate(one) for one in reversed(anchor.transactions))
        return next((fate for fate in fates if fate), None)

    def _is_late(self, anchor: KeptAnchor, at: datetime) -> bool:
        return anchor.tried_at is None or at - anchor.tried_at >= self.rules.again_after

    def _is_due(self, anchor: KeptAnchor, standing: ChainStanding, at: datetime) -> bool:
        waits = anchor.state is AnchorState.SENT and anchor.nonce >= standing.nonce
        return waits and (self.fresh or self._is_late(anchor, at))

    def _send_again(self, anchor: KeptAnchor, standing: ChainStanding, at: datetime) -> None:
        """Under the same number: either both copies are one, or the dearer replaces the other."""
        price = anchor.price
        if self._is_late(anchor, at) and standing.price > price:
            price = max(price, min(raised(max(price, standing.price)), self.rules.most_price))
        signed = self._signed(_order(anchor.from_size, anchor.size, anchor.nonce, price), standing)
        writing.try_again(anchor, price, signed.transaction, at)
        try:
            self.chain.send(signed)
        except ChainError as error:
            if error.trouble not in {ChainTrouble.NONCE_USED, ChainTrouble.UNDERPRICED}:
                raise

    def _send_next(
        self, waiting: Sequence[KeptAnchor], standing: ChainStanding, at: datetime
    ) -> float | None:
        """Anchor the newest checkpoint, not waiting for those before.

        Return how many seconds it is too early; None when there is nothing new.
        """
        newest = log_heads.published()
        last = waiting[-1] if waiting else None
        base = max(standing.size, last.size if last else 0)
        if newest is None or newest.size <= base:
            return None
        if left := self._too_early(standing, at):
            return left
        if len(_sent(waiting)) >= MOST_UNDER_WAY or not _in_a_row(waiting, standing):
            return 0.0  # behind a lost one all are refused: those under way must end first
        # Not a wei more: where nobody else sends, the node's price is made of what we paid before.
        price = standing.price
        if price > self.rules.most_price:
            raise ChainError(ChainTrouble.TOO_DEAR, f"{price} wei")
        nonce = max(standing.nonce, last.nonce + 1 if last else 0)
        signed = self._signed(_order(base, newest.size, nonce, price), standing)
        place = standing.place.text
        new = NewAnchor(newest.size, place, base, nonce, price, signed.transaction)
        writing.intend(new, at)
        self.chain.send(signed)
        return 0.0

    def _too_early(self, standing: ChainStanding, at: datetime) -> float:
        last = reading.last_sent_at(standing.place.text)
        due = last + self.rules.every if last else at
        return max((due - at).total_seconds(), 0.0)

    def _signed(self, order: AnchorOrder, standing: ChainStanding) -> SignedAnchor:
        return self.chain.signed(order, standing.place)


def _patience(age: timedelta) -> float:
    """How soon to look for a block: often at first, less often where blocks are slow."""
    return min(max(age.total_seconds() / 10, SOONEST_SECONDS), DEPTH_SECONDS)


def _order(base: int, size: int, nonce: int, price: int) -> AnchorOrder:
    proof = log_reading.consistency(base, size) if base else ()
    return AnchorOrder(size, log_reading.root_at(size), proof, nonce, price)


def _own_root(size: int) -> bytes:
    try:
        return log_reading.root_at(size)
    except Malformed:
        return b""


def _sent(waiting: Sequence[KeptAnchor]) -> list[KeptAnchor]:
    return [one for one in waiting if one.state is AnchorState.SENT]


def _in_a_row(waiting: Sequence[KeptAnchor], standing: ChainStanding) -> bool:
    """Say whether each begins where the one before ends, the first where the chain does."""
    if not _sent(waiting):
        return True
    first = standing.size if waiting[0].state is AnchorState.SENT else waiting[0].from_size
    ends = [first, *(one.size for one in waiting)]
    return all(one.from_size == end for one, end in zip(waiting, ends, strict=False))
