"""The settings of the chain, read and checked; a faulty set is none."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from re import fullmatch

from weikameng.domain.anchoring import AnchorRules
from weikameng.domain.words import Words
from weikameng.gateways.payments.credentials import Checked
from weikameng.gateways.payments.setting_reading import Fault, Reading

CHAIN = "chain"
URL = "WEIKAMENG_CHAIN_URL"
KEY = "WEIKAMENG_CHAIN_KEY"
CONTRACT = "WEIKAMENG_CHAIN_CONTRACT"
EVERY = "WEIKAMENG_CHAIN_EVERY"
DEPTH = "WEIKAMENG_CHAIN_DEPTH"
MOST_GWEI = "WEIKAMENG_CHAIN_MOST_GWEI"
GWEI = 10**9
MOST_SECONDS, MOST_DEPTH, MOST_PRICE = 86_400.0, 10_000, 1_000_000
LEAST_SECONDS = 0.1

NOT_INSTALLED = Words(
    "缺少连接链的程序包: 请安装 weikameng[chain]。",
    "The packages that talk to a chain are missing: install weikameng[chain].",
)
NO_CONTRACT_ADDRESS = Words(
    "必须是合约地址: 0x 加 40 个十六进制字符。",
    "Must be the contract's address: 0x and 40 hexadecimal digits.",
)
NO_SECONDS = Words(
    f"必须是 {LEAST_SECONDS} 至 {MOST_SECONDS:.0f} 的秒数。",
    f"Must be a number of seconds, {LEAST_SECONDS} to {MOST_SECONDS:.0f}.",
)
NO_DEPTH = Words(
    f"必须是 0 至 {MOST_DEPTH} 的区块数。", f"Must be a number of blocks, 0 to {MOST_DEPTH}."
)
NO_PRICE = Words(
    f"必须是 1 至 {MOST_PRICE} 的整数 (gwei)。",
    f"Must be a whole number of gwei, 1 to {MOST_PRICE}.",
)


@dataclass(frozen=True, slots=True)
class ChainCredentials:
    """Which node, whose key, which contract; the address may hold a token."""

    url: str = field(repr=False)
    key: str = field(repr=False)
    contract: str
    rules: AnchorRules


def configured(settings: Mapping[str, str]) -> bool:
    """Say whether a chain is set up, whether or not it can work."""
    return Reading(CHAIN, settings).given(URL)


def chain_credentials(settings: Mapping[str, str]) -> Checked[ChainCredentials]:
    """Return what talks to the chain needs, or what is wrong with it; nothing when none is set."""
    reading = Reading(CHAIN, settings)
    if not reading.given(URL):
        return Checked(None)
    if not _installed("eth_account", "rlp"):
        reading.fault(URL, "not_installed", NOT_INSTALLED)
        return Checked(None, tuple(reading.faults))
    made = ChainCredentials(
        reading.address(URL), _key(reading), _contract(reading), _rules(reading)
    )
    return Checked(None, tuple(reading.faults)) if reading.faults else Checked(made)


def embedded_installed() -> bool:
    """Say whether the embedded chain could run here."""
    return _installed("eth_account", "rlp", "eth")


def check(settings: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with the chain's settings."""
    return list(chain_credentials(settings).faults)


def _key(reading: Reading) -> str:
    # Imported here: these libraries take a second to load, and only the worker needs them.
    from weikameng.gateways.chain.account import account_of

    return reading.text(KEY) if reading.made(KEY, account_of) else ""


def _contract(reading: Reading) -> str:
    address = reading.text(CONTRACT, "")
    if address and not fullmatch("0x[0-9a-fA-F]{40}", address):
        reading.fault(CONTRACT, "no_contract_address", NO_CONTRACT_ADDRESS)
    return address


def _rules(reading: Reading) -> AnchorRules:
    usual = AnchorRules()
    every = reading.text(EVERY, str(usual.every.total_seconds()))
    seconds = float(every) if fullmatch(r"\d{1,5}(\.\d{1,3})?", every) else 0.0
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        reading.fault(EVERY, "no_seconds", NO_SECONDS)
    depth = _whole(reading.text(DEPTH, str(usual.depth)))
    if not 0 <= depth <= MOST_DEPTH:
        reading.fault(DEPTH, "no_depth", NO_DEPTH)
    price = _whole(reading.text(MOST_GWEI, str(usual.most_price // GWEI)))
    if not 1 <= price <= MOST_PRICE:
        reading.fault(MOST_GWEI, "no_price", NO_PRICE)
    return AnchorRules(timedelta(seconds=seconds), depth, price * GWEI)


def _whole(text: str) -> int:
    return int(text) if fullmatch(r"[0-9]{1,9}", text) else -1


def _installed(*names: str) -> bool:
    return all(importlib.util.find_spec(name) for name in names)
