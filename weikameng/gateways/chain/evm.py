"""Any EVM chain through a node: where our log stands on it, anchors signed, sent and followed."""

from typing import Any

from eth_abi.exceptions import DecodingError

from weikameng.domain.anchoring import (
    AnchorFate,
    AnchorOrder,
    ChainError,
    ChainStanding,
    ChainTrouble,
    Place,
    SignedAnchor,
)
from weikameng.gateways.chain import contract
from weikameng.gateways.chain.account import Account
from weikameng.gateways.chain.deploying import deploy
from weikameng.gateways.chain.rpc import LATEST, Node, quantity


class EvmChain:
    """The contract for one log, named by the SHA-256 of its origin line.

    Without an address it is the contract that the account made first.
    """

    def __init__(self, node: Node, account: Account, origin: bytes, address: str = "") -> None:
        self._node = node
        self.account = account
        self._origin = origin
        self._contract = address.lower() or account.contract_at(0)
        self._last: ChainStanding | None = None

    def standing(self) -> ChainStanding:
        """Ask where the chain and our log on it stand; without a new block that is where it was."""
        height = self._node.number("eth_blockNumber")
        last = self._last
        if last and last.height == height:
            return last
        # Lower than it was: perhaps it is another chain.
        place = last.place if last and last.height < height else self._found_place()
        nonce = self._node.number("eth_getTransactionCount", self.account.address, LATEST)
        size = self._number(self._call(contract.size_call(self._origin)))
        self._last = ChainStanding(
            place=place,
            height=height,
            nonce=nonce,
            size=size,
            root=self.root_of(size) if size else None,
            price=self._node.number("eth_gasPrice"),
        )
        return self._last

    def signed(self, order: AnchorOrder, place: Place) -> SignedAnchor:
        """Return the transaction of an anchor; nothing is sent."""
        return self.account.sign(
            {
                "nonce": order.nonce,
                "gasPrice": order.price,
                "gas": contract.GAS_OF_ANCHOR + contract.GAS_OF_HASH * len(order.proof),
                "to": bytes.fromhex(place.contract.removeprefix("0x")),
                "data": contract.anchor_call(self._origin, order.size, order.root, order.proof),
                "chainId": place.chain_id,
            }
        )

    def send(self, signed: SignedAnchor) -> None:
        """Hand a transaction to the node; one that it has already is as good as sent."""
        try:
            self._node.ask("eth_sendRawTransaction", f"0x{signed.raw.hex()}")
        except ChainError as error:
            if error.trouble is not ChainTrouble.KNOWN:
                raise

    def fate(self, transaction: str) -> AnchorFate | None:
        """Say in which block a transaction is; None while in none."""
        receipt = self._node.ask("eth_getTransactionReceipt", transaction)
        return None if receipt is None else _fate(transaction, receipt)

    def root_of(self, size: int) -> bytes | None:
        """Return the root that stands on the chain for a size; None if none does."""
        root = self._call(contract.root_call(self._origin, size))
        return root if any(root) else None

    def deploy(self) -> str:
        """Put the contract on the chain and return its address."""
        return deploy(self._node, self.account)

    def balance(self) -> int:
        """Return what the account has to pay fees with."""
        return self._node.number("eth_getBalance", self.account.address, LATEST)

    def operator(self) -> str:
        """Return the address that may anchor."""
        try:
            return contract.address_in(self._call(contract.operator_call()))
        except DecodingError:
            raise ChainError(ChainTrouble.NO_CONTRACT, self._contract) from None

    def _found_place(self) -> Place:
        first = self._node.ask("eth_getBlockByNumber", "0x0", False)
        if not isinstance(first, dict) or not isinstance(first.get("hash"), str):
            raise ChainError(ChainTrouble.DOWN, "no first block")
        return Place(self._node.number("eth_chainId"), first["hash"], self._contract)

    def _call(self, data: bytes) -> bytes:
        call = {"to": self._contract, "data": f"0x{data.hex()}"}
        answer = self._node.data("eth_call", call, LATEST)
        if len(answer) != 32:  # a call to where nothing is answers with nothing
            raise ChainError(ChainTrouble.NO_CONTRACT, self._contract)
        return answer

    def _number(self, answer: bytes) -> int:
        try:
            return contract.number_in(answer)
        except DecodingError:
            raise ChainError(ChainTrouble.NO_CONTRACT, self._contract) from None


def _fate(transaction: str, receipt: Any) -> AnchorFate:
    if not isinstance(receipt, dict) or not isinstance(receipt.get("blockHash"), str):
        raise ChainError(ChainTrouble.DOWN, "no receipt")
    return AnchorFate(
        transaction,
        block=quantity(receipt.get("blockNumber")),
        block_hash=receipt["blockHash"],
        taken=quantity(receipt.get("status")) == 1,
        gas=quantity(receipt.get("gasUsed")),
    )
