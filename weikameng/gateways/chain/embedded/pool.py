"""Transactions that wait for a block, as nodes keep them: one for each number of an account."""

from collections.abc import Callable

from eth.abc import SignedTransactionAPI

from weikameng.domain.anchoring import raised

MOST_WAITING = 1_000
# As other nodes let one wait ahead of a gap in an account's numbers.
MOST_AHEAD = 64


class NotTaken(Exception):
    """The node does not take a transaction; the words are those other nodes use."""


class Pool:
    """What waits, by account and number."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[bytes, int], SignedTransactionAPI] = {}

    def add(self, transaction: SignedTransactionAPI, next_number: int) -> None:
        """Keep a transaction of an account whose next one in a block is ``next_number``."""
        place = (transaction.sender, transaction.nonce)
        there = self._waiting.get(place)
        if there is not None and there.hash == transaction.hash:
            raise NotTaken("already known")
        if transaction.nonce < next_number:
            raise NotTaken(f"nonce too low: next {next_number}, tx {transaction.nonce}")
        if transaction.nonce > next_number + MOST_AHEAD or len(self._waiting) >= MOST_WAITING:
            raise NotTaken("txpool is full")
        if there is not None and transaction.gas_price < raised(there.gas_price) - 1:
            raise NotTaken("replacement transaction underpriced")
        self._waiting[place] = transaction

    def next_of(
        self, number_of: Callable[[bytes], int], base_fee: int
    ) -> list[SignedTransactionAPI]:
        """Return what can go into a block now, each account's in order; forget what no longer can.

        ``number_of`` says which number of an account is next.
        """
        numbers: dict[bytes, int] = {}
        found = []
        for sender, nonce in sorted(self._waiting):
            numbers.setdefault(sender, number_of(sender))
            if nonce < numbers[sender]:
                del self._waiting[sender, nonce]
            elif nonce == numbers[sender] and self._waiting[sender, nonce].gas_price >= base_fee:
                found.append(self._waiting[sender, nonce])
                numbers[sender] += 1
        return found

    def forget(self) -> None:
        """Forget everything."""
        self._waiting.clear()

    def __len__(self) -> int:
        return len(self._waiting)
