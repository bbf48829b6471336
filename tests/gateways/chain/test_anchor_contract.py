"""The anchor contract on a real EVM: it takes what grows and refuses every fork (R11.2)."""

import importlib.util
import json
import random
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from eth_utils import keccak

from tests.ledger.trees import entries, mth, subproof
from weikameng.gateways.chain import contract
from weikameng.gateways.chain.account import Account, account_of
from weikameng.gateways.chain.deploying import creation
from weikameng.gateways.chain.embedded.engine import CHAIN_ID, Engine
from weikameng.gateways.chain.embedded.pool import NotTaken
from weikameng.gateways.chain.embedded.store import IN_MEMORY, Store
from weikameng.ledger.verifying import TreeHead, consistent

FOLDER = Path(contract.__file__).parent
OPERATOR = account_of(sha256(b"operator").hexdigest())
STRANGER = account_of(sha256(b"stranger").hexdigest())
ENTRIES = entries(700)


def root_of(size: int) -> bytes:
    return mth(ENTRIES[:size])


def proof_of(old: int, new: int) -> tuple[bytes, ...]:
    return tuple(subproof(old, ENTRIES[:new]))


class Bench:
    """A chain in this process with the contract on it, and one anchor after the other."""

    def __init__(self) -> None:
        self.engine = Engine(Store(IN_MEMORY), lambda: int(time.time()))
        for account in (OPERATOR, STRANGER):
            self.engine.fund(_bytes(account.address))
            self.engine.produce()
        self.engine.add(creation(OPERATOR, 0, self.engine.price, CHAIN_ID).raw)
        self.engine.produce()
        self.contract = _bytes(OPERATOR.contract_at(0))

    def takes(self, data: bytes, account: Account = OPERATOR) -> bool:
        """Send a call and say whether it was carried out."""
        sent = account.sign(
            {
                "nonce": self.engine.count(_bytes(account.address)),
                "gasPrice": 2 * self.engine.price,
                "gas": 400_000,
                "to": self.contract,
                "data": data,
                "chainId": CHAIN_ID,
            }
        )
        hash_ = self.engine.add(sent.raw)
        self.engine.produce()
        receipt = self.engine.receipt(hash_)
        assert receipt is not None
        return bool(receipt["taken"])

    def would_take(self, data: bytes) -> bool:
        """Ask what would come of a call, without a block."""
        try:
            self.engine.call(self.contract, data, _bytes(OPERATOR.address))
        except NotTaken:
            return False
        return True

    def size(self, origin: bytes) -> int:
        return contract.number_in(self.engine.call(self.contract, contract.size_call(origin)))

    def root(self, origin: bytes, size: int) -> bytes:
        return self.engine.call(self.contract, contract.root_call(origin, size))


def _bytes(address: str) -> bytes:
    return bytes.fromhex(address.removeprefix("0x"))


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def test_a_log_that_grows_is_anchored_size_after_size(bench: Bench) -> None:
    origin, last = sha256(b"grows").digest(), 0
    for size in (1, 2, 3, 7, 8, 100, 256, 257, 512, 700):
        proof = proof_of(last, size) if last else ()
        assert bench.takes(contract.anchor_call(origin, size, root_of(size), proof)), size
        last = size
    assert bench.size(origin) == 700
    assert bench.root(origin, 256) == root_of(256)
    assert bench.root(origin, 255) == bytes(32)


def test_only_the_operator_anchors_until_it_hands_over(bench: Bench) -> None:
    call = contract.anchor_call(sha256(b"strangers").digest(), 5, root_of(5), ())
    assert not bench.takes(call, STRANGER)
    hand_over = keccak(text="hand_over(address)")[:4] + bytes(12)
    assert not bench.takes(hand_over + _bytes(STRANGER.address), STRANGER)
    assert not bench.takes(hand_over + bytes(20))
    assert bench.takes(hand_over + _bytes(STRANGER.address))
    assert bench.takes(call, STRANGER)
    assert bench.takes(hand_over + _bytes(OPERATOR.address), STRANGER)
    asked = bench.engine.call(bench.contract, contract.operator_call())
    assert contract.address_in(asked) == OPERATOR.address


@pytest.mark.parametrize(("old", "new"), [(5, 5), (5, 4), (8, 7), (1, 0)])
def test_sizes_strictly_grow(bench: Bench, old: int, new: int) -> None:
    origin = sha256(f"sizes {old} {new}".encode()).digest()
    assert bench.takes(contract.anchor_call(origin, old, root_of(old), ()))
    root = root_of(new) if new else bytes(32)
    assert not bench.takes(contract.anchor_call(origin, new, root, ()))
    assert bench.size(origin) == old


def test_the_contract_judges_every_proof_as_we_do(bench: Bench) -> None:
    dice, taken = random.Random(20_261_123), 0
    for old in (1, 6, 64, 255, 301):
        origin, head = sha256(f"judged {old}".encode()).digest(), TreeHead(old, root_of(old))
        assert bench.takes(contract.anchor_call(origin, old, head.root, ()))
        for new in dice.sample(range(old + 1, 700), 30):
            proof, root = _spoiled(dice, list(proof_of(old, new)), root_of(new))
            said = bench.would_take(contract.anchor_call(origin, new, root, tuple(proof)))
            assert said == consistent(head, TreeHead(new, root), proof), (old, new, len(proof))
            taken += said
    assert 20 < taken < 100


def _spoiled(dice: random.Random, proof: list[bytes], root: bytes) -> tuple[list[bytes], bytes]:
    place = dice.randrange(len(proof))
    match dice.randrange(6):
        case 0:
            proof[place] = sha256(proof[place]).digest()
        case 1:
            del proof[place]
        case 2:
            proof.insert(place, dice.randbytes(32))
        case 3:
            root = dice.randbytes(32)
        case 4:
            proof.reverse()
    return proof, root


def test_the_first_anchor_of_a_log_needs_no_proof_and_takes_none(bench: Bench) -> None:
    origin = sha256(b"first").digest()
    assert not bench.takes(contract.anchor_call(origin, 8, root_of(8), (root_of(1),)))
    assert bench.takes(contract.anchor_call(origin, 8, root_of(8), ()))


def test_the_longest_proof_fits_the_gas_we_send(bench: Bench) -> None:
    """A proof of 63 hashes that is followed to its end; it is refused at the last comparison."""
    origin, size = sha256(b"longest").digest(), 2**62 + 1
    assert bench.takes(contract.anchor_call(origin, size, root_of(5), ()))
    proof = tuple(sha256(bytes([n])).digest() for n in range(63))
    sent = OPERATOR.sign(
        {
            "nonce": bench.engine.count(_bytes(OPERATOR.address)),
            "gasPrice": 2 * bench.engine.price,
            "gas": (gas := contract.GAS_OF_ANCHOR + contract.GAS_OF_HASH * len(proof)),
            "to": bench.contract,
            "data": contract.anchor_call(origin, 2**63 - 1, root_of(6), proof),
            "chainId": CHAIN_ID,
        }
    )
    hash_ = bench.engine.add(sent.raw)
    bench.engine.produce()
    receipt = bench.engine.receipt(hash_)
    assert receipt is not None
    assert not receipt["taken"]
    assert receipt["gas"] < gas * 3 // 4


def test_the_calls_are_those_of_the_committed_interface() -> None:
    interface = json.loads((FOLDER / "anchors.abi.json").read_text(encoding="utf-8"))
    known = {
        keccak(text=f"{one['name']}({','.join(given['type'] for given in one['inputs'])})")[:4]
        for one in interface
        if one["type"] == "function"
    }
    calls = (
        contract.anchor_call(bytes(32), 1, bytes(32), ()),
        contract.size_call(bytes(32)),
        contract.root_call(bytes(32), 1),
        contract.operator_call(),
    )
    assert {call[:4] for call in calls} <= known


@pytest.mark.skipif(importlib.util.find_spec("vyper") is None, reason="the compiler is not here")
def test_interface_and_code_are_what_the_source_compiles_to() -> None:
    compiler = [str(Path(sys.executable).parent / "vyper"), "-f", "abi,bytecode"]
    made = subprocess.run(
        [*compiler, str(FOLDER / "anchors.vy")], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    names = ("anchors.abi.json", "anchors.bin")
    committed = "".join((FOLDER / name).read_text(encoding="utf-8") for name in names)
    assert made.stdout == committed
