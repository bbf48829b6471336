"""The methods the embedded chain knows, by the names every EVM node has for them."""

from collections.abc import Callable, Mapping
from typing import Any

from eth.abc import BlockHeaderAPI

from weikameng.gateways.chain.embedded.engine import CHAIN_ID, NOBODY, Engine

NAME = "weikameng-embedded/1"


def methods(engine: Engine) -> Mapping[str, Callable[..., Any]]:
    """Return each method; parameters and answers are written as in JSON-RPC."""
    return {
        "web3_clientVersion": lambda: NAME,
        "net_version": lambda: str(CHAIN_ID),
        "eth_chainId": lambda: hex(CHAIN_ID),
        "eth_gasPrice": lambda: hex(engine.price),
        "eth_blockNumber": lambda: hex(engine.head.block_number),
        "eth_getBlockByNumber": lambda which, _full=False: _block(engine, which),
        "eth_getBalance": lambda address, _at="latest": hex(engine.balance(_bytes(address))),
        "eth_getTransactionCount": lambda address, _at="latest": hex(engine.count(_bytes(address))),
        "eth_getCode": lambda address, _at="latest": _hex(engine.code(_bytes(address))),
        "eth_call": lambda call, _at="latest": _called(engine, call),
        "eth_sendRawTransaction": lambda raw: _hex(engine.add(_bytes(raw))),
        "eth_getTransactionReceipt": lambda one: _receipt(engine.receipt(_bytes(one)), one),
        "evm_mine": engine.produce,
        "evm_snapshot": lambda: hex(engine.snapshot()),
        "evm_revert": lambda snapshot: engine.revert(int(snapshot, 16)),
    }


def _called(engine: Engine, call: dict[str, str]) -> str:
    sender = _bytes(call.get("from", _hex(NOBODY)))
    return _hex(engine.call(_bytes(call["to"]), _bytes(call["data"]), sender))


def _block(engine: Engine, which: str) -> dict[str, Any] | None:
    numbers = {"latest": engine.head.block_number, "earliest": 0}
    number = numbers[which] if which in numbers else int(which, 16)
    header = engine.block(number)
    return None if header is None else _shown(header)


def _shown(header: BlockHeaderAPI) -> dict[str, Any]:
    return {
        "number": hex(header.block_number),
        "hash": _hex(header.hash),
        "parentHash": _hex(header.parent_hash),
        "stateRoot": _hex(header.state_root),
        "timestamp": hex(header.timestamp),
        "gasUsed": hex(header.gas_used),
        "baseFeePerGas": hex(header.base_fee_per_gas),
    }


def _receipt(found: dict[str, Any] | None, transaction: str) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "transactionHash": transaction,
        "transactionIndex": hex(found["index"]),
        "blockNumber": hex(found["number"]),
        "blockHash": _hex(found["hash"]),
        "status": hex(found["taken"]),
        "gasUsed": hex(found["gas"]),
    }


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _hex(content: bytes) -> str:
    return f"0x{content.hex()}"
