"""The anchor contract: source, interface and code as compiled, and the calls it takes."""

from functools import cache
from importlib.resources import files

from eth_abi import decode, encode
from eth_utils import keccak

# Measured: 59,000 to 77,000 for proofs of 1 to 12 hashes; what is not used is not paid.
GAS_OF_ANCHOR, GAS_OF_HASH, GAS_OF_DEPLOYING = 120_000, 4_000, 1_200_000


@cache
def code() -> bytes:
    """Return what is sent to make the contract."""
    return bytes.fromhex(_text("anchors.bin").strip().removeprefix("0x"))


def anchor_call(origin: bytes, size: int, root: bytes, proof: tuple[bytes, ...]) -> bytes:
    """Return the data of a transaction that anchors a root."""
    kinds = ["bytes32", "uint64", "bytes32", "bytes32[]"]
    return _call("anchor", kinds, [origin, size, root, list(proof)])


def size_call(origin: bytes) -> bytes:
    """Ask for the size that was anchored last."""
    return _call("sizes", ["bytes32"], [origin])


def root_call(origin: bytes, size: int) -> bytes:
    """Ask for the root that was anchored for a size."""
    return _call("roots", ["bytes32", "uint64"], [origin, size])


def operator_call() -> bytes:
    """Ask who may anchor."""
    return _call("operator", [], [])


def number_in(answer: bytes) -> int:
    """Read a number the contract answered; ValueError for anything else."""
    (number,) = decode(["uint64"], answer)
    return int(number)


def address_in(answer: bytes) -> str:
    """Read an address the contract answered, in lower case; ValueError for anything else."""
    (address,) = decode(["address"], answer)
    return str(address).lower()


def _call(name: str, kinds: list[str], values: list[object]) -> bytes:
    selector: bytes = keccak(text=f"{name}({','.join(kinds)})")[:4]
    return selector + bytes(encode(kinds, values))


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
