"""The embedded chain itself (py-evm): blocks made of what waits, and questions about its state."""

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from eth.abc import BlockHeaderAPI, SignedTransactionAPI, StateAPI
from eth.chains.base import MiningChain
from eth.consensus import ConsensusApplier, NoProofConsensus
from eth.db.atomic import AtomicDB
from eth.exceptions import CanonicalHeadNotFound, PyEVMError, TransactionNotFound, VMError
from eth.vm.forks import LondonVM
from eth.vm.spoof import SpoofTransaction
from eth_account import Account
from eth_utils import ValidationError, to_canonical_address
from rlp.exceptions import RLPException

from weikameng.gateways.chain.embedded.pool import NotTaken, Pool
from weikameng.gateways.chain.embedded.store import Store

CHAIN_ID = 31337
BLOCK_GAS = 30_000_000
CALL_GAS = 10_000_000
TIP = 10**9
ETHER = 10**18
GIFT, POOR = 1_000 * ETHER, 10 * ETHER
TRANSFER_GAS = 21_000
NOBODY = bytes(20)
# Blocks go on for a while after the last transaction, so that whoever waits for depth gets it.
REST_AFTER = 16

# The account that the first block gives everything to; no secret, for it is worth nothing.
_FAUCET = Account.from_key(sha256(b"weikameng embedded chain").digest())
_Chain = MiningChain.configure(
    __name__="EmbeddedChain",
    chain_id=CHAIN_ID,
    vm_configuration=ConsensusApplier(NoProofConsensus).amend_vm_configuration(((0, LondonVM),)),
)


class Engine:
    """One chain with one producer. Not for several threads at once."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._pool = Pool()
        self._snapshots: list[sqlite3.Connection] = []
        self._awake = REST_AFTER
        self._chain = self._opened()

    @property
    def head(self) -> BlockHeaderAPI:
        """The newest block."""
        return self._chain.get_canonical_head()

    @property
    def price(self) -> int:
        """What the next block asks for a unit of gas, and a tip."""
        return int(self._chain.header.base_fee_per_gas) + TIP

    def block(self, number: int) -> BlockHeaderAPI | None:
        """Return a block's header by its number."""
        known = 0 <= number <= self.head.block_number
        return self._chain.get_canonical_block_header_by_number(number) if known else None

    def add(self, raw: bytes) -> bytes:
        """Take a signed transaction and return its hash. Raises NotTaken."""
        transaction = self._decoded(raw)
        cost = transaction.value + transaction.gas * transaction.gas_price
        if self.balance(transaction.sender) < cost:
            raise NotTaken("insufficient funds for gas * price + value")
        if transaction.gas > BLOCK_GAS:
            raise NotTaken("exceeds block gas limit")
        self._pool.add(transaction, self.count(transaction.sender))
        return bytes(transaction.hash)

    def produce(self) -> bool:
        """Make one block if there is a reason to; say whether."""
        base_fee = int(self._chain.header.base_fee_per_gas)
        ready = self._pool.next_of(self.count, base_fee)
        self._awake = REST_AFTER if ready else self._awake - 1
        if self._awake < 0:
            return False
        try:
            with self._store.whole():
                self._chain.set_header_timestamp(max(self._clock(), self.head.timestamp + 1))
                self._chain.mine_all(ready)
        except ValidationError:  # one of them can't be paid for any more: none is worth a halt
            self._pool.forget()
        self._pool.next_of(self.count, base_fee)
        return True

    def receipt(self, transaction: bytes) -> dict[str, Any] | None:
        """Return in which block a transaction is and what came of it; None while in none."""
        try:
            number, index = self._chain.get_canonical_transaction_index(transaction)
        except TransactionNotFound:
            return None
        one = self._chain.get_transaction_receipt_by_index
        before = one(number, index - 1).gas_used if index else 0
        found = one(number, index)
        return {
            "number": number,
            "hash": self._chain.get_canonical_block_hash(number),
            "index": index,
            "taken": found.state_root == b"\x01",
            "gas": found.gas_used - before,
        }

    def call(self, to: bytes, data: bytes, sender: bytes = NOBODY) -> bytes:
        """Ask a contract what it would answer to whom. Raises NotTaken where it refuses."""
        builder = self._chain.get_vm(self.head).get_transaction_builder()
        plain = builder.create_unsigned_transaction(
            nonce=self.count(sender), gas_price=0, gas=CALL_GAS, to=to, value=0, data=data
        )
        question = SpoofTransaction(plain, from_=sender)
        try:
            return bytes(self._chain.get_transaction_result(question, self.head))
        except VMError:
            raise NotTaken("execution reverted") from None

    def count(self, address: bytes) -> int:
        """Return how many of an account's transactions are in blocks."""
        return int(self._state().get_nonce(address))

    def balance(self, address: bytes) -> int:
        """Return what an account has."""
        return int(self._state().get_balance(address))

    def code(self, address: bytes) -> bytes:
        """Return a contract's code; nothing for other accounts."""
        return bytes(self._state().get_code(address))

    def fund(self, address: bytes) -> None:
        """See that an account can pay for transactions."""
        if self.balance(address) >= POOR:
            return
        gift = {
            "nonce": self.count(to_canonical_address(_FAUCET.address)),
            "gasPrice": 2 * self.price,
            "gas": TRANSFER_GAS,
            "to": address,
            "value": GIFT,
            "chainId": CHAIN_ID,
        }
        self.add(bytes(_FAUCET.sign_transaction(gift).raw_transaction))

    def snapshot(self) -> int:
        """Remember everything as it is (rehearsing a reorganisation)."""
        self._snapshots.append(self._store.copy())
        return len(self._snapshots)

    def revert(self, snapshot: int) -> bool:
        """Take back every block since then; what was in them or waited is forgotten."""
        if not 1 <= snapshot <= len(self._snapshots):
            return False
        self._store.restore(self._snapshots[snapshot - 1])
        self._pool.forget()
        self._awake = REST_AFTER
        self._chain = _Chain(AtomicDB(self._store))
        return True

    def _opened(self) -> MiningChain:
        try:
            return _Chain(AtomicDB(self._store))
        except CanonicalHeadNotFound:
            pass
        everything = {"balance": 10**9 * ETHER, "nonce": 0, "code": b"", "storage": {}}
        first = {
            "difficulty": 1,
            "gas_limit": BLOCK_GAS,
            "timestamp": self._clock(),
            "coinbase": NOBODY,
            "extra_data": b"weikameng",
            "mix_hash": bytes(32),
            "nonce": bytes(8),
        }
        rich = {to_canonical_address(_FAUCET.address): everything}
        with self._store.whole():
            return _Chain.from_genesis(AtomicDB(self._store), first, rich)

    def _decoded(self, raw: bytes) -> SignedTransactionAPI:
        try:
            builder = self._chain.get_vm().get_transaction_builder()
            transaction = builder.decode(raw)
            transaction.validate()
            chain_id = transaction.chain_id
        except (PyEVMError, RLPException, ValidationError) as error:
            raise NotTaken(f"invalid transaction: {type(error).__name__}") from None
        if chain_id != CHAIN_ID:
            raise NotTaken("invalid chain id for signer")
        return transaction

    def _state(self) -> StateAPI:
        return self._chain.get_vm(self.head).state
