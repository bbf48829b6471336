"""The operator's account on the chain: its key, its address, and what it signs."""

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import rlp
from eth_utils import keccak, to_canonical_address

from weikameng.domain.anchoring import SignedAnchor
from weikameng.domain.words import Words
from weikameng.gateways.chain.loading import loaded
from weikameng.gateways.payments.key_reading import KeyTrouble

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

NO_KEY = Words(
    "必须是 32 字节的私钥: 64 个十六进制字符, 或 URL 安全的 base64。",
    "Must be a private key of 32 bytes: 64 hexadecimal digits, or URL-safe base64.",
)


class Account:
    """Signs with one key; transactions are of the oldest kind, which every EVM chain takes."""

    def __init__(self, key: "LocalAccount") -> None:
        self._key = key
        self.address = str(key.address).lower()

    def sign(self, fields: Mapping[str, Any]) -> SignedAnchor:
        """Sign; the same fields always make the same transaction (RFC 6979)."""
        made = self._key.sign_transaction({"value": 0, **fields})
        return SignedAnchor(f"0x{bytes(made.hash).hex()}", bytes(made.raw_transaction))

    def contract_at(self, nonce: int) -> str:
        """Return the address of the contract made by this account's transaction ``nonce``."""
        made: bytes = keccak(rlp.encode([to_canonical_address(self.address), nonce]))[12:]
        return f"0x{made.hex()}"


def account_of(text: str) -> Account:
    """Read a private key. Raises KeyTrouble, which holds nothing of the key."""
    try:
        if re.fullmatch("(0x)?[0-9a-fA-F]{64}", text):
            key = bytes.fromhex(text.removeprefix("0x"))
        else:
            key = urlsafe_b64decode(text)
        if len(key) != 32:
            raise KeyTrouble("unreadable", NO_KEY)
        return Account(loaded("eth_account").Account.from_key(key))
    except (binascii.Error, ValueError):
        raise KeyTrouble("unreadable", NO_KEY) from None
