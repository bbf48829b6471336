"""Puts the anchor contract on a chain, once, by the account that will anchor."""

import time
from collections.abc import Callable

from weikameng.domain.anchoring import ChainError, ChainTrouble, SignedAnchor, raised
from weikameng.gateways.chain import contract
from weikameng.gateways.chain.account import Account
from weikameng.gateways.chain.rpc import LATEST, Node, quantity

LOOK_EVERY_SECONDS = 0.2
WITHIN_SECONDS = 180.0


def creation(account: Account, nonce: int, price: int, chain_id: int) -> SignedAnchor:
    """Return the transaction that makes the contract; nothing is sent."""
    return account.sign(
        {
            "nonce": nonce,
            "gasPrice": raised(price),
            "gas": contract.GAS_OF_DEPLOYING,
            "data": contract.code(),
            "chainId": chain_id,
        }
    )


def deploy(node: Node, account: Account, wait: Callable[[float], None] = time.sleep) -> str:
    """Make the contract and return its address when it is in a block. Raises ChainError."""
    nonce = node.number("eth_getTransactionCount", account.address, LATEST)
    signed = creation(account, nonce, node.number("eth_gasPrice"), node.number("eth_chainId"))
    node.ask("eth_sendRawTransaction", f"0x{signed.raw.hex()}")
    for _ in range(int(WITHIN_SECONDS / LOOK_EVERY_SECONDS)):
        receipt = node.ask("eth_getTransactionReceipt", signed.transaction)
        if receipt is not None:
            break
        wait(LOOK_EVERY_SECONDS)
    else:
        raise ChainError(ChainTrouble.DOWN, f"{signed.transaction} is in no block yet")
    if quantity(receipt.get("status")) != 1:
        raise ChainError(ChainTrouble.REFUSED, f"{signed.transaction} was not carried out")
    return account.contract_at(nonce)
